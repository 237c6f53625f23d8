package io.varve;

/// How callers wait for the writer before they sleep. (The writer sleeps at once when it has no work.)
public enum Waiting {
    /// Spin a little, then sleep, by the number of processors: with one or two, a few looks only.
    BY_CORES,

    /// Spin a little longer before sleeping, whatever the number of processors. For few writers that
    /// own their processors.
    SPIN,

    /// Sleep at once. For machines that have other things to do.
    PARK
}

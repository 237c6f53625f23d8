package io.varve;

/// How threads wait for each other: the writer for work, and callers for the writer.
public enum Waiting {
    /// Spin a little, then sleep, by the number of processors: with one or two, sleep at once.
    BY_CORES,

    /// Spin a little longer before sleeping, whatever the number of processors. For few writers that
    /// own their processors.
    SPIN,

    /// Sleep at once. For machines that have other things to do.
    PARK
}

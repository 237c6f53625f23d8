package io.varve;

/// How callers wait for the writer, and the writer for work, before they sleep.
public enum Waiting {
    /// Look for a little while, then sleep, by the number of processors: with one or two, callers look a few times
    /// only, for they would take the processor from the writer; the writer looks for some 20 microseconds.
    BY_CORES,

    /// Look longer before sleeping, whatever the number of processors. For few callers that own theirs.
    SPIN,

    /// Sleep at once. For machines that have other things to do.
    PARK
}

package io.varve;

/// How callers wait for the writer, and the writer for work, before they sleep.
public enum Waiting {
    /// Look for a little while, then sleep, by the number of processors: who waits for a sync sleeps, but for
    /// as many callers as there are processors beside the writer's; of the others, eight per processor take
    /// turns with the writer for up to 200 microseconds, at once when they share its processor; the writer
    /// looks for 30. With one processor, like `PARK`.
    BY_CORES,

    /// Look longer before sleeping, whatever the number of processors. For few callers that own theirs.
    SPIN,

    /// Sleep at once. For machines that have other things to do.
    PARK
}

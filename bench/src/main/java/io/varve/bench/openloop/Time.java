package io.varve.bench.openloop;

/// The clock of a sender, and how it waits.
public interface Time {
    /// Nanoseconds since some moment.
    long now();

    /// Returns at an instant, or as little after it as can be.
    ///
    /// @param spin for how long before it the processor may be kept
    void waitUntil(long instant, long spin);
}

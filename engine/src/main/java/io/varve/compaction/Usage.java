package io.varve.compaction;

/// What was asked of a store, counted since some moment: two of them, one after the other, are a window.
///
/// @param nanos when it was read; on the scale of any clock that does not go back
/// @param writtenBytes of keys and values
/// @param lookups of keys that were not answered by memory
/// @param seeks of cursors
/// @param steps entries that cursors went over
public record Usage(long nanos, long writtenBytes, long lookups, long seeks, long steps) {
    /// What it was per second since another one, which is older.
    ///
    /// Counters may pass the end of a `long`, and then go on; one that has gone back otherwise was begun anew, and
    /// counts for nothing in this window.
    Rates since(Usage before) {
        long passed = nanos - before.nanos;
        return new Rates(
                perSecond(writtenBytes - before.writtenBytes, passed),
                perSecond(lookups - before.lookups, passed),
                perSecond(seeks - before.seeks, passed),
                perSecond(steps - before.steps, passed));
    }

    private static double perSecond(long count, long nanos) {
        return Math.max(0, count) * 1e9 / nanos;
    }
}

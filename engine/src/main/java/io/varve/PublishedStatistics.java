package io.varve;

/// What a store that is open for writing says of itself to other processes, by a file in its directory; or what one
/// said last. See [StoreFiles#statistics].
///
/// @param storeHigh the first half of the store's identity
/// @param storeLow the second
/// @param pid of the process that has, or had, the store open, in its own pid namespace
/// @param epoch how often the store was opened for writing, this time included
/// @param openedMillis when, milliseconds since 1970
/// @param writtenMillis when this was written, likewise; by the clock of that process
/// @param serial one more than of the one written before, since the open
/// @param intervalNanos how often it is written
/// @param stats what it says; their state is `CLOSED` in the last one of a store that was closed
public record PublishedStatistics(
        long storeHigh,
        long storeLow,
        long pid,
        long epoch,
        long openedMillis,
        long writtenMillis,
        long serial,
        long intervalNanos,
        StoreStats stats) {}

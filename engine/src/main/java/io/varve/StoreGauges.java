package io.varve;

import io.varve.event.StoreState;

/// What a store holds at one moment: the part of its stats that is looked up and not counted. The store
/// asks its components and fills it in.
///
/// @param nanoTime of the moment
/// @param state what the store can do
/// @param visibleSequence number of the last operation that readers see
/// @param durableSequence number of the last operation that survives a power failure
/// @param segments log files that hold what is not in tables yet
/// @param entries in the memtable that takes writes
/// @param entryBytes it uses of its arena
/// @param frozen memtables that wait to become tables
/// @param frozenBytes their arenas use
/// @param tables what is in tables
/// @param adaptation how many runs levels may have
/// @param bytesPerSecond of writes that are let in
/// @param ringCapacity slots of the ring
/// @param ringUsed slots that hold a write the writer has not finished
/// @param cursors that are open
/// @param oldestCursorNanos how long the oldest of them has been
record StoreGauges(
        long nanoTime,
        StoreState state,
        long visibleSequence,
        long durableSequence,
        long segments,
        long entries,
        long entryBytes,
        long frozen,
        long frozenBytes,
        TableGauges tables,
        StoreStats.Adaptation adaptation,
        long bytesPerSecond,
        long ringCapacity,
        long ringUsed,
        long cursors,
        long oldestCursorNanos) {}

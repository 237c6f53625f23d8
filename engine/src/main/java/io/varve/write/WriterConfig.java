package io.varve.write;

/// Numbers of the writer.
///
/// @param directory of the store, for messages
/// @param groupBytes most that a group of several writes may hold, and that is copied without I/O
/// @param maxLogBytesPerMemTable a memtable is frozen when its log has this many bytes, however little of
///     it is used: overwrites must not make the log grow without end (D-9)
/// @param syncIntervalNanos longest time that a write stays unsynced; 0 when nobody asked for that
/// @param slowSyncNanos from which on a sync is told as slow
/// @param markNanos how long after a sync, with nothing written since, its mark follows (D-12)
public record WriterConfig(
        String directory,
        long groupBytes,
        long maxLogBytesPerMemTable,
        long syncIntervalNanos,
        long slowSyncNanos,
        long markNanos) {
    boolean hasInterval() {
        return syncIntervalNanos > 0;
    }
}

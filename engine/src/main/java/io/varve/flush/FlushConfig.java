package io.varve.flush;

/// How flushes go.
///
/// @param directory of the store, for messages
/// @param streamers threads that stream; also how many memtables may be on their way at a time
/// @param hasThreads whether the store has threads for it; otherwise a caller's thread does it all
/// @param streamNanos after which a stream counts as stalled, and is given up
/// @param backoff of what failed
/// @param mostFailures of one memtable that say nothing of a full disk, after which the store has failed
/// @param ageNanos after which a memtable is flushed that is not full; 0 for never
/// @param ageBytes that it must hold then
public record FlushConfig(
        String directory,
        int streamers,
        boolean hasThreads,
        long streamNanos,
        Backoff backoff,
        int mostFailures,
        long ageNanos,
        long ageBytes) {}

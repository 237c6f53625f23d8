package io.varve.bench.stores;

import io.varve.StoreStats;
import java.util.Locale;

/// Where the bytes went that our store has written, by its own counters.
///
/// @param log frames, with headers and padding
/// @param flushes tables of memtables
/// @param merges tables of merges
/// @param merged how many merges there were, and how many memtables before them
record Written(long log, long flushes, long merges, long merged, long flushed) {
    static Written of(StoreStats stats) {
        StoreStats.Tables tables = stats.tables();
        return new Written(
                stats.log().bytes(), tables.flushedBytes(), tables.mergedBytes(), tables.merges(), tables.flushes());
    }

    Written since(Written before) {
        return new Written(
                log - before.log,
                flushes - before.flushes,
                merges - before.merges,
                merged - before.merged,
                flushed - before.flushed);
    }

    /// @param all that the process wrote
    /// @param given bytes of keys and values
    String describe(long all, long given) {
        return String.format(
                Locale.ROOT,
                "written x: log %.2f, %d flushes %.2f, %d merges %.2f, the rest (zeros of the log, manifest, statistics) %.2f",
                (double) log / given,
                flushed,
                (double) flushes / given,
                merged,
                (double) merges / given,
                (double) (all - log - flushes - merges) / given);
    }
}

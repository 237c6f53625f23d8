package io.varve;

import io.varve.format.RecordLimits;
import io.varve.sstable.RunScan;
import io.varve.sstable.TableConfig;

/// The smallest memory budget that a store can work with: all that it may need at the same time, so that
/// no write, flush or merge that was begun is refused what it would free (I-95). What grows with the
/// data comes on top: index and filter of each table.
final class LeastBudget {
    private static final long KIB = 1024;

    /// What an open store takes besides: for the manifest, for segments of the log that are made ready,
    /// for lookups, for a few readers and cursors, for statistics, and for index and filter of a few
    /// small tables.
    static final long FIXED_BYTES = 1024 * KIB;

    /// With less, tables of a merge would be as small as those of a store for tests.
    private static final long LEAST_KEPT_BYTES = 64 * KIB;

    /// Enough for tables of half a million keys.
    private static final long MOST_KEPT_BYTES = 16 * 1024 * KIB;

    private LeastBudget() {}

    /// In bytes.
    static long of(StoreOptions options) {
        return memtables(options)
                + flushBytes(options)
                + merges(options) * mergeBytes(options)
                + options.logBufferBytes()
                + Math.max(ring(options), recovery(options))
                + options.overflowBytes()
                + FIXED_BYTES;
    }

    /// What the making of tables needs, so that a flush is never refused what it would free: for each that is made at
    /// the same time its buffers, and what is kept of each key until the filter is built.
    static long flushBytes(StoreOptions options) {
        long each = builderBytes(options, options.compression()) + flushedBytes(options);
        return each * (options.background() ? options.maxPendingFlushes() : 1);
    }

    /// A key takes 48.5 bytes of a memtable at least. Of it 8 bytes are kept, and 4 more with signposts: while they
    /// are copied into half as much again, that is 20 bytes, or 26. And what is large has whole huge pages.
    private static long flushedBytes(StoreOptions options) {
        long sixteenths = options.signposts() ? 9 : 7;
        return options.memtableBytes() / 16 * sixteenths + Math.min(2 * KIB * KIB, options.memtableBytes() / 8);
    }

    /// What a merge needs, so that none is refused what it would free: a builder, room for what it keeps of each key
    /// and block, and windows onto as many runs as there mostly are. What it could use beyond that it takes as long
    /// as there is some.
    static long mergeBytes(StoreOptions options) {
        long runs = 2L * options.level0Flushes() + options.runsPerLevel() + 2;
        long windows = runs * RunScan.leastBytes(options.blockBytes()) + RecordLimits.MAX_KEY_LENGTH + 1 + 4 * KIB;
        return builderBytes(options, options.bottomCompression()) + keptBytes(options) + windows;
    }

    /// How many there are at a time: one more than the option says, for level 0.
    static int merges(StoreOptions options) {
        return options.background() ? options.compactionThreads() + 1 : 1;
    }

    /// What the builder of a merge may keep of keys and blocks, however little memory there is besides.
    static long keptBytes(StoreOptions options) {
        return Math.clamp(options.memtableBytes() / 4, LEAST_KEPT_BYTES, MOST_KEPT_BYTES);
    }

    private static long builderBytes(StoreOptions options, Compression compression) {
        long packing = compression == Compression.NONE ? 0 : 256 * KIB;
        return 320 * KIB + 4L * options.blockBytes() + windowBytes(options) + packing;
    }

    /// How much of a table is mapped, made present and read back at a time: not more than a small table has.
    static int windowBytes(StoreOptions options) {
        return Math.clamp(
                options.memtableBytes() / TableConfig.WINDOW_UNIT * TableConfig.WINDOW_UNIT,
                TableConfig.WINDOW_UNIT,
                TableConfig.WINDOW_BYTES);
    }

    /// What recovery needs beside memtables and log buffer, and an open store does not.
    static long recoveryReserveBytes(StoreOptions options) {
        return Math.max(0, recovery(options) - ring(options));
    }

    /// What is wrong with a smaller one.
    static String problem(StoreOptions options) {
        long ring = ring(options);
        long recovery = recovery(options);
        return "memoryBudgetBytes is " + options.memoryBudgetBytes() + "; allowed is at least "
                + options.minimumBudgetBytes() + ": " + memtables(options) + " for memtables, "
                + flushBytes(options) + " for the making of tables, "
                + merges(options) * mergeBytes(options) + " for merges, "
                + options.logBufferBytes() + " for the log buffer, "
                + (recovery > ring ? recovery + " for recovery and then the ring, " : ring + " for the ring, ")
                + options.overflowBytes() + " for overflow, " + FIXED_BYTES + " for all else";
    }

    /// The active one, those that may wait for their flush, and one that is made ready, or that the last reader has not
    /// left yet.
    static long memtables(StoreOptions options) {
        return options.memtableBytes() * (2 + options.frozenMemtables());
    }

    /// A file of the log, and the first blocks of another.
    private static long recovery(StoreOptions options) {
        return options.logSegmentBytes() + 8 * KIB;
    }

    private static long ring(StoreOptions options) {
        return (long) options.ringSize() * options.ringSlotBytes();
    }
}

package io.varve.tools.command;

import io.varve.StoreOptionsBuilder;

/// How large log files and memtables are when the command line writes.
final class WriteSizes {
    private static final long MIB = 1 << 20;

    /// What log files are a multiple of.
    private static final long UNIT = 4096;

    /// What a log file has beside one largest write, and an encoded write beside key and value; with room to spare.
    private static final long OVERHEAD = 16 * UNIT;

    /// What a value takes at most of a memtable (`StoreOptions.maxBatchBytes`).
    private static final long SHARE = 4;

    private WriteSizes() {}

    /// For one write: one small log file is made and not three large ones, which is most of what an open costs.
    static StoreOptionsBuilder forOneWrite(StoreOptionsBuilder options, long bytes) {
        long largest = largest(bytes);
        return memtables(options, largest).preparedSegments(1).logSegmentBytes(Math.max(MIB, largest));
    }

    /// For many writes of which none has more than so many bytes of key and value.
    static StoreOptionsBuilder forLargest(StoreOptionsBuilder options, long bytes) {
        long largest = largest(bytes);
        return memtables(options, largest)
                .logSegmentBytes(Math.max(options.build().logSegmentBytes(), largest));
    }

    private static StoreOptionsBuilder memtables(StoreOptionsBuilder options, long largest) {
        return options.memtableBytes(Math.max(options.build().memtableBytes(), SHARE * largest));
    }

    private static long largest(long bytes) {
        return (bytes + OVERHEAD + UNIT - 1) / UNIT * UNIT;
    }
}

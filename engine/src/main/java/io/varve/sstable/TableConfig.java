package io.varve.sstable;

import io.varve.compression.Codec;
import io.varve.format.StoreId;

/// How the tables of a store are made. Those with signposts have bits of a filter per key too, for when there is no
/// room.
///
/// @param store whose they are; part of every checksum
/// @param blockBytes what a block is filled up to; an entry that is larger has a block of its own
/// @param bitsPerKey of the filter; 0 for none
/// @param hasSignposts whether tables have [Signposts] in place of a filter, as far as there is room in them
/// @param windowBytes of a mapping that are made writable at once, and of a file that are written at once
/// @param isMapped whether tables are written through mappings, where the machine has one to give
/// @param codec that tables of memtables are compressed with
/// @param runCodec that tables of sorted runs are compressed with
public record TableConfig(
        StoreId store,
        int blockBytes,
        int bitsPerKey,
        boolean hasSignposts,
        int windowBytes,
        boolean isMapped,
        Codec codec,
        Codec runCodec) {
    /// Bytes of a block where nothing else is said: a page of the machine.
    public static final int BLOCK_BYTES = 4096;

    /// The smallest block there may be.
    public static final int MIN_BLOCK_BYTES = 512;

    /// The largest block there may be, but for one of a single large entry.
    public static final int MAX_BLOCK_BYTES = 64 * 1024;

    /// Bits of filter per key where nothing else is said: one of a hundred absent keys is looked for in vain.
    public static final int BITS_PER_KEY = 10;

    /// More than this answers nothing better.
    public static final int MAX_BITS_PER_KEY = 32;

    /// What is written at once where nothing else is said (D-17: 1 to 4 MiB).
    public static final int WINDOW_BYTES = 1 << 20;

    /// What windows are a multiple of: no page of Linux on x86-64 or aarch64 is larger.
    public static final int WINDOW_UNIT = 64 * 1024;

    /// Throws `IllegalArgumentException` for numbers that cannot be.
    public TableConfig {
        require(blockBytes >= MIN_BLOCK_BYTES && blockBytes <= MAX_BLOCK_BYTES, "bytes of a block", blockBytes);
        require(blockBytes % Long.BYTES == 0, "bytes of a block, not a multiple of 8", blockBytes);
        require(bitsPerKey >= 0 && bitsPerKey <= MAX_BITS_PER_KEY, "bits of filter per key", bitsPerKey);
        require(windowBytes > 0 && windowBytes % WINDOW_UNIT == 0, "bytes of a window", windowBytes);
    }

    /// Tables that are not compressed.
    public TableConfig(StoreId store, int blockBytes, int bitsPerKey, int windowBytes, boolean isMapped) {
        this(store, blockBytes, bitsPerKey, false, windowBytes, isMapped, Codec.NONE, Codec.NONE);
    }

    /// All as it is where nothing else is said.
    public static TableConfig of(StoreId store) {
        return new TableConfig(store, BLOCK_BYTES, BITS_PER_KEY, WINDOW_BYTES, true);
    }

    /// The same, but for the codecs.
    public TableConfig with(Codec newCodec, Codec newRunCodec) {
        return new TableConfig(
                store, blockBytes, bitsPerKey, hasSignposts, windowBytes, isMapped, newCodec, newRunCodec);
    }

    /// The same, with signposts.
    public TableConfig withSignposts() {
        return new TableConfig(store, blockBytes, bitsPerKey, true, windowBytes, isMapped, codec, runCodec);
    }

    private static void require(boolean isRight, String what, int value) {
        if (!isRight) {
            throw new IllegalArgumentException(what + ": " + value);
        }
    }
}

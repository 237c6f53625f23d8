package io.varve.sstable;

import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// A hash of 64 bits of a key. Filters on disk are made with it, so it is part of their format.
///
/// Of each 8 bytes of the key (the last ones padded with zeros) and what is there already, the two halves of a
/// product of 128 bits are folded into one.
final class KeyHash {
    private static final long SEED = 0x9E37_79B9_7F4A_7C15L;
    private static final long FIRST = 0xA076_1D64_78BD_642FL;
    private static final long LAST = 0xE703_7ED1_A0B4_28DBL;

    private KeyHash() {}

    /// The hash of a key with [Keys#SLACK] bytes behind it.
    static long of(Region key, long offset, int length) {
        assert offset + length <= key.size() - Keys.SLACK : length + " bytes at " + offset + " of " + key.size();
        long hash = SEED ^ (length * LAST);
        int whole = length & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            hash = fold(key.getLong(offset + i) ^ FIRST, hash ^ LAST) + SEED;
        }
        if (whole < length) {
            long rest = key.getLong(offset + whole) & (-1L >>> (Long.SIZE - (length - whole) * Byte.SIZE));
            hash = fold(rest ^ FIRST, hash ^ LAST) + SEED;
        }
        return fold(hash ^ FIRST, LAST);
    }

    private static long fold(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }
}

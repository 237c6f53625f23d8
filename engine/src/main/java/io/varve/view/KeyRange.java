package io.varve.view;

import io.varve.format.TableSummary;
import io.varve.nativeio.Region;

/// The smallest and the largest key of a table, to compare others with: their first eight bytes at hand, the
/// rest for the case that these do not decide.
final class KeyRange {
    private final long smallestPrefix;
    private final long largestPrefix;
    private final byte[] smallest;
    private final byte[] largest;

    KeyRange(TableSummary summary) {
        this.smallest = summary.smallest().toArray();
        this.largest = summary.largest().toArray();
        this.smallestPrefix = prefix(smallest);
        this.largestPrefix = prefix(largest);
    }

    /// Whether a key is neither below nor above.
    boolean contains(long prefix, Region key, long offset, int length) {
        return !isBelow(prefix, key, offset, length) && !isAbove(prefix, key, offset, length);
    }

    /// Whether a key is below the smallest.
    boolean isBelow(long prefix, Region key, long offset, int length) {
        return prefix == smallestPrefix
                ? compare(key, offset, length, smallest) < 0
                : Long.compareUnsigned(prefix, smallestPrefix) < 0;
    }

    /// Whether a key is above the largest.
    boolean isAbove(long prefix, Region key, long offset, int length) {
        return prefix == largestPrefix
                ? compare(key, offset, length, largest) > 0
                : Long.compareUnsigned(prefix, largestPrefix) > 0;
    }

    private static int compare(Region key, long offset, int length, byte[] other) {
        int common = Math.min(length, other.length);
        for (int i = 0; i < common; i++) {
            int order = Byte.compareUnsigned(key.getByte(offset + i), other[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(length, other.length);
    }

    /// As `memory.Keys` makes it of a key in raw memory.
    private static long prefix(byte[] key) {
        long prefix = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            prefix = prefix << Byte.SIZE | (i < key.length ? key[i] & 0xFF : 0);
        }
        return prefix;
    }
}

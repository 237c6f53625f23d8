package io.varve.view;

import io.varve.format.TableSummary;
import io.varve.memory.HeapKey;
import io.varve.nativeio.Region;

/// The smallest and the largest key of a table, to compare others with.
final class KeyRange {
    private final HeapKey smallest;
    private final HeapKey largest;

    KeyRange(TableSummary summary) {
        this.smallest = new HeapKey(summary.smallest().toArray());
        this.largest = new HeapKey(summary.largest().toArray());
    }

    /// The first bytes of the smallest.
    long smallestPrefix() {
        return smallest.prefix();
    }

    /// The first bytes of the largest.
    long largestPrefix() {
        return largest.prefix();
    }

    /// Whether a key is neither below nor above.
    boolean contains(long prefix, Region key, long offset, int length) {
        return !isBelow(prefix, key, offset, length) && !isAbove(prefix, key, offset, length);
    }

    /// Whether a key is below the smallest.
    boolean isBelow(long prefix, Region key, long offset, int length) {
        return smallest.compareTo(prefix, key, offset, length) < 0;
    }

    /// Whether a key is above the largest.
    boolean isAbove(long prefix, Region key, long offset, int length) {
        return largest.compareTo(prefix, key, offset, length) > 0;
    }
}

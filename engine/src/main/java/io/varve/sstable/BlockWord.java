package io.varve.sstable;

/// What a lookup has to know of a block that was checked, in one word: one miss of the cache instead of two.
///
/// | bits | field |
/// |---|---|
/// | 31 … 63 | where the block begins, divided by 8 |
/// | 18 … 30 | its length, divided by 8 |
/// | 6 … 17 | how many entries it has; 0 when some of this does not fit, and the index is to be asked |
/// | 1 … 5 | its skip |
/// | 0 | 1 |
final class BlockWord {
    /// Of a block that was not checked yet.
    static final long UNCHECKED = 0;

    private static final int OFFSET_SHIFT = 31;
    private static final int LENGTH_SHIFT = 18;
    private static final int COUNT_SHIFT = 6;
    private static final int SKIP_SHIFT = 1;
    private static final long MAX_OFFSET = (1L << (Long.SIZE - OFFSET_SHIFT)) - 1;
    private static final int MAX_LENGTH = (1 << (OFFSET_SHIFT - LENGTH_SHIFT)) - 1;
    private static final int MAX_COUNT = (1 << (LENGTH_SHIFT - COUNT_SHIFT)) - 1;
    private static final int MAX_SKIP = (1 << (COUNT_SHIFT - SKIP_SHIFT)) - 1;

    private BlockWord() {}

    static long of(long offset, int length, int count, int skip) {
        boolean fits = (offset & 7) == 0
                && (length & 7) == 0
                && offset >>> 3 <= MAX_OFFSET
                && length >>> 3 <= MAX_LENGTH
                && count <= MAX_COUNT
                && skip <= MAX_SKIP;
        return fits
                ? (offset >>> 3) << OFFSET_SHIFT
                        | (long) (length >>> 3) << LENGTH_SHIFT
                        | (long) count << COUNT_SHIFT
                        | (long) skip << SKIP_SHIFT
                        | 1
                : 1;
    }

    static boolean isComplete(long word) {
        return count(word) != 0;
    }

    static long offset(long word) {
        return word >>> OFFSET_SHIFT << 3;
    }

    static int length(long word) {
        return ((int) (word >>> LENGTH_SHIFT) & MAX_LENGTH) << 3;
    }

    static int count(long word) {
        return (int) (word >>> COUNT_SHIFT) & MAX_COUNT;
    }

    static int skip(long word) {
        return (int) (word >>> SKIP_SHIFT) & MAX_SKIP;
    }
}

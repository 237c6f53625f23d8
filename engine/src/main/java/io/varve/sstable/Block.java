package io.varve.sstable;

import io.varve.cursor.Stand;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// How a block is searched, in memory mapped from a file ([TableFormat]). A block is given by where it begins in
/// the region, and by its length, count and skip, which come from the index in private memory.
///
/// **Requires:** the block was checked. Even so, when the file fails under the mapping, compiled code goes on with
/// whatever its registers have until the error is thrown (F2): so no loop here is bounded by what was read, and
/// no place to read from is outside of the block, or a key's length beyond it.
final class Block {
    /// Among so many prefixes all are looked at, without a branch on what is found: all loads go out at once.
    /// (510 ns for a get when 28 are halved, 485 when they are counted: probe table-get.)
    private static final int COUNTED = 64;

    /// Lines that a get looks at: an entry, that is.
    static final int OF_ONE = 2;

    /// Lines that a walk looks at when it begins.
    static final int OF_SOME = 12;

    private static final int LINE = 64;

    private Block() {}

    /// Where the first entry stands that is not below a key and sequence: twice the number of entries before it,
    /// plus 1 if it has that key.
    ///
    /// @param lines of memory behind the entry's first that the caller will look at: they are fetched before the
    ///     first, which would say where the entry ends, is there. (2 are 8 % of a get of 100 bytes, 12 a quarter
    ///     of a seek and 10 steps.)
    static int find(
            Region region,
            long block,
            int length,
            int count,
            int skip,
            Region key,
            long keyOffset,
            int keyLength,
            long sequence,
            int lines) {
        if (skip > 0) {
            long first = keyOffset(region, entry(region, block, length, count, 0));
            int order = Keys.compare(key, keyOffset, Math.min(keyLength, skip), region, first, skip);
            if (order != 0) {
                return order < 0 ? 0 : count << 1;
            }
        }
        long prefix = Keys.prefix(key, keyOffset + skip, keyLength - skip);
        prefetchOffsets(region, block + Long.BYTES * (long) count, block + length);
        int place = smaller(region, block, count, prefix);
        if (place == count) {
            return place << 1;
        }
        prefetch(region, entry(region, block, length, count, place), block + length, lines);
        if (prefix(region, block, place) != prefix) {
            return place << 1;
        }
        return amongEqual(region, block, length, count, place, skip, prefix, key, keyOffset, keyLength, sequence);
    }

    /// The entry where [#find] would look first.
    static long guess(
            Region region, long block, int length, int count, int skip, Region key, long keyOffset, int keyLength) {
        if (keyLength < skip) {
            return block;
        }
        int place = smaller(region, block, count, Keys.prefix(key, keyOffset + skip, keyLength - skip));
        return place == count ? block : entry(region, block, length, count, place);
    }

    /// Where an entry begins in the region.
    ///
    /// The load is of 8 bytes, so that the mask is left in the code: of a load of 2 the compiler knows that it
    /// cannot be negative, and what a failing load leaves in the register is (row 60).
    static long entry(Region region, long block, int length, int count, int place) {
        long offset = region.getLong(block + TableFormat.offsetOf(count, place)) & 0xFFFFL;
        return block + (offset < length ? offset : 0);
    }

    static long sequence(Region region, long entry) {
        return EntryFormat.sequence(region, entry, EntryFormat.head(region, entry));
    }

    static int kind(Region region, long entry) {
        return EntryFormat.kind(EntryFormat.head(region, entry));
    }

    static boolean isLasting(Region region, long entry) {
        return EntryFormat.isLasting(EntryFormat.head(region, entry));
    }

    static long expiry(Region region, long entry) {
        return EntryFormat.expiry(region, entry, EntryFormat.head(region, entry));
    }

    static long keyOffset(Region region, long entry) {
        return entry + EntryFormat.keyPlace(EntryFormat.head(region, entry));
    }

    static int keyLength(Region region, long entry) {
        return EntryFormat.keyLength(EntryFormat.head(region, entry));
    }

    static long valueOffset(Region region, long entry) {
        long head = EntryFormat.head(region, entry);
        return entry + EntryFormat.keyPlace(head) + EntryFormat.keyLength(head);
    }

    static int valueLength(Region region, long entry) {
        return EntryFormat.valueLength(EntryFormat.head(region, entry));
    }

    /// Has a stand show an entry.
    static void show(Region region, long entry, Stand into) {
        long head = EntryFormat.head(region, entry);
        into.set(
                region,
                entry + EntryFormat.keyPlace(head),
                EntryFormat.keyLength(head),
                EntryFormat.valueLength(head),
                EntryFormat.kind(head),
                EntryFormat.expiry(region, entry, head));
    }

    static boolean isSameKey(Region region, long entry, long other) {
        int length = keyLength(region, entry);
        return length == keyLength(region, other)
                && Keys.compare(region, keyOffset(region, entry), length, region, keyOffset(region, other), length)
                        == 0;
    }

    static long prefix(Region region, long block, int place) {
        return region.getLongBigEndian(block + Long.BYTES * (long) place);
    }

    /// How many prefixes are smaller.
    private static int smaller(Region region, long block, int count, long prefix) {
        int low = 0;
        int left = count;
        while (left > COUNTED) {
            int half = left >>> 1;
            boolean isSmaller = Long.compareUnsigned(prefix(region, block, low + half), prefix) < 0;
            low += isSmaller ? half + 1 : 0;
            left = isSmaller ? left - half - 1 : half;
        }
        long flipped = prefix ^ Long.MIN_VALUE;
        long from = block + Long.BYTES * (long) low;
        int smaller = low;
        for (int i = 0; i < left; i++) {
            smaller += (region.getLongBigEndian(from + Long.BYTES * (long) i) ^ Long.MIN_VALUE) < flipped ? 1 : 0;
        }
        return smaller;
    }

    /// Keys whose prefixes are equal are compared in full: mostly one.
    private static int amongEqual(
            Region region,
            long block,
            int length,
            int count,
            int first,
            int skip,
            long prefix,
            Region key,
            long keyOffset,
            int keyLength,
            long sequence) {
        int low = first;
        int high = first + 1;
        int order = compare(region, block, length, count, first, skip, key, keyOffset, keyLength, sequence);
        if (order < 0) {
            low = first + 1;
            high = endOfEqual(region, block, count, low, prefix);
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (compare(region, block, length, count, middle, skip, key, keyOffset, keyLength, sequence) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (low == count || prefix(region, block, low) != prefix) {
                return low << 1;
            }
        }
        long entry = entry(region, block, length, count, low);
        boolean isKey = compareKeys(region, entry, block + length, skip, key, keyOffset, keyLength) == 0;
        return (low << 1) | (isKey ? 1 : 0);
    }

    /// Where entries are: so two misses of the cache, for the prefixes and for this, become one. (A tenth of a get.)
    private static void prefetchOffsets(Region region, long offsets, long blockEnd) {
        region.prefetch(Math.min(offsets, blockEnd - Long.BYTES));
        region.prefetch(Math.min(offsets + LINE, blockEnd - Long.BYTES));
    }

    /// The line that an entry begins in and those behind it, as far as they are of its block.
    private static void prefetch(Region region, long entry, long blockEnd, int lines) {
        long last = blockEnd - Long.BYTES;
        for (int i = 0; i <= lines; i++) {
            region.prefetch(Math.min(entry + (long) i * LINE, last));
        }
    }

    private static int endOfEqual(Region region, long block, int count, int from, long prefix) {
        int low = from;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (prefix(region, block, middle) == prefix) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// Negative when the entry is below the key and sequence: of one key, newer entries come first.
    private static int compare(
            Region region,
            long block,
            int length,
            int count,
            int place,
            int skip,
            Region key,
            long keyOffset,
            int keyLength,
            long sequence) {
        long entry = entry(region, block, length, count, place);
        int order = compareKeys(region, entry, block + length, skip, key, keyOffset, keyLength);
        return order != 0 ? order : sequence(region, entry) > sequence ? -1 : 1;
    }

    private static int compareKeys(
            Region region, long entry, long blockEnd, int skip, Region key, long keyOffset, int keyLength) {
        long at = keyOffset(region, entry);
        int length = (int) Math.min(keyLength(region, entry), blockEnd - at);
        return Keys.compareFrom(skip + Long.BYTES, region, at, length, key, keyOffset, keyLength);
    }
}

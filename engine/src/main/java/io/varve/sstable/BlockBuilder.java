package io.varve.sstable;

import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// Collects the entries of one block, and puts it together.
///
/// **Owner:** one thread.
final class BlockBuilder {
    private final Region entries;
    private final int[] offsets;
    private int count;
    private int used;
    private int limit;
    private boolean hasVersions;

    /// @param entries for more than two blocks
    BlockBuilder(Region entries, int blockBytes) {
        this.entries = entries;
        this.offsets = new int[2 * blockBytes / EntryFormat.MIN_SIZE];
    }

    /// Begins anew.
    ///
    /// @param newLimit bytes that the block should not exceed
    void begin(int newLimit) {
        count = 0;
        used = 0;
        limit = newLimit;
        hasVersions = false;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    boolean hasVersions() {
        return hasVersions;
    }

    Region region() {
        return entries;
    }

    /// Where the last key begins in [#region()].
    long lastKey() {
        return keyOffset(count - 1);
    }

    /// Where the last entry begins behind the first.
    int lastEntry() {
        return offsets[count - 1];
    }

    /// Bytes of the block as it is.
    int size() {
        return (int) TableFormat.align(TableFormat.entriesOffset(count) + used);
    }

    /// Whether another entry stays below the limit.
    boolean fits(long entrySize) {
        return TableFormat.entriesOffset(count + 1) + used + entrySize <= limit;
    }

    void add(
            Region key,
            long keyOffset,
            int keyLength,
            Region value,
            long valueOffset,
            int valueLength,
            int kind,
            long sequence,
            long expiry,
            boolean isVersion) {
        int entry = used;
        long at = EntryFormat.putHeader(entries, entry, kind, keyLength, valueLength, sequence, expiry);
        used = (int) at + keyLength + valueLength;
        entries.copyFrom(at, key, keyOffset, keyLength);
        if (valueLength > 0) {
            entries.copyFrom(at + keyLength, value, valueOffset, valueLength);
        }
        offsets[count] = entry;
        count++;
        hasVersions |= isVersion;
    }

    /// How many bytes the prefixes leave out: none when they tell all keys apart, or else what all keys share.
    int skip() {
        for (int i = 1; i < count; i++) {
            if (prefix(i, 0) == prefix(i - 1, 0) && !isSameKey(i)) {
                return Keys.commonLength(
                        entries, keyOffset(0), keyLength(0), entries, keyOffset(count - 1), keyLength(count - 1));
            }
        }
        return 0;
    }

    /// Puts the block together.
    void put(Region into, int skip) {
        int entriesOffset = TableFormat.entriesOffset(count);
        // Zeroed first, so that the padding is; the rest of the word is overwritten.
        into.putLong(size() - Long.BYTES, 0);
        for (int i = 0; i < count; i++) {
            into.putLongBigEndian(8L * i, prefix(i, skip));
            into.putShort(TableFormat.offsetOf(count, i), (short) (entriesOffset + offsets[i]));
        }
        into.copyFrom(entriesOffset, entries, 0, used);
    }

    private boolean isSameKey(int i) {
        return Keys.compare(entries, keyOffset(i), keyLength(i), entries, keyOffset(i - 1), keyLength(i - 1)) == 0;
    }

    private long prefix(int i, int skip) {
        return Keys.prefix(entries, keyOffset(i) + skip, keyLength(i) - skip);
    }

    private long keyOffset(int i) {
        return Block.keyOffset(entries, offsets[i]);
    }

    private int keyLength(int i) {
        return Block.keyLength(entries, offsets[i]);
    }
}

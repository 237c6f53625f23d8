package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// Whether a block whose checksum is right makes sense: entries whole and one behind the other, ascending, with
/// the prefixes, the fences and the summary that they are said to have (row 35). Done once, before anybody reads
/// there.
///
/// It reads mapped memory by plain loads only, so a failing file is an `InternalError` (F1).
///
/// **Owner:** one thread.
final class BlockCheck {
    private final String path;
    private final TableIndex index;
    private final TableSummary summary;
    private final Region region;
    private final int block;
    private final long begin;

    /// From a place in the region to one in the file; of a packed block, to where it would be if it were not.
    private final long shift;

    private final long end;
    private final int count;
    private final int skip;

    /// @param begin where the block stands in the region
    /// @param length of the block, unpacked
    BlockCheck(String path, TableIndex index, TableSummary summary, Region region, int block, long begin, int length) {
        this.path = path;
        this.index = index;
        this.summary = summary;
        this.region = region;
        this.block = block;
        this.begin = begin;
        this.shift = index.offset(block) - begin;
        this.end = begin + length;
        this.count = index.entries(block);
        this.skip = index.skip(block);
    }

    /// Throws [CorruptionException] when it makes none.
    void check() {
        long first = begin + TableFormat.entriesOffset(count);
        long expected = first;
        boolean hasVersions = index.continues(block);
        long before = 0;
        long prefixBefore = 0;
        for (int i = 0; i < count; i++) {
            long at = begin + (region.getShort(begin + TableFormat.offsetOf(count, i)) & 0xFFFF);
            if (at != expected) {
                throw damage(at, "entry " + i + " at " + (expected - begin) + " of its block", at - begin);
            }
            if (!EntryFormat.isWhole(region, at, end)) {
                throw damage(at, "a whole entry " + i + " of a known kind", end - at);
            }
            long prefix = Block.prefix(region, begin, i);
            checkEntry(first, at, i, prefix);
            if (i > 0) {
                hasVersions |= checkOrder(before, prefixBefore, at, prefix, i);
            }
            before = at;
            prefixBefore = prefix;
            expected = at + EntryFormat.size(EntryFormat.head(region, at));
        }
        require(hasVersions == index.hasVersions(block), begin, "versions of keys as the index says", 0);
        checkEnds(first, before);
    }

    private void checkEntry(long first, long at, int i, long prefix) {
        long key = Block.keyOffset(region, at);
        int length = Block.keyLength(region, at);
        boolean isShared = length >= skip
                && (skip == 0
                        || Keys.commonLength(region, Block.keyOffset(region, first), skip, region, key, length)
                                == skip);
        if (!isShared) {
            throw damage(at, "a key with the first " + skip + " bytes of all", length);
        }
        require(Keys.prefix(region, key + skip, length - skip) == prefix, begin + 8L * i, "the prefix of entry", i);
        long sequence = Block.sequence(region, at);
        boolean isSequence = sequence >= summary.firstSequence() && sequence <= summary.lastSequence();
        require(isSequence, at, "a sequence as the summary says", sequence);
    }

    /// Whether the two have the same key. Prefixes that differ, and are right, tell which is the larger.
    private boolean checkOrder(long before, long prefixBefore, long at, long prefix, int i) {
        int order = Long.compareUnsigned(prefixBefore, prefix);
        if (order == 0) {
            order = compare(region, Block.keyOffset(region, before), Block.keyLength(region, before), at);
        }
        boolean isAscending = order < 0 || (order == 0 && Block.sequence(region, before) > Block.sequence(region, at));
        require(isAscending, at, "an entry above the one before", i);
        return order == 0;
    }

    private void checkEnds(long first, long last) {
        int order = compare(index.region(), index.fence(block), index.fenceLength(block), first);
        boolean isFence = index.continues(block)
                ? order == 0 && index.sequence(block) == Block.sequence(region, first)
                : order <= 0;
        require(isFence, first, "a first entry not below the fence of the block", order);
        if (block == 0) {
            requireKey(first, summary.smallest(), "smallest");
        }
        if (block == index.count() - 1) {
            requireKey(last, summary.largest(), "largest");
            return;
        }
        int next = compare(index.region(), index.fence(block + 1), index.fenceLength(block + 1), last);
        boolean isBelow = index.continues(block + 1)
                ? next == 0 && index.sequence(block + 1) < Block.sequence(region, last)
                : next > 0;
        require(isBelow, last, "a last entry below the fence of the next block", next);
    }

    private void requireKey(long entry, KeyBytes key, String which) {
        KeyBytes found = KeyBytes.copyOf(region, Block.keyOffset(region, entry), Block.keyLength(region, entry));
        if (!found.equals(key)) {
            throw new CorruptionException(path, entry + shift, "the " + which + " key, " + key, found.toString());
        }
    }

    private int compare(Region keyRegion, long keyOffset, int keyLength, long entry) {
        return Keys.compare(
                keyRegion,
                keyOffset,
                keyLength,
                region,
                Block.keyOffset(region, entry),
                Block.keyLength(region, entry));
    }

    private void require(boolean isRight, long at, String expected, long found) {
        if (!isRight) {
            throw damage(at, expected, found);
        }
    }

    private CorruptionException damage(long at, String expected, long found) {
        return new CorruptionException(path, at + shift, expected, Long.toString(found));
    }
}

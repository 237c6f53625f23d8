package io.varve.sstable;

import io.varve.compression.Codec;
import io.varve.error.CorruptionException;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;

/// Whether an index whose checksum is right makes sense, so that nobody who follows it can leave the table or go
/// round in circles (row 35).
///
/// **Owner:** one thread.
final class IndexCheck {
    private final String path;
    private final Footer.Section section;
    private final long tableEntries;
    private final Region region;
    private final TableIndex index;

    private IndexCheck(String path, Footer.Section section, long tableEntries, Region region) {
        this.path = path;
        this.section = section;
        this.tableEntries = tableEntries;
        this.region = region;
        this.index = new TableIndex(region);
    }

    /// The index at the begin of a region.
    ///
    /// @throws CorruptionException when it makes no sense
    static TableIndex check(String path, Footer.Section section, long tableEntries, Region region) {
        IndexCheck check = new IndexCheck(path, section, tableEntries, region);
        check.checkSizes();
        check.checkFences();
        check.checkPlaces();
        return check.index;
    }

    private void checkSizes() {
        int count = index.count();
        long perBlock = Long.BYTES + TableFormat.PLACE_SIZE + Integer.BYTES;
        require(
                count > 0 && count <= section.length() / perBlock && TableFormat.fencesOffset(count) < section.length(),
                "a number of blocks for " + section.length() + " bytes",
                count);
        long begin = TableFormat.fencesOffset(count);
        long end = begin;
        for (int i = 0; i < count; i++) {
            long next = begin + region.getInt(TableFormat.endsOffset(count) + Integer.BYTES * (long) i);
            require(next >= end && next <= section.length() - Keys.SLACK, "the end of fence " + i, next);
            require(i > 0 || next == begin, "an empty first fence", next - begin);
            end = next;
        }
        require(TableFormat.align(end + Keys.SLACK) == section.length(), "the end of the fences", end);
    }

    private void checkFences() {
        int skip = index.skip();
        require(skip >= 0 && (skip == 0 || index.count() > 1), "skip of the fences", skip);
        require(index.prefix(0) == 0, "prefix 0 of the first fence", index.prefix(0));
        for (int i = 1; i < index.count(); i++) {
            int length = index.fenceLength(i);
            require(length >= skip, "fence " + i + " of " + skip + " bytes or more", length);
            int common = Keys.commonLength(region, index.fence(1), skip, region, index.fence(i), length);
            require(common == skip, "the first bytes of fence " + i, common);
            long prefix = Keys.prefix(region, index.fence(i) + skip, length - skip);
            require(prefix == index.prefix(i), "the prefix of fence " + i, index.prefix(i));
            require(i == 1 || isAscending(i), "fence " + i + " above the one before, in block", i);
        }
    }

    private boolean isAscending(int i) {
        int order = Keys.compare(
                region, index.fence(i - 1), index.fenceLength(i - 1), region, index.fence(i), index.fenceLength(i));
        return order < 0 || (order == 0 && index.sequence(i - 1) > index.sequence(i));
    }

    private void checkPlaces() {
        long end = TableFormat.HEADER_SIZE;
        long entries = 0;
        for (int i = 0; i < index.count(); i++) {
            int length = index.length(i);
            require(index.offset(i) == end, "block " + i + " at " + end, index.offset(i));
            require(length > 0 && length % Long.BYTES == 0, "length of block " + i, length);
            int count = index.entries(i);
            requirePossible(i, length, count);
            require(isRight(index.flags(i), index.sequence(i), i), "flags of block " + i, index.flags(i));
            end += length;
            entries += count;
        }
        require(end == section.offset(), "the end of the blocks", end);
        require(entries == tableEntries, tableEntries + " entries in all blocks", entries);
    }

    private void requirePossible(int block, int length, int count) {
        long least = TableFormat.leastBlock(count);
        boolean isPacked = index.isPacked(block);
        require(
                count > 0 && least <= (isPacked ? TableFormat.MAX_PACKED_RAW : length),
                "entries of block " + block,
                count);
        require(!isPacked || length <= TableFormat.MAX_PACKED_STORED, "length of packed block " + block, length);
        require(Codec.of(index.codec(block)) != null, "a known codec of block " + block, index.codec(block));
    }

    private static boolean isRight(int flags, long sequence, int block) {
        boolean hasVersions = (flags & TableFormat.HAS_VERSIONS) != 0;
        boolean continues = (flags & TableFormat.CONTINUES) != 0;
        int known =
                TableFormat.HAS_VERSIONS | TableFormat.CONTINUES | TableFormat.CODEC_MASK << TableFormat.CODEC_SHIFT;
        return (flags & ~known) == 0
                && (!continues || (hasVersions && block > 0))
                && continues == (sequence != TableFormat.BEFORE_ALL);
    }

    private void require(boolean isRight, String what, long found) {
        if (!isRight) {
            throw new CorruptionException(path, section.offset(), "in its index, " + what, Long.toString(found));
        }
    }
}

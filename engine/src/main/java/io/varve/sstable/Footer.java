package io.varve.sstable;

import io.varve.format.StoreId;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// What the footer of a table says ([TableFormat]).
///
/// @param index where it is
/// @param filter where it is; of length 0 when there is none
/// @param properties where they are
/// @param filterShape what is there
/// @param size bytes of the file
/// @param headerChecksum as the header has it
record Footer(
        Section index, Section filter, Section properties, FilterShape filterShape, long size, int headerChecksum) {
    private static final int INDEX = 0;
    private static final int FILTER = 16;
    private static final int PROPERTIES = 32;
    private static final int CHECKSUMS = 48;
    private static final int FILTER_PROBES = 60;
    private static final int STORE = 64;
    private static final int NUMBER = 80;
    private static final int SIZE = 88;
    private static final int HEADER = 96;
    private static final int IS_OF_SIGNPOSTS = 100;
    private static final int BLOCK_BITS = 101;
    private static final int LINE_BITS = 102;
    private static final int BIT_LINES = 104;
    private static final int VERSION = 112;
    private static final int CHECKSUM = 116;
    private static final int MAGIC = 120;

    /// A part of a table.
    ///
    /// @param kind as [Identity] numbers them
    record Section(int kind, long offset, long length, int checksum) {}

    /// Writes it over zeros.
    ///
    /// @return its checksum
    int put(Region into, Identity identity, Crc32c crc) {
        put(into, INDEX, 0, index);
        put(into, FILTER, 1, filter);
        put(into, PROPERTIES, 2, properties);
        into.putInt(FILTER_PROBES, filterShape.probes());
        into.putByte(IS_OF_SIGNPOSTS, (byte) (filterShape.isOfSignposts() ? 1 : 0));
        into.putByte(BLOCK_BITS, (byte) filterShape.blockBits());
        into.putByte(LINE_BITS, (byte) filterShape.lineBits());
        into.putInt(BIT_LINES, filterShape.bitLines());
        identity.store().put(into, STORE);
        into.putLong(NUMBER, identity.number());
        into.putLong(SIZE, size);
        into.putInt(HEADER, headerChecksum);
        into.putInt(VERSION, TableFormat.VERSION);
        into.putLong(MAGIC, TableFormat.FOOTER_MAGIC);
        int checksum = checksum(into, size, identity, crc);
        into.putInt(CHECKSUM, checksum);
        return checksum;
    }

    /// Reads a footer that is intact.
    static Footer read(Region from) {
        return new Footer(
                section(from, Identity.INDEX, INDEX, 0),
                section(from, Identity.FILTER, FILTER, 1),
                section(from, Identity.PROPERTIES, PROPERTIES, 2),
                new FilterShape(
                        from.getInt(FILTER_PROBES),
                        from.getInt(BIT_LINES),
                        from.getByte(BLOCK_BITS),
                        from.getByte(LINE_BITS),
                        from.getByte(IS_OF_SIGNPOSTS) == 1),
                from.getLong(SIZE),
                from.getInt(HEADER));
    }

    /// Whether all of it can be.
    boolean isPossible(long fileSize) {
        return impossible(fileSize) == null;
    }

    /// The first part of it that cannot be, in words: the sections lie one behind the other, between the blocks and
    /// itself. Null when all can be.
    @Nullable
    String impossible(long fileSize) {
        if (size != fileSize) {
            return "size " + size;
        }
        long end = Math.max(TableFormat.HEADER_SIZE + Long.BYTES, TableFormat.align(index.offset));
        String[] names = {"index", "filter", "properties"};
        Section[] sections = {index, filter, properties};
        for (int i = 0; i < sections.length; i++) {
            Section section = sections[i];
            boolean isLength = section.length >= 0
                    && section.length <= Integer.MAX_VALUE - Long.BYTES
                    && section.length <= fileSize - end
                    && section.length % Long.BYTES == 0;
            if (!isLength || section.offset != end) {
                return names[i] + " of " + section.length + " bytes at " + section.offset;
            }
            end += section.length;
        }
        if (!filterShape.isPossible(filter.length)) {
            return "filter of " + filter.length + " bytes, as " + filterShape;
        }
        boolean isEnd = end + TableFormat.FOOTER_SIZE == fileSize && properties.length >= Properties.minSize();
        return isEnd ? null : "properties of " + properties.length + " bytes at " + properties.offset;
    }

    /// What the footer says its checksum is.
    static int storedChecksum(Region from) {
        return from.getInt(CHECKSUM);
    }

    /// What its checksum must be, at the end of a file of this size.
    static int checksum(Region from, long fileSize, Identity identity, Crc32c crc) {
        return identity.checksum(crc, Identity.FOOTER, fileSize - TableFormat.FOOTER_SIZE, from, 0, CHECKSUM);
    }

    static boolean hasMagic(Region from) {
        return from.getLong(MAGIC) == TableFormat.FOOTER_MAGIC;
    }

    static int version(Region from) {
        return from.getInt(VERSION);
    }

    static StoreId store(Region from) {
        return StoreId.at(from, STORE);
    }

    static boolean isOf(Region from, StoreId store, long number) {
        return StoreId.at(from, STORE).equals(store) && from.getLong(NUMBER) == number;
    }

    private static void put(Region into, int at, int ordinal, Section section) {
        into.putLong(at, section.offset);
        into.putLong(at + Long.BYTES, section.length);
        into.putInt(CHECKSUMS + 4L * ordinal, section.checksum);
    }

    private static Section section(Region from, int kind, int at, int ordinal) {
        return new Section(
                kind, from.getLong(at), from.getLong(at + Long.BYTES), from.getInt(CHECKSUMS + 4L * ordinal));
    }
}

package io.varve.sstable;

import io.varve.compression.Codec;
import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.format.Expiry;
import io.varve.format.StoreId;
import io.varve.memory.Keys;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.util.HexFormat;
import java.util.function.Consumer;

/// Prints a table for people: every field with its bytes and what they mean. For tests, support and
/// docs/formats.md. Of a filter, only the size is shown; of a table without an intact footer, the header.
///
/// **Owner:** one thread. Reads only, and all of the file at once.
public final class TableDump {
    /// Bytes of a field that are shown at most.
    private static final int MAX_SHOWN = 16;

    private final Region region;
    private final Consumer<String> lines;

    private TableDump(Region region, Consumer<String> lines) {
        this.region = region;
        this.lines = lines;
    }

    /// Prints one table.
    ///
    /// @param store whose it must be
    /// @param lines takes it, line by line
    /// @throws io.varve.error.StoreException when it cannot be read, is too short to be a table, or an intact
    ///     footer leads to an impossible index
    public static void print(
            StoreId store,
            long number,
            Directory directory,
            Memory memory,
            MemoryAccount account,
            Consumer<String> lines) {
        try (DiskFile file = directory.open(TableName.of(number), OpenFlags.READ);
                Workspace workspace = new Workspace(memory, account)) {
            if (file.errno() != 0) {
                throw new StoreIoException("open", file.path(), file.errno());
            }
            FileStat stat = new FileStat();
            int result = file.stat(stat);
            long size = stat.size();
            if (result == 0 && size < TableFormat.HEADER_SIZE + TableFormat.FOOTER_SIZE) {
                throw new CorruptionException(file.path(), size, "a table", size + " bytes");
            }
            Region region = workspace.take(size + Keys.SLACK);
            result = result == 0 ? Transfer.readAll(file, region, 0, size, 0) : result;
            if (result != 0) {
                throw new StoreIoException("pread", file.path(), result);
            }
            TableDump dump = new TableDump(region, lines);
            dump.header();
            dump.parts(file.path(), new Identity(store, number), size);
        }
    }

    private void header() {
        title("header");
        field(TableFormat.MAGIC_OFFSET, 8, "magic");
        field(TableFormat.CHECKSUM_OFFSET, 4, "checksum");
        field(TableFormat.VERSION_OFFSET, 4, "version " + TableHeader.version(region, 0));
        field(TableFormat.STORE_OFFSET, 16, "store " + StoreId.at(region, TableFormat.STORE_OFFSET));
        field(TableFormat.NUMBER_OFFSET, 8, "number " + region.getLong(TableFormat.NUMBER_OFFSET));
        field(TableFormat.ENGINE_TIME_OFFSET, 8, "engineTime " + region.getLong(TableFormat.ENGINE_TIME_OFFSET));
    }

    private void parts(String path, Identity identity, long size) {
        long at = size - TableFormat.FOOTER_SIZE;
        Region footerRegion = region.slice(at, TableFormat.FOOTER_SIZE);
        Crc32c crc = new Crc32c();
        Footer footer = Footer.read(footerRegion);
        boolean isIntact = Footer.storedChecksum(footerRegion) == Footer.checksum(footerRegion, size, identity, crc)
                && footer.isPossible(size);
        if (!isIntact) {
            title("no intact footer at " + at);
            return;
        }
        Footer.Section section = footer.index();
        long entries = region.getLong(footer.properties().offset());
        Region indexRegion = region.slice(section.offset(), section.length() + Keys.SLACK);
        TableIndex index = IndexCheck.check(path, section, entries, indexRegion);
        for (int block = 0; block < index.count(); block++) {
            block(index, block);
        }
        index(index, section.offset());
        if (footer.filter().length() > 0) {
            FilterShape shape = footer.filterShape();
            String what = shape.isOfSignposts() ? "signposts, " : "filter, ";
            String behind = shape.bitLines() > 0 ? ", and behind them a filter, " + shape.bitLines() + " lines" : "";
            title(what + (footer.filter().length() / Filter.LINE - shape.bitLines()) + " lines" + behind);
            field(footer.filter().offset(), (int) footer.filter().length(), "lines");
        }
        properties(footer.properties().offset());
        footer(footer, at);
    }

    private void block(TableIndex index, int block) {
        int count = index.entries(block);
        long begin = index.offset(block);
        title("block " + block + ", " + count + " entries, skip " + index.skip(block));
        if (index.isPacked(block)) {
            packed(index, block);
            return;
        }
        for (int i = 0; i < count; i++) {
            field(begin + 8L * i, 8, "prefix " + i);
        }
        for (int i = 0; i < count; i++) {
            long at = begin + TableFormat.offsetOf(count, i);
            field(at, 2, "offset " + i + ": " + (region.getShort(at) & 0xFFFF));
        }
        for (int i = 0; i < count; i++) {
            entry(Block.entry(region, begin, index.length(block), count, i));
        }
    }

    private void packed(TableIndex index, int block) {
        long begin = index.offset(block);
        int length = region.getInt(begin + TableFormat.PACKED_LENGTH_OFFSET);
        int raw = region.getInt(begin + TableFormat.PACKED_RAW_LENGTH_OFFSET);
        field(begin + TableFormat.PACKED_RAW_LENGTH_OFFSET, 4, "rawLength " + raw);
        field(begin + TableFormat.PACKED_LENGTH_OFFSET, 4, "length " + length);
        int stored = index.length(block) - TableFormat.PACKED_PAYLOAD_OFFSET;
        field(begin + TableFormat.PACKED_PAYLOAD_OFFSET, stored, "packed with " + Codec.of(index.codec(block)));
    }

    private void entry(long at) {
        long head = EntryFormat.head(region, at);
        int keyLength = EntryFormat.keyLength(head);
        int valueLength = EntryFormat.valueLength(head);
        int sequencePlace = EntryFormat.sequencePlace(head);
        int sequenceSize = EntryFormat.sequenceSize(head);
        String what =
                "entry of kind " + EntryFormat.kind(head) + ", key of " + keyLength + " bytes, value of " + valueLength;
        field(at, sequencePlace, what);
        field(at + sequencePlace, sequenceSize, "sequence " + EntryFormat.sequence(region, at, head));
        long expiry = EntryFormat.expiry(region, at, head);
        if (expiry != Expiry.NEVER) {
            field(at + sequencePlace + sequenceSize, 8, "expiry " + expiry);
        }
        field(at + EntryFormat.keyPlace(head), keyLength, "key");
        field(at + EntryFormat.keyPlace(head) + keyLength, valueLength, "value");
    }

    private void index(TableIndex index, long at) {
        int count = index.count();
        title("index");
        field(at + TableFormat.INDEX_COUNT_OFFSET, 4, "count " + count);
        field(at + TableFormat.INDEX_SKIP_OFFSET, 4, "skip " + index.skip());
        for (int i = 0; i < count; i++) {
            field(at + TableFormat.INDEX_PREFIXES_OFFSET + 8L * i, 8, "prefix " + i);
        }
        for (int i = 0; i < count; i++) {
            long place = at + TableFormat.placesOffset(count) + (long) TableFormat.PLACE_SIZE * i;
            field(place + TableFormat.PLACE_OFFSET_OFFSET, 8, "block " + i + " at " + index.offset(i));
            field(place + TableFormat.PLACE_LENGTH_OFFSET, 4, "length " + index.length(i));
            field(place + TableFormat.PLACE_CHECKSUM_OFFSET, 4, "checksum");
            field(place + TableFormat.PLACE_ENTRIES_OFFSET, 4, "entries " + index.entries(i));
            field(place + TableFormat.PLACE_SKIP_OFFSET, 2, "skip " + index.skip(i));
            field(place + TableFormat.PLACE_FLAGS_OFFSET, 2, "flags " + index.flags(i));
            field(place + TableFormat.PLACE_SEQUENCE_OFFSET, 8, "sequence " + index.sequence(i));
        }
        for (int i = 0; i < count; i++) {
            field(at + TableFormat.endsOffset(count) + 4L * i, 4, "end of fence " + i);
        }
        for (int i = 0; i < count; i++) {
            field(at + index.fence(i), index.fenceLength(i), "fence " + i);
        }
    }

    private void properties(long at) {
        title("properties");
        String[] names = {
            "entries",
            "tombstones",
            "rawBytes",
            "firstSequence",
            "lastSequence",
            "firstExpiry",
            "thirdExpiry",
            "lastExpiry",
            "engineTime",
            "keys"
        };
        for (int i = 0; i < names.length; i++) {
            field(at + 8L * i, 8, names[i] + " " + region.getLong(at + 8L * i));
        }
        long next = at + 8L * names.length;
        for (String name : new String[] {"blockBytes", "bitsPerKey", "smallestLength", "largestLength"}) {
            field(next, 4, name + " " + region.getInt(next));
            next += 4;
        }
        int smallest = region.getInt(next - 8);
        field(next, smallest, "smallest");
        field(next + smallest, region.getInt(next - 4), "largest");
    }

    private void footer(Footer footer, long at) {
        title("footer");
        field(
                at,
                16,
                "index at " + footer.index().offset() + ", " + footer.index().length() + " bytes");
        field(
                at + 16,
                16,
                "filter at " + footer.filter().offset() + ", " + footer.filter().length() + " bytes");
        field(
                at + 32,
                16,
                "properties at " + footer.properties().offset() + ", "
                        + footer.properties().length() + " bytes");
        field(at + 48, 12, "checksums of index, filter, properties");
        FilterShape shape = footer.filterShape();
        field(at + 60, 4, "filterProbes " + shape.probes());
        field(at + 64, 16, "store");
        field(at + 80, 8, "number");
        field(at + 88, 8, "size " + footer.size());
        field(at + 96, 4, "checksum of the header");
        boolean isOfSignposts = shape.isOfSignposts();
        String bits = " of " + shape.blockBits() + " bits for blocks, " + shape.lineBits() + " for lines";
        field(at + 100, 4, "signposts" + (isOfSignposts ? bits : ", none"));
        field(at + 104, 4, "lines of a filter behind signposts " + shape.bitLines());
        field(at + 108, 4, "reserved");
        field(at + 112, 4, "version");
        field(at + 116, 4, "checksum");
        field(at + 120, 8, "magic");
    }

    private void title(String title) {
        lines.accept("# " + title);
    }

    private void field(long at, int length, String what) {
        if (length == 0) {
            return;
        }
        int shown = Math.min(length, MAX_SHOWN);
        byte[] bytes = new byte[shown];
        region.copyTo(at, bytes, 0, shown);
        String hex = HexFormat.ofDelimiter(" ").formatHex(bytes) + (shown < length ? " ..." : "");
        String place = " ".repeat(Math.max(0, 6 - Long.toString(at).length())) + at;
        lines.accept(place + "  " + hex + " ".repeat(Math.max(1, 52 - hex.length())) + what);
    }
}

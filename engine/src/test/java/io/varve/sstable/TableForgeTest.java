package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.compression.Codec;
import io.varve.cursor.Cursor;
import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables that somebody has changed who knows how to make checksums right again: refused, or read without a step
/// outside (row 35). Every access to raw memory is checked in tests, so a step outside is another exception.
@ParameterizedClass
@EnumSource(Codec.class)
final class TableForgeTest {
    private static final long NUMBER = 7;

    private final List<Row> rows = TableDamageTest.rows();
    private final SimDisk disk = TestTables.newDisk();
    private final Codec codec;
    private final TestTables tables;
    private final TableSummary summary;
    private final byte[] original;
    private final Identity identity = new Identity(TestTables.STORE, NUMBER);
    private final Crc32c crc = new Crc32c();
    private final Region file;
    private final Footer footer;
    private final int blocks;

    TableForgeTest(Codec codec) {
        this.codec = codec;
        tables = new TestTables(disk, TestTables.SMALL.with(codec, Codec.NONE));
        summary = tables.build(NUMBER, rows);
        original = disk.contents().read(TestTables.name(NUMBER));
        file = TestTables.region(original.length + 8192L);
        footer = reset();
        blocks = file.getInt(footer.index().offset());
    }

    /// Row 35.
    @Test
    void row35EntriesOutOfOrderAreRefused() {
        assumeTrue(codec == Codec.NONE, "entries of packed blocks cannot be got at");
        TableIndex index = new TableIndex(
                file.slice(footer.index().offset(), footer.index().length()));
        long block = index.offset(1);
        int count = index.entries(1);
        long first = Block.entry(file, block, index.length(1), count, 0);
        byte[] key = new byte[3];
        file.copyTo(Block.keyOffset(file, first) + 4, key, 0, 3);
        file.putByte(Block.keyOffset(file, first) + 4, (byte) 'z');
        file.putByte(block + 4, (byte) 'z');
        refuse("an entry above the one before");

        reset();
        putSequence(first, summary.lastSequence() + 1);
        refuse("a sequence as the summary says");
        reset();
        file.putLong(block, 0);
        refuse("the prefix of entry");
        reset();
        file.putShort(TableFormat.offsetOf(count, 0) + block, (short) 0x7000);
        refuse("entry 0 at");
        reset();
        int tag = file.getByte(first);
        file.putByte(first, (byte) (tag | 0xC0));
        refuse("a whole entry");
        reset();
        file.putByte(first, (byte) (tag & ~3));
        refuse("known kind");
    }

    /// Row 35: of one key the newest comes first.
    @Test
    void row35VersionsOutOfOrderAreRefused() {
        assumeTrue(codec == Codec.NONE, "entries of packed blocks cannot be got at");
        TableIndex index = new TableIndex(
                file.slice(footer.index().offset(), footer.index().length()));
        int refused = 0;
        for (int block = 0; block < blocks; block++) {
            long begin = index.offset(block);
            for (int i = 1; i < index.entries(block); i++) {
                long before = Block.entry(file, begin, index.length(block), index.entries(block), i - 1);
                long at = Block.entry(file, begin, index.length(block), index.entries(block), i);
                if (Block.sequence(file, before) - 1 == Block.sequence(file, at)) {
                    putSequence(at, Block.sequence(file, before));
                    refuse("an entry above the one before");
                    reset();
                    refused++;
                }
            }
        }
        assertTrue(refused > 0, "no key has two versions");
    }

    @Test
    void lengthsOfAPackedBlockThatCannotBeAreRefused() {
        assumeTrue(codec != Codec.NONE, "no block is packed");
        TableIndex index = new TableIndex(
                file.slice(footer.index().offset(), footer.index().length()));
        assertTrue(index.isPacked(1));
        long block = index.offset(1);
        int raw = file.getInt(block);
        int length = file.getInt(block + 4);
        for (int value : new int[] {0, -8, raw + 4, Integer.MAX_VALUE & -8, TableFormat.MAX_PACKED_RAW + 8, 16}) {
            reset();
            file.putInt(block, value);
            refuse("a packed block of");
        }
        for (int value : new int[] {0, -1, length - 8, length + 8, Integer.MAX_VALUE}) {
            reset();
            file.putInt(block + 4, value);
            refuse("a packed block of");
        }
        reset();
        file.putInt(block, raw + 8);
        refuse("bytes packed with " + codec);
        reset();
        file.putInt(block, raw - 8);
        refuse("bytes packed with " + codec);
    }

    @Test
    void anIndexThatLeadsOutsideIsRefused() {
        long at = footer.index().offset();
        int count = file.getInt(at);
        long places = at + TableFormat.placesOffset(count);
        long[] ints = {at, at + 4, places + 8, places + 16, at + TableFormat.endsOffset(count) + 4};
        for (long place : ints) {
            for (int value : new int[] {-1, 1 << 30, Integer.MIN_VALUE, 0x7FFF_FFF8}) {
                reset();
                file.putInt(place, value);
                refuse("in its index");
            }
        }
        for (long value : new long[] {-8, Long.MAX_VALUE, 1L << 40, 72}) {
            reset();
            file.putLong(places, value);
            refuse("in its index");
        }
        reset();
        file.putByte(places + TableFormat.PLACE_FLAGS_OFFSET + 1, (byte) 1);
        refuse("in its index");
    }

    @Test
    void aFooterThatLeadsOutsideIsRefused() {
        long at = (long) original.length - TableFormat.FOOTER_SIZE;
        for (int field = 0; field < 48; field += 8) {
            for (long value : new long[] {-8, Long.MAX_VALUE, 1L << 40, 1, 0}) {
                reset();
                file.putLong(at + field, value);
                assertThrows(CorruptionException.class, this::readForged, "field " + field + " " + value);
            }
        }
        reset();
        file.putInt(at + 112, TableFormat.VERSION + 1);
        assertThrows(FormatVersionException.class, this::readForged);
    }

    /// P20, row 76: lengths and counts beyond all memory, below checksums that are right, are refused by the name of
    /// file and field; nothing is taken for them.
    @Test
    void row76HostileLengthsTakeNoMemory() {
        long at = (long) original.length - TableFormat.FOOTER_SIZE;
        String[] parts = {"index", "filter", "properties"};
        long before = tables.reading.highWater();
        for (int part = 0; part < parts.length; part++) {
            for (long length : new long[] {1L << 40, 1L << 31, Integer.MAX_VALUE & -8, Long.MAX_VALUE & -8}) {
                reset();
                file.putLong(at + 16L * part + 8, length);
                CorruptionException refused = assertThrows(CorruptionException.class, this::readForged);
                assertTrue(refused.what().contains(parts[part] + " of " + length + " bytes"), refused::what);
                assertTrue(refused.what().contains(TestTables.name(NUMBER)), refused::what);
            }
        }
        long index = footer.index().offset();
        for (int count : new int[] {Integer.MAX_VALUE, 1 << 30}) {
            reset();
            file.putInt(index, count);
            refuse("in its index, a number of blocks");
            reset();
            file.putInt(index + TableFormat.placesOffset(blocks) + TableFormat.PLACE_ENTRIES_OFFSET, count);
            refuse("in its index, entries of block 0");
            reset();
            file.putInt(index + TableFormat.placesOffset(blocks) + TableFormat.PLACE_LENGTH_OFFSET, count & -8);
            refuse("in its index, ");
        }
        reset();
        file.putInt(footer.properties().offset() + 88, Integer.MAX_VALUE);
        file.putInt(at + 56, propertiesChecksum());
        refuse("possible properties");
        assertTrue(tables.reading.highWater() < before + (1 << 20), "as much as a whole table takes");
    }

    private int propertiesChecksum() {
        Footer.Section section = footer.properties();
        return identity.checksum(
                crc, Identity.PROPERTIES, section.offset(), file, section.offset(), (int) section.length());
    }

    /// In as many bytes as the entry's own has.
    private void putSequence(long entry, long sequence) {
        long head = EntryFormat.head(file, entry);
        for (int i = 0; i < EntryFormat.sequenceSize(head); i++) {
            file.putByte(entry + EntryFormat.sequencePlace(head) + i, (byte) (sequence >>> (8 * i)));
        }
        assertEquals(sequence, Block.sequence(file, entry));
    }

    /// Any change, with all checksums right: an answer, or a refusal; nothing else, and no endless walk.
    @RandomizedTest(seeds = 200)
    void anyForgeryIsReadOrRefused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int i = 0; i < 20; i++) {
            reset();
            long end = footer.filter().offset();
            int changes = 1 + random.nextInt(3);
            for (int change = 0; change < changes; change++) {
                long from = random.nextBoolean()
                        ? TableFormat.HEADER_SIZE
                        : footer.index().offset();
                long at = from + random.nextLong(end - from);
                switch (random.nextInt(4)) {
                    case 0 -> file.putByte(at, (byte) (file.getByte(at) ^ 1 << random.nextInt(8)));
                    case 1 -> file.putInt(at & -4, random.nextInt());
                    case 2 -> file.putInt(at & -4, file.getInt(at & -4) + random.nextInt(-9, 9));
                    default -> file.putLong(at & -8, file.getLong(from + (random.nextLong(end - from) & -8)));
                }
            }
            try {
                readForged();
            } catch (CorruptionException e) {
                refused++;
            }
        }
        assertTrue(refused > 0, "all forgeries were read");
    }

    private Footer reset() {
        file.copyFrom(0, original, 0, original.length);
        return Footer.read(file.slice(original.length - TableFormat.FOOTER_SIZE, TableFormat.FOOTER_SIZE));
    }

    private void refuse(String why) {
        CorruptionException refused = assertThrows(CorruptionException.class, this::readForged, why);
        assertTrue(refused.what().contains(why), refused::what);
    }

    /// Makes the checksums right, from the blocks to the footer, and reads in all ways.
    private void readForged() {
        TableSummary forged = seal();
        int most = 2 * rows.size();
        try (Table table = tables.store.open(forged)) {
            TableScan scan = table.scan();
            int seen = 0;
            while (scan.next()) {
                Row.of(scan);
                assertTrue(++seen <= most, "an endless scan");
            }
            for (Row row : rows) {
                Row found = tables.find(table, row.key, row.sequence);
                assertTrue(found == null || found.sequence <= row.sequence);
            }
            Cursor cursor = table.cursor(summary.lastSequence() - 500);
            seen = 0;
            for (boolean isThere = cursor.last(); isThere; isThere = cursor.previous()) {
                assertTrue(++seen <= most, "an endless walk");
            }
        }
        assertEquals(0, tables.building.used());
    }

    private TableSummary seal() {
        long at = footer.index().offset();
        // As it was, whatever the forgery says: or this would write elsewhere.
        int count = blocks;
        for (int i = 0; i < count; i++) {
            long place = at + TableFormat.placesOffset(count) + (long) TableFormat.PLACE_SIZE * i;
            long offset = file.getLong(place);
            int length = file.getInt(place + 8);
            if (offset >= 0 && length > 0 && offset <= original.length - (long) length) {
                file.putInt(place + 12, identity.checksum(crc, Identity.BLOCK, offset, file, offset, length));
            }
        }
        Region end = file.slice(original.length - TableFormat.FOOTER_SIZE, TableFormat.FOOTER_SIZE);
        int indexLength = (int) footer.index().length();
        end.putInt(48, identity.checksum(crc, Identity.INDEX, at, file, at, indexLength));
        int checksum = Footer.checksum(end, original.length, identity, crc);
        end.putInt(116, checksum);
        byte[] forged = new byte[original.length];
        file.copyTo(0, forged, 0, forged.length);
        disk.contents().write(TestTables.name(NUMBER), forged);
        return new TableSummary(
                NUMBER,
                original.length,
                checksum,
                summary.entries(),
                summary.tombstones(),
                summary.rawBytes(),
                summary.smallest(),
                summary.largest(),
                summary.firstSequence(),
                summary.lastSequence(),
                summary.firstExpiry(),
                summary.thirdExpiry(),
                summary.lastExpiry(),
                summary.engineMillis());
    }
}

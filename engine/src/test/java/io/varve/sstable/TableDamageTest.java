package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compression.Codec;
import io.varve.cursor.Cursor;
import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.KeyBytes;
import io.varve.format.StoreId;
import io.varve.format.TableSummary;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables that the medium, or somebody, has changed: the same answers as before, or a [CorruptionException]; never
/// another answer (P10), and never one for keys of other blocks (P11).
@ParameterizedClass
@EnumSource(Codec.class)
final class TableDamageTest {
    private final List<Row> rows = rows();
    private final SimDisk disk = TestTables.newDisk();
    private final TestTables tables;
    private final TableSummary summary;
    private final String path = TestTables.name(7);
    private final byte[] content;

    TableDamageTest(Codec codec) {
        tables = new TestTables(disk, TestTables.SMALL.with(codec, Codec.NONE));
        summary = tables.build(7, rows);
        content = disk.contents().read(path);
    }

    @Test
    void anyBitMayFlip() {
        int refused = 0;
        for (long bit = 0; bit < 8L * content.length; bit++) {
            disk.contents().flipBit(path, bit);
            refused += isRefused() ? 1 : 0;
            disk.contents().flipBit(path, bit);
        }
        assertEquals(rows, read());
        long filterBits = 8L * footer().filter().length();
        assertEquals(8L * content.length - filterBits, refused, "but for the filter, no bit is without a checksum");
        tables.assertNothingIsTaken();
    }

    /// Row 34.
    @Test
    void row34ADamagedFilterIsIgnoredAndCounted() {
        disk.contents().flipBit(path, 8L * footer().filter().offset() + 3);
        assertEquals(rows, read());
        assertTrue(tables.store.counters().ignoredFilters() > 0);
    }

    /// Row 33.
    @Test
    void row33AnotherLengthIsRefused() {
        for (int length = 0; length < content.length; length += 7) {
            disk.contents().write(path, Arrays.copyOf(content, length));
            assertTrue(isRefused(), length + " bytes");
        }
        for (int more : new int[] {1, 511, 512, 4096}) {
            disk.contents().write(path, Arrays.copyOf(content, content.length + more));
            assertTrue(isRefused(), more + " bytes more");
        }
        tables.store.remove(7);
        CorruptionException missing = assertThrows(CorruptionException.class, () -> tables.store.open(summary));
        assertEquals("no file", missing.found());
    }

    @Test
    void row33ATableOfAnotherNumberOrStoreIsRefused() {
        disk.contents().write(TestTables.name(8), content);
        TableSummary other = withNumberAndSize(summary, 8, summary.bytes());
        assertThrows(CorruptionException.class, () -> tables.store.open(other));
        TableConfig config = new TableConfig(new StoreId(1, 2), 512, 10, TableConfig.WINDOW_UNIT, true);
        try (TestTables strangers = new TestTables(disk, config)) {
            assertThrows(CorruptionException.class, () -> strangers.store.open(summary));
            assertEquals(List.of(), strangers.store.orphans(number -> false));
        }
        assertEquals(List.of(7L), tables.store.orphans(number -> false), "8 says it is 7");
    }

    @Test
    void whatTheSummarySaysMustBeTrue() {
        List<TableSummary> others = List.of(
                copy(summary, summary.entries() + 1, 0, summary.smallest(), 0),
                copy(summary, summary.entries(), 1, summary.smallest(), 0),
                copy(summary, summary.entries(), 0, KeyBytes.of(new byte[0]), 0),
                copy(summary, summary.entries(), 0, summary.smallest(), 1));
        for (TableSummary other : others) {
            CorruptionException refused = assertThrows(CorruptionException.class, () -> tables.store.open(other));
            assertTrue(refused.path().endsWith(TableName.of(7)), refused::path);
        }
    }

    @Test
    void sectorsMayBeZerosOnesSwappedOrOfAnotherTable() {
        SplittableRandom random = new SplittableRandom(3);
        tables.build(9, rows);
        byte[] other = disk.contents().read(TestTables.name(9));
        for (int sector = 0; sector * 512 < content.length; sector++) {
            int from = sector * 512;
            int to = Math.min(from + 512, content.length);
            byte[] changed = content.clone();
            Arrays.fill(changed, from, to, (byte) 0);
            requireRefusedIfChanged(changed, from);
            Arrays.fill(changed, from, to, (byte) 0xFF);
            requireRefusedIfChanged(changed, from);
            System.arraycopy(other, from, changed, from, to - from);
            requireRefusedIfChanged(changed, from);
            int source = random.nextInt(content.length / 512) * 512;
            System.arraycopy(content, Math.min(source, content.length - (to - from)), changed, from, to - from);
            requireRefusedIfChanged(changed, from);
        }
    }

    /// P11.
    @Test
    void aDamagedBlockIsFeltByWhoNeedsItOnly() {
        int blocks = 0;
        for (int at = 700; at < footer().index().offset(); at += 350) {
            disk.contents().flipBit(path, 8L * at);
            int refused = 0;
            try (Table table = tables.store.open(summary)) {
                for (Row row : rows) {
                    try {
                        assertEquals(row, tables.find(table, row.key, row.sequence));
                    } catch (CorruptionException damaged) {
                        refused++;
                        assertTrue(damaged.what().contains("block"), damaged::what);
                    }
                }
            }
            assertTrue(refused > 0 && refused < rows.size() / 2, refused + " of " + rows.size());
            disk.contents().flipBit(path, 8L * at);
            blocks++;
        }
        assertTrue(blocks > 3, blocks + " blocks");
    }

    @Test
    void aCursorThatMetDamageStandsOnNoEntry() {
        disk.contents().flipBit(path, 8L * (footer().index().offset() - 100));
        try (Table table = tables.store.open(summary)) {
            Cursor cursor = table.cursor(Long.MAX_VALUE);
            assertThrows(CorruptionException.class, cursor::last);
            assertEquals(false, cursor.isValid());
            assertTrue(cursor.first());
            assertNotNull(Row.of(cursor));
            assertThrows(CorruptionException.class, () -> {
                while (cursor.next()) {
                    assertTrue(cursor.isValid());
                }
            });
            assertEquals(false, cursor.isValid());
            assertTrue(cursor.first());
        }
    }

    /// Rows of a small table with versions that go over the borders of blocks.
    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] key = ("key-" + (100 + i)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            for (int version = i % 9 == 4 ? 12 : 1; version > 0; version--) {
                rows.add(Row.put(key, 100L * i + version, new byte[i % 40]));
            }
            if (i % 7 == 3) {
                rows.add(new Row(key, io.varve.format.RecordKind.DELETE, 100L * i, 1L << 40, new byte[0]));
            }
        }
        rows.sort(Row.ORDER);
        return rows;
    }

    static TableSummary withNumberAndSize(TableSummary of, long number, long bytes) {
        return new TableSummary(
                number,
                bytes,
                of.checksum(),
                of.entries(),
                of.tombstones(),
                of.rawBytes(),
                of.smallest(),
                of.largest(),
                of.firstSequence(),
                of.lastSequence(),
                of.firstExpiry(),
                of.thirdExpiry(),
                of.lastExpiry(),
                of.engineMillis());
    }

    private static TableSummary copy(TableSummary of, long entries, int checksum, KeyBytes smallest, long millis) {
        return new TableSummary(
                of.number(),
                of.bytes(),
                of.checksum() + checksum,
                entries,
                of.tombstones(),
                of.rawBytes(),
                smallest,
                of.largest(),
                of.firstSequence(),
                of.lastSequence(),
                of.firstExpiry(),
                of.thirdExpiry(),
                of.lastExpiry(),
                of.engineMillis() + millis);
    }

    private void requireRefusedIfChanged(byte[] changed, int at) {
        disk.contents().write(path, changed);
        long filter = footer().filter().offset();
        boolean isFilter = at + 512 > filter && at < filter + footer().filter().length();
        assertTrue(isRefused() || isFilter || Arrays.equals(changed, content), "at " + at);
        disk.contents().write(path, content);
    }

    private Footer footer() {
        byte[] last = Arrays.copyOfRange(content, content.length - TableFormat.FOOTER_SIZE, content.length);
        var region = TestTables.region(last.length);
        region.copyFrom(0, last, 0, last.length);
        return Footer.read(region);
    }

    /// False when all answers are as they were.
    private boolean isRefused() {
        try {
            assertEquals(rows, read());
            return false;
        } catch (CorruptionException | StoreIoException damaged) {
            return true;
        } catch (StoreException other) {
            // An intact version that is not known needs the checksum to be right, too.
            throw new AssertionError(other);
        }
    }

    private List<Row> read() {
        List<Row> found = new ArrayList<>();
        try (Table table = tables.store.open(summary)) {
            TableScan scan = table.scan();
            while (scan.next()) {
                Row row = Row.of(scan);
                found.add(row);
                assertEquals(row, tables.find(table, row.key, row.sequence));
            }
        }
        return found;
    }
}

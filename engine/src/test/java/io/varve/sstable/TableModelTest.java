package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.varve.compression.Codec;
import io.varve.cursor.Cursor;
import io.varve.format.KeyBytes;
import io.varve.format.RecordKind;
import io.varve.format.TableSummary;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A table and a TreeMap are told the same, and asked the same: gets, seeks in both directions, whole scans, at
/// snapshots new and old.
final class TableModelTest {
    @RandomizedTest(seeds = 120)
    void answersAsAModelDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TableKeys keys = TableKeys.ALL.get(random.nextInt(TableKeys.ALL.size()));
        int range = 1 << (1 + random.nextInt(11));
        int count = keys == TableKeys.LONGEST ? 1 + random.nextInt(20) : 1 + random.nextInt(1 << random.nextInt(12));
        List<Row> rows = rows(random, keys, range, count);
        TableConfig config = config(random);
        DiskProfile profile = random.nextBoolean() ? DiskProfile.ADVERSARIAL : DiskProfile.ORDERED.withoutDirect();
        SimDisk disk = TestTables.newDisk(profile, seed);
        try (TestTables tables = new TestTables(disk, config)) {
            TableSummary summary = tables.build(1 + random.nextInt(100), rows);
            checkSummary(summary, rows);
            assertEquals(summary.bytes(), disk.contents().read(TestTables.name(summary.number())).length);
            try (Table table = tables.store.open(summary)) {
                checkScan(table, rows);
                for (long snapshot : snapshots(count, random)) {
                    NavigableMap<byte[], Row> seen = seen(rows, snapshot);
                    checkGets(tables, table, seen, keys, range, snapshot, random);
                    checkCursor(table, seen, snapshot);
                    checkSeeks(tables, table, seen, keys, range, snapshot, random);
                }
            }
            tables.assertNothingIsTaken();
        }
        assertEquals(List.of(), disk.openHandles());
    }

    static List<Row> rows(SplittableRandom random, TableKeys keys, int range, int count) {
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            byte[] key = keys.next(random, range);
            long expiry = random.nextInt(4) == 0 ? random.nextLong(1L << 40) : Long.MAX_VALUE;
            if (random.nextInt(5) == 0) {
                rows.add(new Row(key, RecordKind.DELETE, i, expiry, new byte[0]));
            } else {
                byte[] value = new byte[random.nextInt(100) == 0 ? random.nextInt(200_000) : random.nextInt(60)];
                if (random.nextBoolean()) {
                    random.nextBytes(value);
                } else {
                    Arrays.fill(value, (byte) (1 + random.nextInt(100)));
                }
                rows.add(new Row(key, RecordKind.PUT, i, expiry, value));
            }
        }
        rows.sort(Row.ORDER);
        return rows;
    }

    private static TableConfig config(SplittableRandom random) {
        int block = TableConfig.MIN_BLOCK_BYTES << random.nextInt(8);
        Codec[] codecs = Codec.values();
        return new TableConfig(
                TestTables.STORE,
                random.nextInt(4) == 0 ? block / 2 + 264 : block,
                random.nextInt(4) * 7,
                random.nextBoolean(),
                TableConfig.WINDOW_UNIT << random.nextInt(3),
                random.nextInt(4) > 0,
                codecs[random.nextInt(codecs.length)],
                Codec.NONE);
    }

    private static void checkSummary(TableSummary summary, List<Row> rows) {
        assertEquals(rows.size(), summary.entries());
        assertEquals(rows.stream().filter(row -> row.kind == RecordKind.DELETE).count(), summary.tombstones());
        assertEquals(
                rows.stream()
                        .mapToLong(row -> row.key.length + (long) row.value.length)
                        .sum(),
                summary.rawBytes());
        assertEquals(KeyBytes.of(rows.getFirst().key), summary.smallest());
        assertEquals(KeyBytes.of(rows.getLast().key), summary.largest());
        assertEquals(rows.stream().mapToLong(row -> row.sequence).min().orElseThrow(), summary.firstSequence());
        assertEquals(rows.stream().mapToLong(row -> row.sequence).max().orElseThrow(), summary.lastSequence());
        assertEquals(rows.stream().mapToLong(row -> row.expiry).min().orElseThrow(), summary.firstExpiry());
        assertEquals(rows.stream().mapToLong(row -> row.expiry).max().orElseThrow(), summary.lastExpiry());
        assertEquals(TestTables.TIME, summary.engineMillis());
    }

    private static void checkScan(Table table, List<Row> rows) {
        TableScan scan = table.scan();
        for (Row row : rows) {
            assertEquals(true, scan.next());
            assertEquals(row, Row.of(scan));
        }
        assertFalse(scan.next());
        assertFalse(scan.next());
    }

    private static long[] snapshots(long last, SplittableRandom random) {
        return new long[] {0, 1, random.nextLong(last + 1), random.nextLong(last + 1), last, Long.MAX_VALUE};
    }

    static NavigableMap<byte[], Row> seen(List<Row> rows, long snapshot) {
        TreeMap<byte[], Row> seen = new TreeMap<>(Arrays::compareUnsigned);
        rows.stream().filter(row -> row.sequence <= snapshot).forEach(row -> seen.putIfAbsent(row.key, row));
        return seen;
    }

    private static void checkGets(
            TestTables tables,
            Table table,
            NavigableMap<byte[], Row> seen,
            TableKeys keys,
            int range,
            long snapshot,
            SplittableRandom random) {
        seen.forEach((key, row) -> assertEquals(row, tables.find(table, key, snapshot)));
        for (int i = 0; i < 100; i++) {
            byte[] key = keys.next(random, 2 * range);
            assertEquals(seen.get(key), tables.find(table, key, snapshot));
        }
    }

    private static void checkCursor(Table table, NavigableMap<byte[], Row> seen, long snapshot) {
        Cursor cursor = table.cursor(snapshot);
        boolean isThere = cursor.first();
        for (Row row : seen.values()) {
            assertEquals(true, isThere);
            assertEquals(row, Row.of(cursor));
            isThere = cursor.next();
        }
        assertFalse(isThere);
        assertFalse(cursor.isValid());
        isThere = cursor.last();
        for (Row row : seen.descendingMap().values()) {
            assertEquals(true, isThere);
            assertEquals(row, Row.of(cursor));
            isThere = cursor.previous();
        }
        assertFalse(isThere);
    }

    private static void checkSeeks(
            TestTables tables,
            Table table,
            NavigableMap<byte[], Row> seen,
            TableKeys keys,
            int range,
            long snapshot,
            SplittableRandom random) {
        Cursor cursor = table.cursor(snapshot);
        List<byte[]> sought = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            byte[] key = keys.next(random, 2 * range);
            sought.add(random.nextInt(3) == 0 ? Arrays.copyOf(key, random.nextInt(key.length + 1)) : key);
        }
        for (byte[] key : sought) {
            byte[] at = seen.ceilingKey(key);
            assertEquals(at != null, tables.seek(cursor, key));
            assertEquals(at == null ? null : seen.get(at), Row.of(cursor));
            if (at != null) {
                step(cursor, seen, at, random.nextBoolean());
            }
            at = seen.floorKey(key);
            assertEquals(at != null, tables.seekForPrevious(cursor, key));
            assertEquals(at == null ? null : seen.get(at), Row.of(cursor));
            if (at != null) {
                step(cursor, seen, at, random.nextBoolean());
            }
        }
    }

    private static void step(Cursor cursor, NavigableMap<byte[], Row> seen, byte[] at, boolean isUp) {
        byte @Nullable [] from = at;
        for (int i = 0; i < 3 && from != null; i++) {
            byte @Nullable [] to = isUp == (i < 2) ? seen.higherKey(from) : seen.lowerKey(from);
            assertEquals(to != null, isUp == (i < 2) ? cursor.next() : cursor.previous());
            assertEquals(to == null ? null : seen.get(to), Row.of(cursor));
            from = to;
        }
    }
}

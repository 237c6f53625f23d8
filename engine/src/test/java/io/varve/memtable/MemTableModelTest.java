package io.varve.memtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.varve.format.RecordKind;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A memtable and a TreeMap of version lists are told the same, and asked the same: gets, seeks in both
/// directions, whole scans, at snapshots new and old.
final class MemTableModelTest {
    private final TreeMap<byte[], List<Shown>> model = new TreeMap<>(Arrays::compareUnsigned);

    @RandomizedTest(seeds = 60)
    void answersAsAModelDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestKeys keys = TestKeys.ALL.get(random.nextInt(TestKeys.ALL.size()));
        int range = 1 << (1 + random.nextInt(12));
        int operations = 1 << (1 + random.nextInt(12));
        TestTable table = new TestTable(4 << 20, seed);

        for (int i = 0; i < operations; i++) {
            write(table, keys.next(random, range), random);
        }

        assertEquals(model.size(), table.table.keys());
        assertEquals(operations, table.table.entries());
        for (long snapshot : snapshots(table.sequence, random)) {
            checkGets(table, keys, range, snapshot, random);
            checkScans(table, snapshot);
            checkSeeks(table, keys, range, snapshot, random);
        }
        checkVersions(table, random);
    }

    private void write(TestTable table, byte[] key, SplittableRandom random) {
        int kind = random.nextInt(5) == 0 ? RecordKind.DELETE : RecordKind.PUT;
        byte[] value = new byte[kind == RecordKind.DELETE ? 0 : random.nextInt(30)];
        random.nextBytes(value);
        if (!table.tryApply(kind, key, value)) {
            throw new AssertionError("no room");
        }
        model.computeIfAbsent(key, k -> new ArrayList<>()).add(new Shown(key, kind, table.sequence, value));
    }

    private static long[] snapshots(long last, SplittableRandom random) {
        return new long[] {0, 1, random.nextLong(last + 1), random.nextLong(last + 1), last, Long.MAX_VALUE};
    }

    private void checkGets(TestTable table, TestKeys keys, int range, long snapshot, SplittableRandom random) {
        for (byte[] key : model.keySet()) {
            assertEquals(visible(model.get(key), snapshot), table.shown(table.find(key, snapshot)), "at " + snapshot);
        }
        for (int i = 0; i < 50; i++) {
            byte[] key = keys.next(random, 2 * range);
            assertEquals(visible(model.get(key), snapshot), table.shown(table.find(key, snapshot)), "at " + snapshot);
        }
    }

    private void checkScans(TestTable table, long snapshot) {
        List<Shown> expected = visible(snapshot);
        MemTableCursor cursor = table.table.cursor(snapshot);

        assertFalse(cursor.isValid());
        List<Shown> upward = new ArrayList<>();
        for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
            upward.add(TestTable.present(cursor));
        }
        assertEquals(expected, upward);
        assertFalse(cursor.isValid());

        List<Shown> downward = new ArrayList<>();
        for (boolean isThere = cursor.last(); isThere; isThere = cursor.previous()) {
            downward.add(TestTable.present(cursor));
        }
        Collections.reverse(downward);
        assertEquals(expected, downward);
        assertFalse(cursor.isValid());
    }

    private void checkSeeks(TestTable table, TestKeys keys, int range, long snapshot, SplittableRandom random) {
        TreeMap<byte[], Shown> seen = new TreeMap<>(Arrays::compareUnsigned);
        visible(snapshot).forEach(shown -> seen.put(shown.key, shown));
        MemTableCursor cursor = table.table.cursor(snapshot);
        for (int i = 0; i < 100; i++) {
            byte[] key = keys.next(random, 2 * range);
            table.seek(cursor, key);
            walk(seen, seen.ceilingEntry(key), cursor, random);
            table.seekForPrevious(cursor, key);
            walk(seen, seen.floorEntry(key), cursor, random);
        }
    }

    /// A few steps to and fro.
    private static void walk(
            NavigableMap<byte[], Shown> seen,
            Map.@Nullable Entry<byte[], Shown> from,
            MemTableCursor cursor,
            SplittableRandom random) {
        Map.Entry<byte[], Shown> expected = from;
        for (int step = random.nextInt(6); expected != null && step > 0; step--) {
            assertEquals(expected.getValue(), TestTable.shown(cursor));
            if (random.nextBoolean()) {
                expected = seen.higherEntry(expected.getKey());
                cursor.next();
            } else {
                expected = seen.lowerEntry(expected.getKey());
                cursor.previous();
            }
        }
        assertEquals(expected == null ? null : expected.getValue(), TestTable.shown(cursor));
    }

    private void checkVersions(TestTable table, SplittableRandom random) {
        MemTableCursor cursor = random.nextBoolean() ? table.table.scan() : table.table.cursor(Long.MAX_VALUE);
        for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
            List<Shown> versions = model.get(TestTable.present(cursor).key);
            for (int i = 0; i < 3; i++) {
                long sequence = random.nextLong(table.sequence + 1);
                Shown before = TestTable.present(cursor);
                Shown expected = visible(versions, sequence);
                assertEquals(expected != null, cursor.toSequence(sequence));
                assertEquals(expected == null ? before : expected, TestTable.shown(cursor));
            }
        }
    }

    private List<Shown> visible(long snapshot) {
        List<Shown> seen = new ArrayList<>();
        for (List<Shown> versions : model.values()) {
            Shown shown = visible(versions, snapshot);
            if (shown != null) {
                seen.add(shown);
            }
        }
        return seen;
    }

    private static @Nullable Shown visible(@Nullable List<Shown> versions, long snapshot) {
        if (versions == null) {
            return null;
        }
        for (Shown version : versions.reversed()) {
            if (version.sequence <= snapshot) {
                return version;
            }
        }
        return null;
    }
}

package io.varve.memtable;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.RecordKind;
import io.varve.format.RecordLimits;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MemTableTest {
    private final TestTable table = new TestTable(1 << 20, 7);

    @Test
    void findsTheNewestVersionAtOrBelowASnapshot() {
        table.put(key("k"), key("one"));
        table.put(key("other"), key("x"));
        table.put(key("k"), key("two"));
        table.delete(key("k"));

        assertEquals(MemTable.NOT_FOUND, table.find(key("k"), 0));
        assertArrayEquals(key("one"), value(table.find(key("k"), 1)));
        assertArrayEquals(key("one"), value(table.find(key("k"), 2)));
        assertArrayEquals(key("two"), value(table.find(key("k"), 3)));
        assertEquals(RecordKind.DELETE, table.table.kind(table.find(key("k"), 4)));
        assertEquals(4, table.table.sequence(table.find(key("k"), Long.MAX_VALUE)));
        assertEquals(MemTable.NOT_FOUND, table.find(key("kk"), Long.MAX_VALUE));
    }

    @Test
    void countsWhatItHolds() {
        assertEquals(0, table.table.firstSequence());
        assertEquals(MemTable.NOT_FOUND, table.table.smallest());
        table.sequence = 41;
        for (String key : List.of("m", "a", "z", "b", "z", "a")) {
            table.put(key(key), key("v"));
        }
        table.delete(key("m"));

        assertEquals(4, table.table.keys());
        assertEquals(7, table.table.entries());
        assertEquals(1, table.table.tombstones());
        assertEquals(42, table.table.firstSequence());
        assertEquals(48, table.table.lastSequence());
        assertEquals("a", text(table.table.smallest()));
        assertEquals("z", text(table.table.largest()));
    }

    @Test
    void knowsItsSmallestAndLargestKeyInAnyOrderOfArrival() {
        for (int step : new int[] {1, 7919, -1}) {
            TestTable ordered = new TestTable(1 << 20, step);
            for (int i = 0; i < 1000; i++) {
                ordered.put(TestKeys.bigEndian(Math.floorMod(i * step, 1000) + 1L, 8), TestTable.NO_VALUE);
            }
            assertArrayEquals(TestKeys.bigEndian(1, 8), ordered.present(ordered.table.smallest()).key);
            assertArrayEquals(TestKeys.bigEndian(1000, 8), ordered.present(ordered.table.largest()).key);
        }
    }

    @Test
    void anEmptyTableHasNothing() {
        MemTableCursor cursor = table.table.cursor(Long.MAX_VALUE);

        assertEquals(MemTable.NOT_FOUND, table.find(key(""), Long.MAX_VALUE));
        assertFalse(cursor.first());
        assertFalse(cursor.last());
        assertFalse(table.seek(cursor, key("")));
        assertFalse(table.seekForPrevious(cursor, key("z")));
        assertFalse(cursor.isValid());
    }

    @Test
    void tellsApartKeysThatDifferOnlyByZeroBytesAtTheEnd() {
        TreeMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
        for (int length = 0; length < 40; length++) {
            byte[] zeros = new byte[length];
            expected.put(zeros, new byte[] {(byte) length});
            byte[] letters = Arrays.copyOf(key("abcdefgh"), length);
            expected.put(letters, letters);
        }
        expected.forEach(table::put);

        assertEquals(79, table.table.keys());
        check(expected);
    }

    @Test
    void takesTheEmptyKeyAndTheLargestOne() {
        byte[] largest = new byte[RecordLimits.MAX_KEY_LENGTH];
        Arrays.fill(largest, (byte) 0xFF);
        TreeMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
        expected.put(TestTable.NO_VALUE, key("first"));
        expected.put(largest, key("last"));
        for (int i = 0; i < 1000; i++) {
            expected.put(TestKeys.bigEndian(-1L - i, 8), TestKeys.bigEndian(i, 2));
        }
        expected.forEach(table::put);

        check(expected);
        assertEquals(0, table.table.keyLength(table.table.smallest()));
        assertEquals(RecordLimits.MAX_KEY_LENGTH, table.table.keyLength(table.table.largest()));
    }

    @Test
    void ordersKeysThatShare60KibBeforeTheyDiffer() {
        TestTable large = new TestTable(24 << 20, 1);
        TreeMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
        int shared = 60 * 1024;
        for (int i = 0; i < 300; i++) {
            byte[] key = new byte[shared + 1 + i % 5];
            Arrays.fill(key, (byte) 'x');
            key[shared] = (byte) (i * 7919);
            key[key.length - 1] ^= (byte) (i / 5);
            expected.put(key, TestKeys.bigEndian(i, 4));
        }
        List<byte[]> shuffled = new ArrayList<>(expected.keySet());
        Collections.shuffle(shuffled, new Random(1));
        for (byte[] key : shuffled) {
            large.put(key, Objects.requireNonNull(expected.get(key)));
        }

        check(large, expected);
    }

    /// By the length of the key and nothing else, one after the other: prefixes are useless.
    @Test
    void ordersKeysThatAreBeginningsOfEachOther() {
        TreeMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
        for (int length = 500; length > 0; length--) {
            expected.put(key("y".repeat(length)), TestKeys.bigEndian(length, 2));
        }
        expected.descendingMap().forEach(table::put);

        check(expected);
    }

    @Test
    void anOldSnapshotOfAHotKeyIsFewStepsAway() {
        int versions = 20_000;
        TestTable hot = new TestTable(4 << 20, 3);
        for (int i = 0; i < versions; i++) {
            hot.put(key("hot"), TestTable.NO_VALUE);
        }

        long newest = hot.find(key("hot"), Long.MAX_VALUE);
        int mostSteps = 0;
        for (int snapshot = 1; snapshot <= versions; snapshot++) {
            assertEquals(snapshot, hot.table.sequence(hot.find(key("hot"), snapshot)));
            mostSteps = Math.max(mostSteps, steps(hot.arena, newest, snapshot));
        }
        assertTrue(mostSteps <= 3 * 15, mostSteps + " steps in a chain of " + versions);
    }

    @Test
    void keepsTheExpiryOfARecord() {
        Region record = TestTable.region(64);
        record.putLong(0, 0x0000_0000_0001_0101L | (1L << 32)); // PUT, EXPIRES, key of 1 byte, value of 1
        record.putLong(8, 12345);
        record.putLong(16, 'k' | ('v' << 8));
        table.table.apply(record, 0, 1);

        long entry = table.find(key("k"), 1);

        assertEquals(12345, table.table.expiry(entry));
        assertArrayEquals(key("v"), value(entry));
        MemTableCursor cursor = table.table.cursor(1);
        assertTrue(cursor.first());
        assertEquals(12345, cursor.expiry());
    }

    @Test
    void leavesTheSourceAlone() {
        Region record = TestTable.region(64);
        record.putLong(0, 0x0000_0000_0001_0001L);
        record.putLong(8, 'k');
        table.table.apply(record, 0, 1);
        record.fill(0, 64, (byte) 0xDB);

        assertNotEquals(MemTable.NOT_FOUND, table.find(key("k"), 1));
    }

    private void check(NavigableMap<byte[], byte[]> expected) {
        check(table, expected);
    }

    private static void check(TestTable table, NavigableMap<byte[], byte[]> expected) {
        MemTableCursor cursor = table.table.cursor(Long.MAX_VALUE);
        cursor.first();
        for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
            assertArrayEquals(entry.getKey(), TestTable.present(cursor).key);
            assertArrayEquals(entry.getValue(), TestTable.present(cursor).value);
            assertArrayEquals(entry.getValue(), table.present(table.find(entry.getKey(), Long.MAX_VALUE)).value);
            cursor.next();
        }
        assertFalse(cursor.isValid());
        cursor.last();
        for (byte[] key : expected.descendingKeySet()) {
            assertArrayEquals(key, TestTable.present(cursor).key);
            cursor.previous();
        }
        assertFalse(cursor.isValid());
    }

    /// Counts what [Entry#visible] does, in the same way.
    private static int steps(Region arena, long newest, long snapshot) {
        int steps = 0;
        long entry = newest;
        while (Entry.sequence(arena, entry) > snapshot) {
            long jump = Node.offset(arena.getInt(entry + 12));
            boolean isNewer = jump != 0 && Entry.sequence(arena, jump) > snapshot;
            entry = isNewer ? jump : Node.offset(arena.getInt(entry + 8));
            steps++;
        }
        return steps;
    }

    private String text(long entry) {
        return new String(table.present(entry).key, US_ASCII);
    }

    private byte[] value(long entry) {
        return table.present(entry).value;
    }

    private static byte[] key(String text) {
        return text.getBytes(US_ASCII);
    }
}

package io.varve.memtable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Region;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What `hasRoom` allows always fits (Space asserts it), and what it refuses would leave little room.
final class RoomTest {
    private final Region scratch = TestTable.region(1 << 20);

    @RandomizedTest(seeds = 60)
    void groupsThatHaveRoomFitToTheVeryEnd(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int arenaSize = 4096 << random.nextInt(9);
        TestTable table = new TestTable(arenaSize, seed);
        TestKeys keys = TestKeys.ALL.get(random.nextInt(TestKeys.ALL.size()));
        boolean isAscending = random.nextBoolean();
        int mostValue = 1 + random.nextInt(arenaSize / 64);
        int mostOperations = 1 << random.nextInt(8);

        long written = 0;
        int refused = 0;
        while (refused < 20) {
            int operations = 1 + random.nextInt(mostOperations);
            long bytes = 0;
            for (int i = 0; i < operations; i++) {
                byte[] key = isAscending ? TestKeys.bigEndian(written + i, 8) : keys.next(random, 1 << 20);
                bytes += RecordFormat.put(scratch, bytes, RecordKind.PUT, key, new byte[random.nextInt(mostValue)]);
            }
            if (!table.table.hasRoom(bytes, operations)) {
                refused++;
                continue;
            }
            for (long at = 0; at < bytes; at += RecordFormat.sizeAt(scratch, at)) {
                table.table.apply(scratch, at, ++table.sequence);
                written++;
            }
        }

        assertEquals(written, table.table.entries());
    }

    /// The worst that can be done to the bound: fill all leaves, then divide one with every operation.
    @Test
    void aGroupThatDividesANodeWithEveryOperationFits() {
        for (int groupSize : new int[] {1, 2, 7, 14, 50, 333, 1000}) {
            TestTable table = new TestTable(4 << 20, groupSize);
            long spread = 1000;
            long keys = 0;
            while (table.table.hasRoom(16 * 1000, 1000) && keys < 14 * spread) {
                put(table, ++keys * 1_000_000);
            }
            long from = 0;
            while (table.table.hasRoom(16L * groupSize, groupSize)) {
                for (int i = 0; i < groupSize; i++) {
                    from = (from + 14) % keys;
                    put(table, from * 1_000_000 + table.sequence % 1_000_000);
                }
            }
            assertTrue(table.table.usedBytes() > (3 << 20), groupSize + ": " + table.table.usedBytes());
        }
    }

    @RandomizedTest
    void oneOperationIsRefusedOnlyNearTheEnd(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int arenaSize = 4096 << random.nextInt(9);
        TestTable table = new TestTable(arenaSize, seed);
        while (table.table.hasRoom(16, 1)) {
            put(table, random.nextLong());
        }

        int height = 1 + (int) Math.ceil(Math.log((double) table.table.keys()) / Math.log(7));
        long bound = 16 + Entry.MAX_OVERHEAD + 2 * Node.LEAF_SIZE + (2L * height + 1) * Node.INNER_SIZE;
        long left = arenaSize - table.table.usedBytes();
        assertTrue(left <= bound, left + " bytes left of " + arenaSize + ", at most " + bound + " expected");
    }

    @Test
    void ascendingKeysFillTheirNodes() {
        TestTable table = new TestTable(1 << 20, 1);
        int count = 10_000;
        for (int i = 0; i < count; i++) {
            put(table, i);
        }

        long nodeBytes = table.table.usedBytes() - count * (16L + Entry.HEADER_SIZE);
        assertTrue(nodeBytes < 1.25 * count * Node.LEAF_SIZE / Permutation.SLOTS, nodeBytes + " bytes of nodes");
    }

    @Test
    void aRecordThatDoesNotFitIsRefusedAndChangesNothing() {
        TestTable table = new TestTable(4096, 1);
        table.put(TestKeys.bigEndian(1, 8), new byte[100]);
        long used = table.table.usedBytes();
        RecordFormat.put(scratch, 0, RecordKind.PUT, TestKeys.bigEndian(2, 8), new byte[4000]);

        assertThrows(IllegalStateException.class, () -> table.table.apply(scratch, 0, 2));

        assertEquals(used, table.table.usedBytes());
        assertEquals(1, table.table.entries());
    }

    @RandomizedTest
    void whoDoesNotAskIsRefusedAtTheEndAndNothingIsLost(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestTable table = new TestTable(4096 << random.nextInt(6), seed);
        boolean isAscending = random.nextBoolean();
        List<Long> keys = new ArrayList<>();
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> {
            while (true) {
                long key = isAscending ? keys.size() : random.nextLong();
                put(table, key);
                keys.add(key);
            }
        });

        assertTrue(refused.toString().contains("hasRoom() was not asked"), refused.toString());
        assertEquals(keys.size(), table.table.keys());
        for (int i = 0; i < keys.size(); i++) {
            long entry = table.find(TestKeys.bigEndian(keys.get(i), 8), Long.MAX_VALUE);
            assertEquals(i + 1, table.table.sequence(entry));
        }
    }

    @Test
    void anArenaHoldsAtLeastAnEmptyTable() {
        int least = (int) MemTable.minArenaSize();
        assertEquals(least, new MemTable(TestTable.region(least)).usedBytes());
        assertThrows(IllegalArgumentException.class, () -> new MemTable(TestTable.region(least - 1)));
    }

    @Test
    void aRecordAsLargeAsTheRoomFits() {
        TestTable table = new TestTable(4096, 1);
        int size = 8;
        while (table.table.hasRoom(size + 8, 1)) {
            size += 8;
        }
        table.put(new byte[0], new byte[size - RecordFormat.HEADER_SIZE]);
        assertEquals(1, table.table.entries());
    }

    private void put(TestTable table, long key) {
        RecordFormat.put(scratch, 0, RecordKind.PUT, TestKeys.bigEndian(key, 8), TestTable.NO_VALUE);
        table.table.apply(scratch, 0, ++table.sequence);
    }
}

package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.ReadDamage;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How merges read: what the device has, all of it, or an exception that names the place.
final class RunScanTest {
    private final SplittableRandom random = new SplittableRandom(3);
    private final List<Row> rows = TableModelTest.rows(random, TableKeys.NUMBERS, 400, 600);

    @RandomizedTest(seeds = 10)
    void showsWhatWasWrittenOverSeveralTables(long seed) {
        SplittableRandom seeded = new SplittableRandom(seed);
        List<Row> all = TableModelTest.rows(seeded, TableKeys.NUMBERS, 400, 1 + seeded.nextInt(600));
        // With direct I/O, and without.
        SimDisk disk = TestTables.newDisk(profile(seeded.nextInt(3) * 512), seed);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            List<Table> run = build(tables, all, 1 + seeded.nextInt(200));
            long[] read = new long[1];
            List<Row> seen = new ArrayList<>();
            try (RunScan scan = tables.store.scan(run, account(tables), Long.MAX_VALUE, bytes -> read[0] += bytes)) {
                while (scan.next()) {
                    seen.add(Row.of(scan));
                }
                assertFalse(scan.next(), "now and ever after");
            }
            assertEquals(all, seen);
            assertTrue(read[0] > 0);
            assertEquals(0, account(tables).used());
            run.forEach(Table::close);
        }
    }

    /// Row 57, and F1: the mapping is right or not, and has no part in it.
    @ParameterizedTest
    @EnumSource(
            value = ReadDamage.class,
            names = {"BIT_FLIP", "ZERO_SECTOR", "ONES_SECTOR"})
    void whatIsWrongOnItsWayIsReadAgain(ReadDamage damage) {
        SimDisk disk = TestTables.newDisk(profile(512), 1);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            List<Table> run = build(tables, rows, 1000);
            for (int call = 1; call <= 10; call++) {
                disk.faults().clear();
                disk.faults().fail(Op.READ).onCall(call).damaging(damage);
                assertEquals(rows.size(), count(tables, run));
            }
            assertTrue(tables.store.counters().transientDamages() > 0);
            run.forEach(Table::close);
        }
    }

    @Test
    void whatIsDamagedIsToldWithItsPlace() {
        SimDisk disk = TestTables.newDisk(profile(512), 1);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            List<Table> run = build(tables, rows, 1000);
            long offset = run.getFirst().blocks().index().offset(3);
            // What is mapped cannot be changed past the seam.
            run.getFirst().close();
            disk.contents().flipBit(TestTables.name(1), 8 * (offset + 70));
            TableSummary summary = run.getFirst().summary();
            try (Table table = tables.store.open(summary)) {
                CorruptionException told = assertThrows(CorruptionException.class, () -> count(tables, List.of(table)));
                assertEquals(TestTables.name(1), told.path());
                assertEquals(offset, told.offset());
                assertEquals(0, account(tables).used());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EIO, Errno.EMFILE})
    void whatTheMachineRefusesIsTold(int errno) {
        SimDisk disk = TestTables.newDisk(profile(512), 1);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            List<Table> run = build(tables, rows, 100);
            disk.faults()
                    .fail(errno == Errno.EIO ? Op.READ : Op.OPEN)
                    .fromCall(3)
                    .with(errno);
            assertEquals(
                    errno,
                    assertThrows(StoreIoException.class, () -> count(tables, run))
                            .errno());
            assertEquals(0, account(tables).used());
            disk.faults().clear();
            run.forEach(Table::close);
        }
    }

    private static DiskProfile profile(int directAlignment) {
        return new DiskProfile(512, false, false, false, true, directAlignment, 0, 1L << 34);
    }

    private static MemoryAccount account(TestTables tables) {
        return tables.memory.budget().account("merging");
    }

    private static int count(TestTables tables, List<Table> run) {
        int count = 0;
        try (RunScan scan = tables.store.scan(run, account(tables), Long.MAX_VALUE, bytes -> {})) {
            while (scan.next()) {
                count++;
            }
        }
        return count;
    }

    /// Tables of so many rows each, and of all versions of a key.
    private static List<Table> build(TestTables tables, List<Row> rows, int each) {
        List<Table> run = new ArrayList<>();
        int from = 0;
        while (from < rows.size()) {
            int to = Math.min(rows.size(), from + each);
            while (to < rows.size() && Arrays.equals(rows.get(to - 1).key, rows.get(to).key)) {
                to++;
            }
            run.add(tables.store.open(tables.build(run.size() + 1, rows.subList(from, to))));
            from = to;
        }
        return run;
    }
}

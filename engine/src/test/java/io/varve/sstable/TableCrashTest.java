package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.format.TableSummary;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.List;
import java.util.SplittableRandom;

/// What a power cut leaves of a table: all of it once it was finished; before that, nothing that passes for a
/// table, and mostly something that says whose it was.
final class TableCrashTest {
    private static final List<DiskProfile> PROFILES =
            List.of(DiskProfile.ADVERSARIAL, DiskProfile.TEARING, DiskProfile.ORDERED);

    @RandomizedTest(seeds = 24)
    void aFinishedTableIsThereWholeAndWhatIsLeftOfAnotherIsAnOrphan(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Row> rows = TableModelTest.rows(random, TableKeys.NUMBERS, 200, 1 + random.nextInt(300));
        TableConfig config = new TableConfig(
                TestTables.STORE, TableConfig.MIN_BLOCK_BYTES, 10, TableConfig.WINDOW_UNIT, random.nextBoolean());
        SimDisk disk = TestTables.newDisk(PROFILES.get(random.nextInt(PROFILES.size())), seed);
        int[] images = new int[1];
        try (TestTables tables = new TestTables(disk, config)) {
            TableSummary first = tables.build(1, rows);
            disk.observe(new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    images[0] += new CrashImages(disk, random)
                            .explore(3, image -> check(image, config, rows, List.of(first)));
                }
            });
            TableSummary second = tables.build(2, rows);
            disk.observe(null);
            images[0] += new CrashImages(disk, random)
                    .explore(40, image -> check(image, config, rows, List.of(first, second)));
            check(new CrashImages(disk, random).killed(), config, rows, List.of(first, second));
        }
        assertTrue(images[0] > 20, images[0] + " images");
    }

    /// What is called finished is opened; anything else is either no file, or an orphan, or says nothing, and is
    /// refused whatever it is said to be.
    private static void check(SimDisk image, TableConfig config, List<Row> rows, List<TableSummary> finished) {
        try (TestTables tables = new TestTables(image, config)) {
            for (TableSummary summary : finished) {
                checkRows(tables, summary, rows);
            }
            List<Long> orphans = tables.store.orphans(number -> number <= finished.size());
            assertTrue(orphans.isEmpty() || orphans.equals(List.of(2L)), orphans::toString);
            if (finished.size() == 1 && image.contents().files().contains(TestTables.name(2))) {
                long size = image.contents().size(TestTables.name(2));
                TableSummary other = TableDamageTest.withNumberAndSize(finished.getFirst(), 2, Math.max(1, size));
                assertThrows(CorruptionException.class, () -> tables.store.open(other));
            }
            orphans.forEach(tables.store::remove);
            assertEquals(List.of(), tables.store.orphans(number -> number <= finished.size()));
            checkRows(tables, tables.build(3, rows), rows);
            tables.assertNothingIsTaken();
        }
        assertEquals(List.of(), image.openHandles());
    }

    private static void checkRows(TestTables tables, TableSummary summary, List<Row> rows) {
        try (Table table = tables.store.open(summary)) {
            TableScan scan = table.scan();
            for (Row row : rows) {
                assertTrue(scan.next());
                assertEquals(row, Row.of(scan));
            }
            assertFalse(scan.next());
        }
    }
}

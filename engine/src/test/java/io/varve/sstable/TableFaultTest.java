package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.ReadDamage;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.nativeio.sim.SyncLoss;
import io.varve.nativeio.sim.WriteDamage;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a table when one call of the disk goes wrong, for every call of its building and opening: a
/// typed failure, nothing taken, and a number that is not used again; or a table as it should be.
final class TableFaultTest {
    private static final TableConfig UNMAPPED =
            new TableConfig(TestTables.STORE, TableConfig.MIN_BLOCK_BYTES, 10, TableConfig.WINDOW_UNIT, false);

    /// Nothing is written back before it is synced, as in LogFaultTest.
    private static final DiskProfile PROFILE = new DiskProfile(512, false, false, false, true, 512, 0, 1L << 34);

    /// Which read of a table is the first of a block: header, footer, properties, index and filter come before.
    private static final int FIRST_OF_BLOCKS = 6;

    private final List<Row> rows = TableModelTest.rows(new SplittableRandom(5), TableKeys.NUMBERS, 200, 250);
    private int failures;

    /// Row 59 too: a file system that turns read-only.
    @ParameterizedTest
    @ValueSource(ints = {Errno.EIO, Errno.ENOSPC, Errno.EDQUOT, Errno.EMFILE, Errno.EROFS, Errno.ENOMEM, Errno.EFAULT})
    void row49AnyCallOfABuildMayFail(int errno) {
        for (TableConfig config : List.of(TestTables.SMALL, UNMAPPED)) {
            long calls = build(config, disk -> {});
            for (long call = 1; call <= calls; call++) {
                long index = call;
                build(config, disk -> disk.faults().failAny().onCall(index).with(errno));
                build(config, disk -> disk.faults().failAny().fromCall(index).with(errno));
                // A mapping that was made and refused all the same would be nobody's to give back.
                if (errno != Errno.ENOMEM) {
                    build(config, disk -> disk.faults().failAny().onCall(index).afterwards(errno));
                }
            }
            assertTrue(failures > calls, () -> failures + " failures");
        }
    }

    @Test
    void anInterruptedCallIsRepeatedOrATypedFailure() {
        long calls = build(UNMAPPED, disk -> {});
        for (long call = 1; call <= calls; call++) {
            long index = call;
            build(UNMAPPED, disk -> disk.faults().failAny().onCall(index).with(Errno.EINTR));
        }
    }

    @Test
    void aWriteMayBeShort() {
        for (int bytes : new int[] {0, 1, 8, 511, 512, 4096}) {
            build(UNMAPPED, disk -> disk.faults().fail(Op.WRITE).always().shortTo(Math.max(bytes, 1)));
            build(UNMAPPED, disk -> disk.faults().fail(Op.WRITE).onCall(2).shortTo(bytes));
            build(TestTables.SMALL, disk -> disk.faults().fail(Op.WRITE).shortTo(bytes));
            assertEquals(0, failures);
        }
    }

    /// A read that ends within what direct reads are aligned to would be the end of the file.
    @Test
    void aReadMayBeShort() {
        for (int bytes : new int[] {512, 1024, 4096}) {
            build(TestTables.SMALL, disk -> disk.faults().fail(Op.READ).always().shortTo(bytes));
            assertEquals(0, failures);
        }
    }

    @ParameterizedTest
    @EnumSource(SyncLoss.class)
    void anySyncMayLoseDataOfAnyKind(SyncLoss loss) {
        for (TableConfig config : List.of(TestTables.SMALL, UNMAPPED)) {
            for (int call = 1; call <= (config.isMapped() ? 3 : 2); call++) {
                long index = call;
                failures = 0;
                build(
                        config,
                        disk -> disk.faults().fail(Op.DATA_SYNC).onCall(index).losing(loss, Errno.EIO));
                assertEquals(1, failures);
            }
            failures = 0;
            build(config, disk -> disk.faults().fail(Op.DIRECTORY_SYNC).losing(loss, Errno.EIO));
            assertEquals(1, failures);
        }
    }

    /// Rows 50, 51: a full disk is seen when space is taken, before anything is mapped.
    @Test
    void row51AFullDiskIsAnErrnoAtEveryPoint() {
        for (TableConfig config : List.of(TestTables.SMALL, UNMAPPED)) {
            long whole = 1 << 18;
            for (long room = 0; room < whole; room += 4096) {
                long bytes = room;
                build(config, disk -> disk.limitSpace(bytes));
            }
            assertTrue(failures > 5, () -> failures + " failures");
        }
    }

    /// A disk that could allocate and then cannot make pages (a thin volume) fails the build, whatever errno.
    @Test
    void row52AWindowThatCannotBePopulatedFailsTheBuild() {
        StoreIoException refused =
                refusal(disk -> disk.faults().fail(Op.POPULATE).with(Errno.EFAULT));
        assertEquals(Errno.EFAULT, refused.errno());
        assertTrue(refused.call().startsWith("madvise"), refused.call());
        refused = refusal(disk -> {
            disk.faults().fail(Op.POPULATE).with(Errno.EFAULT);
            disk.limitSpace((1 << 16) + 4096);
        });
        assertEquals(Errno.ENOSPC, refused.errno());
    }

    /// Row 58: what the device has is read back past the page cache.
    @ParameterizedTest
    @EnumSource(
            value = WriteDamage.class,
            names = {"BIT_FLIP", "MISDIRECTED"})
    void row58WhatIsReadBackWrongFailsTheBuild(WriteDamage damage) {
        build(UNMAPPED, disk -> disk.faults().fail(Op.WRITE).onCall(2).damaging(damage));
        assertEquals(1, failures);
    }

    @ParameterizedTest
    @EnumSource(
            value = ReadDamage.class,
            names = {"BIT_FLIP", "ZERO_SECTOR", "ONES_SECTOR"})
    void whatIsReadBackWrongFailsTheBuildOfAMappedTableToo(ReadDamage damage) {
        build(TestTables.SMALL, disk -> disk.faults().fail(Op.READ).damaging(damage));
        assertEquals(1, failures);
    }

    @Test
    void row74WhereNothingCanBeMappedTablesAreWrittenByCalls() {
        SimDisk disk = TestTables.newDisk(PROFILE, 1);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            disk.faults().fail(Op.MAP).with(Errno.ENOMEM);
            TableSummary summary = tables.build(1, rows);
            assertEquals(1, tables.store.counters().unmappedWrites());
            check(tables, summary);
            disk.faults().fail(Op.MAP).with(Errno.ENOMEM);
            StoreIoException refused = assertThrows(StoreIoException.class, () -> tables.store.open(summary));
            assertEquals(Errno.ENOMEM, refused.errno(), "tables are not read without a mapping");
            check(tables, summary);
        }
    }

    @Test
    void row73AnOpenWithoutDescriptorsIsTypedAndCanBeTriedAgain() {
        openings(Errno.EMFILE);
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.EIO, Errno.ENOMEM, Errno.EACCES})
    void anyCallOfAnOpeningMayFail(int errno) {
        openings(errno);
    }

    @Test
    void anyMemoryMayBeRefused() {
        int refusals = 0;
        for (int index = 1; index < 40; index++) {
            SimMemory memory = new SimMemory(new MemoryBudget(1L << 30));
            SimDisk disk = TestTables.newDisk(PROFILE, index);
            try (TestTables tables = new TestTables(disk.openDirectory(TestTables.PATH), TestTables.SMALL, memory)) {
                memory.refuse(index);
                TableSummary summary = null;
                try {
                    summary = tables.build(1, rows);
                    check(tables, summary);
                } catch (ResourceRefusedException refused) {
                    refusals++;
                }
                memory.refuse(0);
                assertEquals(0, tables.building.used());
                summary = summary == null ? tables.build(2, rows) : summary;
                check(tables, summary);
                tables.assertNothingIsTaken();
            }
            assertEquals(List.of(), disk.openHandles());
        }
        assertTrue(refusals > 15, refusals + " refusals");
    }

    /// Row 57.
    @ParameterizedTest
    @EnumSource(
            value = ReadDamage.class,
            names = {"BIT_FLIP", "ZERO_SECTOR", "ONES_SECTOR"})
    void row57ASectionThatIsRightWhenReadAgainIsAnswered(ReadDamage damage) {
        SimDisk disk = TestTables.newDisk(PROFILE, 1);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            TableSummary summary = tables.build(1, rows);
            int found = 0;
            for (int call = 1; call <= 5; call++) {
                disk.faults().clear();
                disk.faults().fail(Op.READ).onCall(call).damaging(damage);
                try {
                    check(tables, summary);
                } catch (CorruptionException damaged) {
                    found++;
                }
            }
            disk.faults().clear();
            assertTrue(found <= 2, "header and footer are read once: " + found);
            assertTrue(tables.store.counters().transientDamages() >= 2);
            assertEquals(0, tables.store.counters().ignoredFilters());
        }
    }

    /// Rows 56 and 57: what cannot be read, or is wrong in memory, is read again from the device; and what is mapped
    /// must be readable after that.
    @Test
    void row56ABlockThatCannotBeReadOnceIsAnswered() {
        SimDisk disk = TestTables.newDisk(PROFILE, 1);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            TableSummary summary = tables.build(1, rows);
            disk.faults().fail(Op.READ).onCall(FIRST_OF_BLOCKS).with(Errno.EIO);
            check(tables, summary);
            assertEquals(1, tables.store.counters().transientDamages());
            disk.faults().clear();
            disk.faults().fail(Op.READ).onCall(FIRST_OF_BLOCKS).damaging(ReadDamage.BIT_FLIP);
            check(tables, summary);
            assertEquals(2, tables.store.counters().transientDamages());
            disk.faults().clear();
            disk.faults().fail(Op.READ).onCall(FIRST_OF_BLOCKS).with(Errno.EIO);
            disk.faults().fail(Op.POPULATE).always().with(Errno.EFAULT);
            StoreIoException refused = assertThrows(StoreIoException.class, () -> check(tables, summary));
            assertTrue(refused.call().startsWith("madvise"), refused::call);
            disk.faults().clear();
            check(tables, summary);
        }
    }

    private void openings(int errno) {
        SimDisk disk = TestTables.newDisk(PROFILE, 1);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            TableSummary summary = tables.build(1, rows);
            long before = disk.faults().operations();
            check(tables, summary);
            long calls = disk.faults().operations() - before;
            for (long call = 1; call <= calls; call++) {
                disk.faults().clear();
                disk.faults().failAny().onCall(call).with(errno);
                try {
                    check(tables, summary);
                } catch (StoreIoException refused) {
                    assertEquals(errno, refused.errno());
                }
                disk.faults().clear();
                check(tables, summary);
            }
            assertTrue(calls > 20, () -> calls + " calls");
            tables.assertNothingIsTaken();
        }
        assertEquals(List.of(), disk.openHandles());
    }

    private StoreIoException refusal(Consumer<SimDisk> fault) {
        SimDisk disk = TestTables.newDisk(PROFILE, 1);
        try (TestTables tables = new TestTables(disk, TestTables.SMALL)) {
            fault.accept(disk);
            return assertThrows(StoreIoException.class, () -> tables.build(1, rows));
        }
    }

    private long build(TableConfig config, Consumer<SimDisk> fault) {
        SimDisk disk = TestTables.newDisk(PROFILE, 1);
        long calls;
        try (TestTables tables = new TestTables(disk, config)) {
            long before = disk.faults().operations();
            fault.accept(disk);
            TableSummary summary = tryToBuild(tables);
            calls = disk.faults().operations() - before;
            disk.faults().clear();
            disk.limitSpace(1L << 30);
            assertEquals(0, tables.building.used());
            if (summary != null) {
                check(tables, summary);
            } else {
                failures++;
            }
            // What is left of it can be told, or says nothing; the next number is not disturbed.
            List<Long> orphans = tables.store.orphans(number -> false);
            assertTrue(orphans.isEmpty() || orphans.equals(List.of(1L)), orphans::toString);
            orphans.forEach(tables.store::remove);
            assertFalse(disk.contents().files().contains(TestTables.name(1)) && !orphans.isEmpty());
            if (tables.store.namesFailure() == null) {
                check(tables, tables.build(2, rows));
            } else {
                // Row 48: a later sync of the directory says yes to what an earlier one has lost.
                assertThrows(StoreIoException.class, () -> tables.build(2, rows));
            }
            tables.assertNothingIsTaken();
        }
        assertEquals(List.of(), disk.openHandles());
        return calls;
    }

    private @Nullable TableSummary tryToBuild(TestTables tables) {
        try {
            return tables.build(1, rows);
        } catch (StoreIoException | CorruptionException failure) {
            assertTrue(failure.getMessage().contains(TestTables.PATH), failure::getMessage);
            return null;
        } catch (StoreException other) {
            throw new AssertionError(other);
        }
    }

    private void check(TestTables tables, TableSummary summary) {
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

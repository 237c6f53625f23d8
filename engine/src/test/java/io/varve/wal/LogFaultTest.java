package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SyncLoss;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a log when one call of the disk goes wrong, for every call of a story; and, after that,
/// the machine.
///
/// Nothing throws; the writer says so and does nothing more; what was acknowledged is found, and what a
/// recovery has found once, though a sync had failed, is found ever after (P1, P3, P9, P16, F4).
final class LogFaultTest {
    private static final int IMAGES = 6;

    /// Nothing is written back before it is synced: of data that was, and whose sync then failed, the
    /// simulated device goes on to show what no later sync makes durable, which a device that honours
    /// FLUSH does not (D-13 rests on that).
    private static final DiskProfile PROFILE = new DiskProfile(512, false, false, false, true, 512, 0, 1L << 34);

    private static final long BEGAN = System.nanoTime();
    private static long runs;
    private static long images;

    private final SplittableRandom random = new SplittableRandom(11);

    @ParameterizedTest
    @ValueSource(ints = {Errno.EIO, Errno.ENOSPC, Errno.EDQUOT, Errno.EMFILE, Errno.EROFS, Errno.EINTR, Errno.EAGAIN})
    void anyCallMayFail(int errno) {
        long calls = run(disk -> {});
        for (long call = 1; call <= calls; call++) {
            long index = call;
            run(disk -> disk.faults().failAny().onCall(index).with(errno));
            run(disk -> disk.faults().failAny().fromCall(index).with(errno));
            run(disk -> disk.faults().failAny().onCall(index).afterwards(errno));
        }
    }

    @ParameterizedTest
    @EnumSource(SyncLoss.class)
    void anySyncMayLoseDataOfAnyKind(SyncLoss loss) {
        for (int call = 1; call <= 12; call++) {
            long index = call;
            for (Op op : List.of(Op.DATA_SYNC, Op.SYNC, Op.DIRECTORY_SYNC)) {
                run(disk -> disk.faults().fail(op).onCall(index).losing(loss, Errno.EIO));
            }
        }
    }

    @Test
    void anyWriteMayBeShort() {
        for (int call = 1; call <= 40; call++) {
            long index = call;
            for (int bytes : new int[] {0, 1, 8, 511, 512, 4096}) {
                run(disk -> disk.faults().fail(Op.WRITE).onCall(index).shortTo(bytes));
            }
        }
    }

    @Test
    void theDiskMayBeFullAtAnyPoint() {
        for (long room = 0; room < 8 * SegmentFormat.MIN_SIZE; room += 4096) {
            long bytes = room;
            run(disk -> disk.limitSpace(bytes));
        }
    }

    /// Row 53: what is prepared can be used when nothing more can be made, and it goes on by itself.
    @Test
    void row53AFullDiskIsAStateThatPasses() {
        SimDisk disk = TestLog.newDisk();
        try (TestLog log = new TestLog(disk)) {
            assertEquals(1, log.preparer.doWork());
            disk.limitSpace(4096);
            assertEquals(0, log.preparer.doWork());
            PrepareFailure failure = log.preparer.failure();
            assertNotNull(failure);
            assertEquals(Errno.ENOSPC, failure.errno());
            assertEquals(1, log.preparer.failures());
            assertEquals(1, log.preparer.preparedCount());
            log.mustGroup(1, 100);
            log.mustSync();

            disk.limitSpace(1 << 20);
            assertEquals(1, log.preparer.doWork());
            assertNull(log.preparer.failure());
            assertEquals(List.of(1L, 4L), new LogDirectory(log.directory).segments(), "numbers are not used again");
        }
    }

    /// Row 48.
    @Test
    void row48AFailedSyncOfTheDirectoryIsTheEndOfPreparing() {
        SimDisk disk = TestLog.newDisk();
        try (TestLog log = new TestLog(disk)) {
            disk.faults().fail(Op.DIRECTORY_SYNC).with(Errno.EIO);
            assertEquals(0, log.preparer.doWork());
            PrepareFailure failure = log.preparer.failure();
            assertNotNull(failure);
            assertTrue(failure.isTerminal());
            long before = disk.faults().operations();
            assertEquals(0, log.preparer.doWork());
            assertEquals(before, disk.faults().operations());
        }
    }

    @Test
    void anyCallOfARecoveryMayFailAndItCanBeTriedAgain() {
        SimDisk disk = TestLog.newDisk();
        Lives lives = new Lives(TestLog.CONFIG);
        TestLog log = lives.begin(disk);
        tell(lives, log);
        long before = disk.faults().operations();
        lives.check(disk, log, log.synced);
        long calls = disk.faults().operations() - before;
        for (int call = 2; call <= calls; call++) { // the first opens the directory, which is the root's
            disk.faults().clear();
            disk.faults().failAny().onCall(call).with(Errno.EIO);
            try {
                lives.check(disk, log, log.synced);
            } catch (AssertionError refused) {
                assertTrue(refused.getCause() instanceof StoreIoException, () -> "cause " + refused.getCause());
            }
            disk.faults().clear();
            lives.check(disk, log, log.synced);
        }
        assertTrue(calls > 10, () -> calls + " calls");
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.LOG_FAULT)
                .count("runs", runs)
                .count("images", images)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    /// In a log that is written, and in one that is stored.
    ///
    /// @return how many calls there are, at most
    private long run(Consumer<SimDisk> fault) {
        return Math.max(run(TestLog.CONFIG, fault), run(TestLog.CONFIG.mapped(), fault));
    }

    private long run(LogConfig config, Consumer<SimDisk> fault) {
        runs++;
        SimDisk disk = TestLog.newDisk(PROFILE, runs);
        Lives lives = new Lives(config);
        TestLog log = lives.open(disk);
        long before = disk.faults().operations();
        fault.accept(disk);
        lives.rollFirst(log);
        if (log.writer.currentSegment() != 0) {
            tell(lives, log);
        }
        CrashImages crash = new CrashImages(disk, random);
        if (log.writer.currentSegment() != 0) {
            images += crash.explore(IMAGES, image -> lives.check(image, log, log.synced));
            SimDisk killed = crash.killed();
            lives.recover(killed, log, log.synced);
            images += new CrashImages(killed, random).explore(IMAGES, lives::checkKept);
        }
        return disk.faults().operations() - before;
    }

    /// A story that uses every call there is; goes on whatever fails, as a writer thread would.
    private static void tell(Lives lives, TestLog log) {
        for (int round = 0; round < 4; round++) {
            log.group(2, 100);
            log.sync();
            log.group(1, 9_000);
            log.mark();
            log.group(1, 500);
            log.roll();
            log.group(1, 50);
            if (round == 1 && log.writer.failure() == 0 && log.roll()) {
                lives.obsolete(log);
            }
        }
        log.sync();
        log.group(1, 10);
    }
}

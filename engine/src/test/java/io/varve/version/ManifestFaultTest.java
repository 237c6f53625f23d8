package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultPlan;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SyncLoss;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/// The i-th call fails, for every i and in many ways, while a store is made, appended to, rolled over, closed and
/// opened: the failure is told or does no harm, nothing that was acknowledged is lost, and the next life opens.
final class ManifestFaultTest {
    private static final List<DiskProfile> PROFILES =
            List.of(DiskProfile.ADVERSARIAL, DiskProfile.TEARING, DiskProfile.ORDERED.withoutDirect());

    private static final int[] ERRNOS = {
        Errno.EIO,
        Errno.ENOSPC,
        Errno.EDQUOT,
        Errno.EINTR,
        Errno.EAGAIN,
        Errno.EROFS,
        Errno.EMFILE,
        Errno.EACCES,
        Errno.ENOMEM,
        Errno.EEXIST,
        Errno.ENOENT,
        Errno.EINVAL,
        Errno.EOPNOTSUPP
    };

    private static final int EDITS = 7;

    private static final long BEGAN = System.nanoTime();
    private static long runs;
    private static long faults;
    private static long told;

    @AfterAll
    static void report() {
        LaneReport.of(Lane.MANIFEST_FAULT)
                .count("runs", runs)
                .count("faults", faults)
                .count("faults that were told", told)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    @RandomizedTest(seeds = 1)
    void survivesARefusal(long seed) {
        for (int errno : ERRNOS) {
            each(seed, (plan, call) -> plan.failAny().onCall(call).with(errno));
        }
    }

    @RandomizedTest(seeds = 2)
    void survivesAMachineThatRefusesFromThenOn(long seed) {
        each(seed, (plan, call) -> plan.failAny().fromCall(call).with(Errno.EIO));
        each(seed, (plan, call) -> plan.failAny().fromCall(call).with(Errno.ENOSPC));
    }

    @RandomizedTest(seeds = 2)
    void survivesARefusalThatCameAfterTheDeed(long seed) {
        each(seed, (plan, call) -> plan.failAny().onCall(call).afterwards(Errno.EIO));
    }

    @RandomizedTest(seeds = 2)
    void survivesShortTransfers(long seed) {
        each(seed, (plan, call) -> plan.fail(Op.WRITE).onCall(call).shortTo((int) (call * 37 % 512)));
        each(seed, (plan, call) -> plan.fail(Op.WRITE).onCall(call).shortTo(0));
        each(seed, (plan, call) -> plan.fail(Op.READ).onCall(call).shortTo(512));
        each(seed, (plan, call) -> plan.fail(Op.WRITE_ZEROS).onCall(call).shortTo(512));
    }

    @RandomizedTest(seeds = 2)
    void survivesASyncThatLosesAndThenLies(long seed) {
        for (SyncLoss loss : SyncLoss.values()) {
            each(seed, (plan, call) -> plan.fail(Op.DATA_SYNC).onCall(call).losing(loss, Errno.ENOSPC));
            each(seed, (plan, call) -> plan.fail(Op.SYNC).onCall(call).losing(loss, Errno.EIO));
        }
        each(seed, (plan, call) -> plan.fail(Op.DIRECTORY_SYNC).onCall(call).with(Errno.EIO));
    }

    @RandomizedTest(seeds = 2)
    void tellsEverySyncAndWriteThatFailedForGood(long seed) {
        for (Op op : List.of(Op.WRITE, Op.DATA_SYNC, Op.SYNC, Op.DIRECTORY_SYNC)) {
            SimDisk disk = newDisk(seed);
            ManifestScenario scenario = new ManifestScenario(new SplittableRandom(seed), 4096);
            assertNull(scenario.live(disk, 1));
            disk.faults().fail(op).always().with(Errno.EIO);

            assertNotNull(scenario.live(disk, EDITS), op::name);
        }
    }

    /// One run for every call that there is.
    private static void each(long seed, ObjLongConsumer<FaultPlan> fault) {
        long call = 1;
        while (run(seed, call, fault)) {
            call++;
        }
        assertTrue(call > 2, "only " + call + " calls were met");
    }

    /// Two lives with a fault, crash images after it, and another life.
    ///
    /// @return false when there was no such call
    private static boolean run(long seed, long call, ObjLongConsumer<FaultPlan> fault) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = newDisk(seed);
        ManifestScenario scenario = new ManifestScenario(random.split(), 4096);
        fault.accept(disk.faults(), call);
        @Nullable StoreException first = scenario.live(disk, EDITS);
        @Nullable StoreException second = scenario.live(disk, 1);
        long injected = disk.faults().injected();
        runs++;
        faults += injected;
        told += first != null || second != null ? 1 : 0;
        disk.faults().clear();

        CrashImages images = new CrashImages(disk, random);
        images.explore(4, scenario::check);
        SimDisk next = images.killed();
        assertNull(scenario.live(next, 2), "the next life");
        new CrashImages(next, random).explore(3, scenario::check);
        return injected > 0;
    }

    private static SimDisk newDisk(long seed) {
        return ManifestLife.newDisk(PROFILES.get((int) Math.floorMod(seed, (long) PROFILES.size())), seed);
    }
}

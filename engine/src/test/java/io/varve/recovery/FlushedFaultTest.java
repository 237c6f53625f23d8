package io.varve.recovery;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.AfterAll;

/// The i-th call fails, for every i, while a store is opened, flushed, its log floor raised, segments recycled and
/// removed: nothing that was acknowledged is lost, and the next life opens (rows 48, 54, 55, 61).
final class FlushedFaultTest {
    private static final List<DiskProfile> PROFILES =
            List.of(DiskProfile.ADVERSARIAL, DiskProfile.TEARING, DiskProfile.ORDERED.withoutDirect());

    private static final long BEGAN = System.nanoTime();

    private static long runs;

    @RandomizedTest(seeds = 1)
    void survivesARefusal(long seed) {
        for (int errno : new int[] {Errno.EIO, Errno.ENOSPC, Errno.EINTR, Errno.EBUSY, Errno.ENOENT, Errno.EEXIST}) {
            each(seed, (plan, call) -> plan.failAny().onCall(call).with(errno));
        }
    }

    @RandomizedTest(seeds = 1)
    void survivesAMachineThatRefusesFromThenOn(long seed) {
        each(seed, (plan, call) -> plan.failAny().fromCall(call).with(Errno.EIO));
        each(seed, (plan, call) -> plan.failAny().fromCall(call).with(Errno.ENOSPC));
    }

    @RandomizedTest(seeds = 1)
    void survivesARefusalThatCameAfterTheDeed(long seed) {
        each(seed, (plan, call) -> plan.failAny().onCall(call).afterwards(Errno.EIO));
    }

    @RandomizedTest(seeds = 1)
    void survivesASyncThatLosesAndThenLies(long seed) {
        for (SyncLoss loss : SyncLoss.values()) {
            each(seed, (plan, call) -> plan.fail(Op.DATA_SYNC).onCall(call).losing(loss, Errno.EIO));
        }
        each(seed, (plan, call) -> plan.fail(Op.DIRECTORY_SYNC).onCall(call).with(Errno.EIO));
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.FLUSHED_FAULT)
                .count("runs", runs)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    private static void each(long seed, ObjLongConsumer<FaultPlan> fault) {
        long call = 1;
        while (run(seed, call, fault)) {
            call += 1 + call / 20;
        }
        assertTrue(call > 2, "only " + call + " calls were met");
    }

    private static boolean run(long seed, long call, ObjLongConsumer<FaultPlan> fault) {
        runs++;
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = FlushedStore.newDisk(PROFILES.get((int) Math.floorMod(seed, (long) PROFILES.size())), seed);
        FlushedScenario scenario = new FlushedScenario(random.split());
        // The folder of the log is made in peace: what becomes of its name is StoreRowNameTest's question.
        assertNull(scenario.live(disk, 10));
        fault.accept(disk.faults(), call);
        scenario.live(disk, 12);
        scenario.live(disk, 4);
        long injected = disk.faults().injected();
        disk.faults().clear();

        CrashImages images = new CrashImages(disk, random);
        images.explore(3, scenario::check);
        SimDisk next = images.killed();
        assertNull(scenario.live(next, 3), "the next life");
        new CrashImages(next, random).explore(2, scenario::check);
        return injected > 0;
    }
}

package io.varve;

import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.StoreIoException;
import io.varve.event.StoreEvent;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.SyncLoss;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A store in which one thing goes wrong, one after the other: the i-th call of the disk, the i-th piece of
/// memory, the i-th thread (rows 43 to 48, 53, 76, 77, 79, 86). Whatever it is, every write is answered by one
/// of the outcomes there are, nothing is acknowledged after a failure, everything is given back, and the next
/// open finds what was acknowledged.
final class StoreFaultTest {
    private static final int[] ERRNOS = {Errno.EIO, Errno.ENOSPC, Errno.EDQUOT, Errno.EINTR, Errno.EAGAIN};
    private static final int WRITES = 40;

    private static long runs;
    private static long injected;
    private static long surfaced;
    private static long nanos;

    /// What one run met.
    private static final class Story {
        final StoreOracle oracle = new StoreOracle(1);
        final StoreClient client;
        final AtomicBoolean isUnclean = new AtomicBoolean();
        final AtomicBoolean isFlushFailureTold = new AtomicBoolean();

        @Nullable
        RuntimeException openFailure;

        Story(Simulation simulation) {
            client = new StoreClient(0, oracle, simulation.random("client"), 0);
            client.scheduler = simulation.scheduler();
        }

        boolean isSurfaced() {
            return isFlushFailureTold.get() || openFailure != null || client.lastRefusal != null || isUnclean.get();
        }
    }

    @RandomizedTest(seeds = 2)
    void answersTheFailureOfEveryCall(long seed) {
        long calls = run(seed, store -> {}).disk.faults().operations();
        SplittableRandom random = new SplittableRandom(seed);
        for (long call = 1; call <= calls; call++) {
            long index = call;
            for (int errno : ERRNOS) {
                run(seed, store -> rule(store, null, index).with(errno));
            }
            int errno = ERRNOS[random.nextInt(ERRNOS.length)];
            run(seed, store -> rule(store, null, index).afterwards(errno));
            run(seed, store -> store.disk.faults().failAny().fromCall(index).with(errno));
        }
    }

    @RandomizedTest(seeds = 2)
    void answersTheFailureOfEverySync(long seed) {
        for (Op op : new Op[] {Op.DATA_SYNC, Op.SYNC, Op.DIRECTORY_SYNC}) {
            long syncs = count(seed, op);
            for (long call = 1; call <= syncs; call++) {
                long index = call;
                for (SyncLoss loss : SyncLoss.values()) {
                    run(seed, store -> rule(store, op, index).losing(loss, Errno.EIO));
                }
                run(seed, store -> rule(store, op, index).with(Errno.ENOSPC));
            }
        }
    }

    @RandomizedTest(seeds = 2)
    void goesOnAfterAShortWrite(long seed) {
        long writes = count(seed, Op.WRITE);
        for (long call = 1; call <= writes; call++) {
            long index = call;
            int bytes = (int) (index * 37 % 700);
            SimStore store = run(seed, process -> rule(process, Op.WRITE, index).shortTo(bytes));
            if (store.disk.faults().injected() != 1) {
                throw new AssertionError("write " + index + " was not shortened");
            }
        }
    }

    @RandomizedTest(seeds = 2)
    void answersTheRefusalOfEveryPieceOfMemory(long seed) {
        long allocations = run(seed, store -> {}).memory.allocations();
        for (long index = 1; index <= allocations; index++) {
            long refused = index;
            run(seed, store -> store.memory.refuse(refused));
        }
    }

    @Test
    void leavesNothingBehindWhenAThreadIsRefused() {
        for (int index = 1; index <= 7; index++) {
            int refused = index;
            run(1, store -> store.simulation.scheduler().refuseStart(refused));
        }
    }

    @RandomizedTest(seeds = 1)
    void answersAFullDisk(long seed) {
        for (long blocks = 0; blocks < 40; blocks++) {
            long room = blocks * 4096;
            run(seed, store -> store.disk.limitSpace(room));
        }
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_FAULT)
                .count("runs", runs)
                .count("faults injected", injected)
                .count("runs that told", surfaced)
                .nanos(nanos)
                .publish();
    }

    private static FaultRule rule(SimStore store, @Nullable Op op, long index) {
        FaultRule rule =
                op == null ? store.disk.faults().failAny() : store.disk.faults().fail(op);
        return rule.onCall(index);
    }

    private static long count(long seed, Op op) {
        FaultRule[] counting = new FaultRule[1];
        run(seed, store -> counting[0] = store.disk.faults().fail(op));
        return counting[0].calls();
    }

    /// A life with faults, and the lives after it: on the same disk, and after a loss of power.
    private static SimStore run(long seed, Consumer<SimStore> faults) {
        long start = System.nanoTime();
        Simulation simulation = new Simulation(seed).bounds(2_000_000, 3_600_000_000_000L);
        SplittableRandom random = simulation.random("options");
        Story story = new Story(simulation);
        StoreOptions options = SimStore.tiny(random).toBuilder()
                .listener(event -> {
                    if (event instanceof StoreEvent.StoreClosed closed && !closed.wasClean()) {
                        story.isUnclean.set(true);
                    }
                    if (event instanceof StoreEvent.FlushFailed || event instanceof StoreEvent.BackgroundFailed) {
                        story.isFlushFailureTold.set(true);
                    }
                })
                .eventQueueSize(64)
                .build();
        SimDisk disk = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
        disk.makeDirectories("/");
        SimStore process = new SimStore(simulation, disk, options);
        faults.accept(process);
        simulation.spawn("process", () -> live(process, story));
        simulation.run();
        try {
            check(process, story, options, random);
        } catch (AssertionError e) {
            e.addSuppressed(new AssertionError("after " + disk.faults().injectedByKind() + " in call "
                    + disk.faults().operations() + ", told " + story.client.lastRefusal + ", " + story.openFailure));
            throw e;
        }
        runs++;
        nanos += System.nanoTime() - start;
        return process;
    }

    private static void check(SimStore process, Story story, StoreOptions options, SplittableRandom random) {
        process.requireNothingLeft();
        SimDisk disk = process.disk;
        injected += disk.faults().injected();
        surfaced += story.isSurfaced() ? 1 : 0;
        long failedSyncs = disk.faults().injectedByKind().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("DATA_SYNC "))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
        if (failedSyncs > 0 && !story.isSurfaced()) {
            throw new AssertionError("nobody was told of " + disk.faults().injectedByKind());
        }
        disk.faults().clear();
        disk.limitSpace(1L << 30);
        CrashImages images = new CrashImages(disk, random);
        SimStore.Found lost = SimStore.recover(images.allLost(), options, 1);
        story.oracle.checkRecovered(lost.content(), lost.report().lastSequence(), story.oracle.synced());
        story.oracle.names().check(lost.names(), lost.named());
        // What only the cache had is lost with a sync that failed (F3), though the process goes on.
        int[] least = failedSyncs > 0 ? story.oracle.synced() : story.oracle.acked();
        SimStore.Found kept = SimStore.recover(images.killed(), options, 1);
        story.oracle.checkRecovered(kept.content(), kept.report().lastSequence(), least);
        story.oracle.names().check(kept.names(), kept.named());
        if (story.client.failures > 0 && kept.report().wasCleanlyClosed()) {
            throw new AssertionError("a failed store was closed as if nothing had been");
        }
    }

    private static void live(SimStore process, Story story) {
        Store store;
        try {
            store = process.open();
        } catch (StoreException | IllegalStateException refused) {
            story.openFailure = refused;
            return;
        }
        StoreClient client = story.client;
        for (int i = 0; i < WRITES; i++) {
            boolean hasFailed = client.failures > 0 || client.lastRefusal instanceof StoreFailedException;
            int acked = client.acked;
            client.step(store);
            if (hasFailed && client.acked > acked) {
                throw new AssertionError("acknowledged after a failure: " + client.lastRefusal);
            }
        }
        try {
            SimStore.contentOf(store);
        } catch (ResourceRefusedException refused) {
            // Of a read that needs memory to unpack a block; the next one gets it.
            SimStore.contentOf(store);
        } catch (StoreIoException told) {
            // Of a read that failed, and failed again past the page cache.
            if (process.disk.faults().injected() < 2) {
                throw told;
            }
        }
        if (!store.close(java.time.Duration.ofMinutes(1))) {
            throw new AssertionError("not closed");
        }
    }
}

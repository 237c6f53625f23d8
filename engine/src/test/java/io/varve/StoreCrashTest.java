package io.varve;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;

/// What a store has after a crash at any call that changes the disk, during open, writes, rotation, flush, merge
/// and close: all that was acknowledged, and of the rest a prefix (P1, P2, P4, P5, P6, P9); every name
/// that a flush gave, as long as nobody drops it, and under it for ever the state that it was given to
/// (I-39). Each seed is a story of a few lives of several clients.
final class StoreCrashTest {
    static final List<DiskProfile> PROFILES = List.of(
            DiskProfile.ADVERSARIAL,
            DiskProfile.TEARING,
            DiskProfile.ADVERSARIAL.withAtomicSize(4096),
            DiskProfile.ORDERED,
            DiskProfile.ADVERSARIAL.withoutDirect());
    private static final int LIVES = 3;
    private static final int CLIENTS = 3;
    private static final int IMAGES_PER_CALL = Effort.times(6);

    /// One image in so many is crashed again, during and after its recovery.
    private static final int NESTED_ONE_IN = 256;

    /// After a kill there is something left to lose: what the page cache has.
    private static final int KILLED_ONE_IN = 24;

    /// One recovered store in so many merges its tables by itself.
    private static final int MERGED_ONE_IN = 16;

    private static final int DEPTH = 3;

    private static long images;
    private static long calls;
    private static long writes;
    private static long names;
    private static long maintained;
    private static long nanos;

    @RandomizedTest(seeds = 12)
    void keepsWhatWasAcknowledgedAndAPrefixOfTheRest(long seed) {
        long start = System.nanoTime();
        Simulations.run(seed, StoreCrashTest::live);
        nanos += System.nanoTime() - start;
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_CRASH)
                .count("images", images)
                .count("calls", calls)
                .count("writes", writes)
                .count("flushes, merges, names and ends of names asked for", maintained)
                .count("named snapshots opened and compared", names)
                .nanos(nanos)
                .publish();
    }

    private static void live(Simulation simulation) {
        SplittableRandom random = simulation.random("crash");
        SimDisk disk = new SimDisk(simulation, PROFILES.get(random.nextInt(PROFILES.size())));
        disk.makeDirectories("/");
        StoreOracle oracle = new StoreOracle(CLIENTS);
        for (int life = 0; life < LIVES; life++) {
            StoreOptions options = SimStore.tiny(random);
            SimStore process = new SimStore(simulation, disk, options);
            Explorer explorer = new Explorer(oracle, options, random);
            disk.observe(explorer.beforeChanges(disk));
            spawn(process, oracle, life, random);
            boolean isCutShort = random.nextInt(3) != 0;
            long end = simulation.steps() + random.nextInt(3_000);
            simulation.run(() -> isCutShort && simulation.steps() >= end);
            simulation.crash();
            disk.observe(null);
            explorer.explore(disk, 0);
            boolean isKilled = random.nextInt(3) == 0;
            CrashImages last = new CrashImages(disk, random);
            int[] least = isKilled ? oracle.acked() : oracle.synced();
            SimDisk image = isKilled ? last.killed() : last.random();
            writes += oracle.writes();
            SimStore.Found found = SimStore.recover(image, options, random.nextLong());
            oracle.checkRecovered(found.content(), found.report().lastSequence(), least);
            oracle.names().settle(found.named());
            oracle.settle(found.content(), found.report().lastSequence(), least);
            images++;
            disk = new CrashImages(image, random).allLost().attach(simulation);
        }
        names += oracle.names().compared();
        maintained += oracle.maintained();
    }

    private static void spawn(SimStore process, StoreOracle oracle, int life, SplittableRandom random) {
        Simulation simulation = process.simulation;
        Scheduler scheduler = simulation.scheduler();
        int count = 4 + random.nextInt(24);
        simulation.spawn("process " + life, () -> {
            Store store = process.open();
            Object self = scheduler.self();
            int[] busy = {CLIENTS};
            for (int id = 0; id < CLIENTS; id++) {
                StoreClient client =
                        new StoreClient(id, oracle, simulation.random("client " + life + "." + id), 1000 * life);
                client.scheduler = simulation.scheduler();
                simulation.spawn("client " + id, () -> {
                    client.write(store, count);
                    busy[0]--;
                    scheduler.unpark(self);
                });
            }
            scheduler.await(() -> busy[0] == 0, Scheduler.NEVER);
            store.close();
            process.requireNothingLeft();
        });
    }

    /// Crashes a disk, opens what is left, and asks the oracle.
    private static final class Explorer {
        private final StoreOracle oracle;
        private final StoreOptions options;
        private final StoreOptions calm;
        private final SplittableRandom random;

        Explorer(StoreOracle oracle, StoreOptions options, SplittableRandom random) {
            this.oracle = oracle;
            this.options = options;
            this.calm = options.toBuilder().compaction(Compaction.MANUAL).build();
            this.random = random;
        }

        SeamObserver beforeChanges(SimDisk disk) {
            return before(() -> {
                calls++;
                explore(disk, 0);
            });
        }

        void explore(SimDisk disk, int depth) {
            CrashImages crash = new CrashImages(disk, random);
            int[] synced = oracle.synced();
            int[] acked = oracle.acked();
            images += crash.explore(
                    depth == 0 ? IMAGES_PER_CALL : 1, image -> check(image, synced, depth, NESTED_ONE_IN));
            if (depth == 0 && random.nextInt(4) == 0) {
                images++;
                check(crash.killed(), acked, depth, KILLED_ONE_IN);
            }
        }

        private void check(SimDisk image, int[] least, int depth, int nestedOneIn) {
            boolean isNested = depth < DEPTH && random.nextInt(depth == 0 ? nestedOneIn : 2 * NESTED_ONE_IN) == 0;
            if (isNested) {
                image.observe(before(() -> explore(image, depth + 1)));
            }
            // Merges of what was recovered are crashed too, but not after each of so many recoveries.
            StoreOptions opened = random.nextInt(MERGED_ONE_IN) == 0 ? options : calm;
            SimStore.Found found = SimStore.recoverOneOfMany(image, opened, random.nextLong());
            oracle.checkRecovered(found.content(), found.report().lastSequence(), least);
            oracle.names().check(found.names(), found.named());
            if (isNested) {
                image.observe(null);
                images += new CrashImages(image, random).explore(4, again -> requireSame(found, again));
            }
        }

        /// What could be read after an open is never lost again (P9).
        private void requireSame(SimStore.Found found, SimDisk again) {
            SimStore.Found later = SimStore.recoverOneOfMany(again, calm, random.nextLong());
            if (!later.content().equals(found.content()) || !later.names().equals(found.names())) {
                throw new AssertionError("an open showed " + found + ", a later one " + later);
            }
        }

        private static SeamObserver before(Runnable action) {
            return new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    if (op.changesDisk()) {
                        action.run();
                    }
                }
            };
        }
    }
}

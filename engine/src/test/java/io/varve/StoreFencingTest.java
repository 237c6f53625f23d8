package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.error.FencedException;
import io.varve.error.StoreException;
import io.varve.error.StoreLockedException;
import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Row 68, I-30, I-35: an operator breaks the lock of a store again and again while it recovers, writes, flushes,
/// merges, names and drops, and opens it anew; who was fenced goes on until it notices. Every opener finds all that
/// was ever acknowledged by those before it, and what it found stays, whatever they still do to tables, manifest and
/// log; also after a loss of power or a kill of all of them at any call.
final class StoreFencingTest {
    private static final List<DiskProfile> PROFILES =
            List.of(DiskProfile.ADVERSARIAL, DiskProfile.TEARING, DiskProfile.ORDERED);
    private static final int LIVES = 4;
    private static final int CLIENTS = 2;

    /// One call in so many is crashed at, while two are at work.
    private static final int CRASHED_ONE_IN = 12;

    private static long lives;
    private static long fenced;
    private static long overtaken;
    private static long inFlight;
    private static long refusedOpens;
    private static long writes;
    private static long names;
    private static long tables;
    private static long images;
    private static long nanos;

    @RandomizedTest(seeds = 150)
    void whoWasFencedHarmsNobody(long seed) {
        long start = System.nanoTime();
        Simulations.run(seed, simulation -> new Run(simulation).run());
        nanos += System.nanoTime() - start;
    }

    /// A merge that came back while the names of tables were not known to be durable was never looked at again once
    /// the store had failed, and its close waited for ever.
    @Test
    void aCloseWaitsNotForEverForAMergeThatWaitsForNames() {
        whoWasFencedHarmsNobody(-4632710067319655787L);
    }

    /// Who was fenced between its look at the numbers of the log and its removal of unfinished segments took the first
    /// one of the new owner for its own: the new owner could not open the store.
    @Test
    void whoIsFencedWhileItCountsSegmentsRemovesNoneOfTheNewOwners() {
        whoWasFencedHarmsNobody(969927513101573931L);
        whoWasFencedHarmsNobody(7977941254788790200L);
    }

    /// Who was fenced while it made the store came to its end between the look of the next one, which found none, and
    /// its own making: that was an untyped error.
    @Test
    void aStoreThatWasMadeByOneWhoWasFencedMeanwhileIsOpened() {
        whoWasFencedHarmsNobody(-157917312922650387L);
    }

    /// The new owner syncs the log it finds: the kernel takes the pages from who was fenced, and still stores to them.
    @Test
    void aStoreThroughTheMappingAfterASyncOfTheNewOwnerHarmsNobody() {
        whoWasFencedHarmsNobody(-6774213296297552517L);
    }

    /// Who was fenced in its recovery gave segments up while the new owner, which had listed them, read behind the end
    /// of the log: the open was refused for want of a file.
    @Test
    void aSegmentThatOneWhoWasFencedGivesUpMayGoWhileItIsLookedAt() {
        whoWasFencedHarmsNobody(-3959911841134237223L);
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_FENCING)
                .count("lives", lives)
                .count("of them fenced", fenced)
                .count("opened after one that began later", overtaken)
                .count("with a flush, a merge or a name under way", inFlight)
                .count("opens that were fenced or refused", refusedOpens)
                .count("writes acknowledged or open, and looked for", writes)
                .count("named snapshots opened and compared", names)
                .count("tables installed by flushes", tables)
                .count("images", images)
                .nanos(nanos)
                .publish();
    }

    /// One directory, and all who open it, one after the other or on top of each other.
    private static final class Run {
        private final Simulation simulation;
        private final SplittableRandom random;
        private final SimDisk disk;
        private final StoreOracle oracle = new StoreOracle(LIVES * CLIENTS);
        private final List<Life> all = new ArrayList<>();

        /// Lives that have ended.
        private int over;

        private int atWork;

        Run(Simulation simulation) {
            this.simulation = simulation;
            this.random = simulation.random("fencing");
            this.disk = new SimDisk(simulation, PROFILES.get(random.nextInt(PROFILES.size())));
            disk.makeDirectories("/");
            if (random.nextBoolean()) {
                // So that more flushes are under way.
                disk.faults()
                        .fail(Op.DATA_SYNC)
                        .onPaths(path -> path.endsWith(".sst"))
                        .always()
                        .oneIn(2)
                        .delaying(100_000);
            }
        }

        void run() {
            disk.observe(crashing());
            simulation.spawn("operator", this::operate);
            simulation.run();
            disk.observe(null);

            assertEquals(List.of(), disk.openHandles());
            all.forEach(this::requireAllAcknowledgedBefore);
            CrashImages last = new CrashImages(disk, random);
            check(last.killed(), oracle.acked());
            images += 1 + last.explore(4, image -> check(image, oracle.synced()));
            lives += all.size();
            writes += oracle.writes();
            names += oracle.names().compared();
        }

        private void operate() {
            Scheduler scheduler = simulation.scheduler();
            Object self = scheduler.self();
            for (int number = 0; number < LIVES; number++) {
                if (number > 0) {
                    all.getLast().fence();
                }
                Life life = new Life(this, number);
                all.add(life);
                simulation.spawn("life " + number, () -> {
                    life.live();
                    over++;
                    scheduler.unpark(self);
                });
                // Now and then soon: in its recovery.
                long until = simulation.clock().nanoTime() + random.nextInt(random.nextInt(4) == 0 ? 40_000 : 900_000);
                scheduler.await(() -> simulation.clock().nanoTime() >= until || over == all.size(), until);
            }
            scheduler.await(() -> over == LIVES, Scheduler.NEVER);
        }

        private SeamObserver crashing() {
            return new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    boolean isOneFenced = atWork > 1 && op.changesDisk();
                    if (isOneFenced && random.nextInt(CRASHED_ONE_IN) == 0) {
                        CrashImages crash = new CrashImages(disk, random);
                        int[] synced = oracle.synced();
                        images += crash.explore(1, image -> check(image, synced));
                        if (random.nextInt(4) == 0) {
                            images++;
                            check(crash.killed(), oracle.acked());
                        }
                    }
                }
            };
        }

        private void check(SimDisk image, int[] least) {
            SimStore.Found found = SimStore.recover(image, SimStore.tiny(random), random.nextLong());
            oracle.checkRecovered(found.content(), found.report().lastSequence(), least);
            oracle.names().check(found.names(), found.named());
            requireWhatWasFound(found.content());
        }

        /// What an opener has found of the writes of those before it is what all later ones find.
        void requireWhatWasFound(Map<String, String> content) {
            for (Life life : all) {
                if (life.found != null) {
                    assertEquals(life.found, before(life, content), "what was found in life " + life.number);
                }
            }
        }

        /// Whatever somebody was told before it noticed that it was fenced, all after it have found.
        private void requireAllAcknowledgedBefore(Life life) {
            if (life.found != null) {
                int[] least = oracle.acked();
                for (int i = 0; i < least.length; i++) {
                    least[i] = all.get(i / CLIENTS).isBefore(life) ? least[i] : 0;
                }
                oracle.check(life.found, least);
            }
        }

        /// Of a content the part that was written by those before it.
        private Map<String, String> before(Life life, Map<String, String> content) {
            Map<String, String> part = new TreeMap<>(content);
            part.keySet().removeIf(key -> {
                int client = Integer.parseInt(key.substring(key.indexOf('.') + 1));
                return !all.get(client / CLIENTS).isBefore(life);
            });
            return part;
        }
    }

    /// A process that opens the store, uses it until it is fenced or has done enough, and closes it.
    private static final class Life {
        private final Run run;
        private final int number;
        private final SimStore process;
        private final SplittableRandom random;
        private int busy;
        private int waiting;
        private boolean isOver;
        private boolean isFenced;
        private boolean isNoticed;

        /// Whose turn it is; 0 as long as it has not opened the store.
        private long epoch;

        /// What its open found; null when that came to nothing.
        private @Nullable Map<String, String> found;

        Life(Run run, int number) {
            this.run = run;
            this.number = number;
            this.random = run.simulation.random("life " + number);
            this.process = new SimStore(run.simulation, run.disk, SimStore.tiny(random));
        }

        void live() {
            try {
                Store store = process.open();
                epoch = store.epoch();
                overtaken += run.all.stream().anyMatch(other -> other.number > number && other.isBefore(this)) ? 1 : 0;
                run.atWork++;
                look(store);
                work(store);
                tables += store.stats().tables().flushes();
                store.close();
                run.atWork--;
            } catch (FencedException | StoreLockedException taken) {
                refusedOpens++;
            }
            isOver = true;
            fenced += isNoticed ? 1 : 0;
            process.requireNoMemoryLeft();
        }

        /// Who begins first need not be the first to get the lock: it is free from a break to the next opener.
        boolean isBefore(Life other) {
            return epoch != 0 && epoch < other.epoch;
        }

        /// The next opener comes, whoever is inside.
        void fence() {
            if (isOver && random.nextBoolean()) {
                return;
            }
            isFenced = true;
            inFlight += waiting > 0 ? 1 : 0;
            SimMemory memory = new SimMemory(new MemoryBudget(1 << 20), run.simulation);
            try (Directory directory = run.disk.openDirectory(SimStore.PATH)) {
                if (directory.errno() == 0) {
                    DirectoryLock.breakLock(
                                    directory,
                                    memory,
                                    memory.budget().account("operator"),
                                    new Holder(9, "operator", 0))
                            .close();
                }
            } catch (StoreLockedException taking) {
                isFenced = false; // somebody is just taking it: the next open is refused then, or not
            }
        }

        private void look(Store store) {
            Map<String, String> content = SimStore.contentOf(store);
            run.oracle.check(content, new int[LIVES * CLIENTS]);
            run.requireWhatWasFound(content);
            found = run.before(this, content);
            if (isFenced) {
                return; // the names are those of the next one, perhaps
            }
            Map<String, NamesOracle.Named> named = SimStore.namedBy(store, store.snapshots());
            if (!isFenced) {
                run.oracle.names().settle(named);
            }
        }

        private void work(Store store) {
            Scheduler scheduler = run.simulation.scheduler();
            Object self = scheduler.self();
            int count = 4 + random.nextInt(40);
            for (int i = 0; i < CLIENTS; i++) {
                int id = number * CLIENTS + i;
                StoreClient client = new StoreClient(id, run.oracle, run.simulation.random("client " + id), 0);
                client.scheduler = scheduler;
                begin("client " + id, self, () -> {
                    client.write(store, count);
                    isNoticed |= isFence(client.lastRefusal);
                });
            }
            begin("maintainer " + number, self, () -> maintain(store, count / 4));
            scheduler.await(() -> busy == 0, Scheduler.NEVER);
        }

        private void maintain(Store store, int count) {
            SplittableRandom own = run.simulation.random("maintainer " + number);
            for (int i = 0; i < count; i++) {
                waiting++;
                try {
                    (own.nextInt(3) == 0 ? store.compact() : store.flush()).await();
                } catch (StoreException refused) {
                    isNoticed |= isFence(refused);
                }
                waiting--;
            }
        }

        private void begin(String name, Object parent, Runnable body) {
            busy++;
            run.simulation.spawn(name, () -> {
                body.run();
                busy--;
                run.simulation.scheduler().unpark(parent);
            });
        }

        private static boolean isFence(@Nullable Throwable thrown) {
            for (Throwable one = thrown; one != null; one = one.getCause()) {
                if (one instanceof FencedException) {
                    return true;
                }
            }
            return false;
        }
    }
}

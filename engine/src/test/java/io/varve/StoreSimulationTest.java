package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreClosedException;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;

/// The whole store under schedules that change at every call: clients write, some with deadlines, others read,
/// some flush, merge, name and drop, and some close it meanwhile (rows 80, 87). Whoever waits for ever, or past
/// the end of a day, fails the run: that is a lost wake-up.
final class StoreSimulationTest {
    private static final long MAX_STEPS = 3_000_000;
    private static final long MAX_NANOS = 3_600_000_000_000L;

    /// One run in so many goes on for long: what rotates, wraps and fills up does so many times.
    private static final int LONG_ONE_IN = 4;

    private static final int LONG_WRITES = 2_000;

    /// Calls that a client makes after the store was closed, to be refused each time.
    private static final int CALLS_WHEN_CLOSED = 3;

    /// Holds all that a long run writes.
    private static final long BUDGET_BYTES = 64L << 20;

    private static long writes;
    private static long unknown;
    private static long rejected;
    private static long gets;
    private static long entries;
    private static long snapshots;
    private static long names;
    private static long maintained;
    private static long runs;
    private static long steps;
    private static long nanos;

    @RandomizedTest(seeds = 1_600)
    void everybodyIsAnsweredAndSeesAPrefix(long seed) {
        simulate(seed, false);
    }

    @RandomizedTest(seeds = 1_600)
    void aStormOfClosesEndsItOnce(long seed) {
        simulate(seed, true);
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_SIMULATION)
                .count("verified operations", writes + gets + entries)
                .count("writes whose effect was looked for", writes)
                .count("of them with an unknown outcome", unknown)
                .count("lookups compared", gets)
                .count("entries of cursors compared", entries)
                .count("snapshots", snapshots)
                .count("flushes, merges, names and ends of names asked for", maintained)
                .count("named snapshots opened and compared", names)
                .count("refused writes, looked for in vain and not counted", rejected)
                .count("runs", runs)
                .count("steps", steps)
                .nanos(nanos)
                .publish();
    }

    private static void simulate(long seed, boolean isClosing) {
        long start = System.nanoTime();
        steps += Simulations.run(seed, simulation -> new Run(simulation, isClosing).run())
                .steps();
        nanos += System.nanoTime() - start;
    }

    /// One run: everything in it is made anew.
    private static final class Run {
        private final Simulation simulation;
        private final SplittableRandom random;
        private final StoreOptions options;
        private final int clients;
        private final boolean isClosing;
        private final StoreOracle oracle;
        private final SimStore process;
        private int busy;
        private int closes;

        Run(Simulation simulation, boolean isClosing) {
            this.simulation = simulation.bounds(MAX_STEPS, MAX_NANOS);
            this.isClosing = isClosing;
            this.random = simulation.random("run");
            this.clients = 1 + random.nextInt(5);
            this.oracle = new StoreOracle(clients);
            boolean isHurried = random.nextInt(3) == 0;
            this.options = SimStore.tiny(random).toBuilder()
                    .memoryBudgetBytes(BUDGET_BYTES)
                    .deadline(isHurried ? Duration.ofMillis(1) : Duration.ofDays(1))
                    .build();
            SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
            disk.makeDirectories("/");
            if (isHurried) {
                disk.faults().fail(Op.DATA_SYNC).always().oneIn(4).delaying(1_500_000);
                disk.faults().fail(Op.WRITE).always().oneIn(16).delaying(1_500_000);
            }
            this.process = new SimStore(simulation, disk, options);
        }

        void run() {
            simulation.spawn("process", this::live);
            simulation.run();
            runs++;
            SimStore.Found found = SimStore.recover(process.disk, options, simulation.seed());
            oracle.checkRecovered(found.content(), found.report().lastSequence(), oracle.acked());
            oracle.names().check(found.names(), found.named());
            names += oracle.names().compared();
            maintained += oracle.maintained();
            assertTrue(found.report().wasCleanlyClosed());
        }

        private void live() {
            Scheduler scheduler = simulation.scheduler();
            Object self = scheduler.self();
            Store store = process.open();
            int calls = random.nextInt(LONG_ONE_IN) == 0
                    ? LONG_WRITES / 10 + random.nextInt(LONG_WRITES)
                    : 5 + random.nextInt(60);
            for (int id = 0; id < clients; id++) {
                StoreClient client = new StoreClient(id, oracle, simulation.random("client " + id), 0);
                client.scheduler = simulation.scheduler();
                SplittableRandom own = simulation.random("calls " + id);
                begin("client " + id, self, () -> work(store, client, calls, own));
            }
            int rounds = 1 + random.nextInt(6) + calls / 20;
            for (int id = random.nextInt(3); id > 0; id--) {
                SplittableRandom own = simulation.random("reader " + id);
                begin("reader " + id, self, () -> read(store, 1 + own.nextInt(rounds)));
            }
            int closers = isClosing ? 1 + random.nextInt(4) : 0;
            for (int id = 0; id < closers; id++) {
                SplittableRandom own = simulation.random("closer " + id);
                // With the number of calls, so that most of them come before the close and some after.
                begin("closer " + id, self, () -> close(store, own.nextInt(400_000 + calls * 10_000)));
            }
            scheduler.await(() -> busy == 0, Scheduler.NEVER);
            store.close();
            assertEquals(closers, closes);
            process.requireNothingLeft();
        }

        private void work(Store store, StoreClient client, int calls, SplittableRandom own) {
            int closed = 0;
            for (int i = 0; i < calls && closed < CALLS_WHEN_CLOSED; i++) {
                if (own.nextInt(3) == 0) {
                    closed += readOne(store, client) ? 0 : 1;
                } else {
                    client.step(store);
                    closed += client.lastRefusal instanceof StoreClosedException ? 1 : 0;
                }
            }
            writes += client.acked + client.unknown;
            unknown += client.unknown;
            rejected += client.rejected;
        }

        private boolean readOne(Store store, StoreClient client) {
            try {
                client.read(store);
                gets++;
                return true;
            } catch (StoreClosedException closed) {
                assertTrue(isClosing, "closed by nobody");
                return false;
            }
        }

        private void begin(String name, Object parent, Runnable body) {
            busy++;
            simulation.spawn(name, () -> {
                body.run();
                busy--;
                simulation.scheduler().unpark(parent);
            });
        }

        private void close(Store store, int afterNanos) {
            Scheduler scheduler = simulation.scheduler();
            long until = simulation.clock().nanoTime() + afterNanos;
            scheduler.await(() -> simulation.clock().nanoTime() >= until, until);
            store.close();
            closes++;
        }

        /// Each snapshot has at least what was acknowledged before it, and what the one before it had.
        private void read(Store store, int rounds) {
            int[] seen = new int[clients];
            try {
                for (int i = 0; i < rounds; i++) {
                    int[] least = oracle.acked();
                    Arrays.setAll(least, client -> Math.max(least[client], seen[client]));
                    long durable = store.durableSequence();
                    assertTrue(durable <= store.visibleSequence(), "durable before it is visible");
                    int[] found = oracle.check(readSnapshot(store), least);
                    System.arraycopy(found, 0, seen, 0, clients);
                    store.stats();
                }
            } catch (StoreClosedException closed) {
                assertTrue(isClosing, "closed by nobody");
            }
        }

        private NavigableMap<String, String> readSnapshot(Store store) {
            try (Snapshot snapshot = store.snapshot();
                    StoreCursor cursor = snapshot.cursor()) {
                NavigableMap<String, String> content = SimStore.scan(cursor);
                for (int client = 0; client < clients; client++) {
                    byte[] key = StoreOracle.bytes(StoreOracle.key(client, 0));
                    byte[] value = snapshot.get(key);
                    String scanned = content.get(StoreOracle.key(client, 0));
                    assertEquals(scanned, value == null ? null : StoreOracle.text(value));
                }
                seekAll(cursor, content);
                try (StoreCursor again = snapshot.cursor()) {
                    assertEquals(content, SimStore.scan(again), "a snapshot has changed");
                }
                snapshots++;
                gets += clients;
                entries += 4L * content.size(); // forth and back, twice
                return content;
            }
        }

        private void seekAll(StoreCursor cursor, NavigableMap<String, String> content) {
            for (int client = 0; client < clients; client++) {
                String key = StoreOracle.key(client, client);
                assertEquals(content.ceilingKey(key), cursor.seek(StoreOracle.bytes(key)) ? at(cursor) : null);
                assertEquals(content.floorKey(key), cursor.seekForPrevious(StoreOracle.bytes(key)) ? at(cursor) : null);
            }
            entries += 2L * clients;
        }

        private static String at(StoreCursor cursor) {
            return StoreOracle.text(cursor.key());
        }
    }
}

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
import io.varve.nativeio.testing.RandomizedTest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;

/// The whole store under schedules that change at every call: clients write, some with deadlines, others read,
/// and some close it meanwhile (rows 80, 87). Whoever waits for ever, or past the end of a day, fails the run:
/// that is a lost wake-up.
final class StoreSimulationTest {
    private static final long MAX_STEPS = 3_000_000;
    private static final long MAX_NANOS = 3_600_000_000_000L;

    private static long operations;
    private static long runs;
    private static long steps;
    private static long unknown;
    private static long rejected;
    private static long nanos;

    @RandomizedTest(seeds = 150)
    void everybodyIsAnsweredAndSeesAPrefix(long seed) {
        simulate(seed, false);
    }

    @RandomizedTest(seeds = 150)
    void aStormOfClosesEndsItOnce(long seed) {
        simulate(seed, true);
    }

    @AfterAll
    static void report() {
        System.out.printf(
                Locale.ROOT,
                "store simulation lane: %,d runs, %,d verified operations (%,d unknown, %,d rejected), %,d steps,"
                        + " in %.1f s (%,.0f operations/s)%n",
                runs,
                operations,
                unknown,
                rejected,
                steps,
                nanos / 1e9,
                operations / (nanos / 1e9));
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
            assertTrue(found.report().wasCleanlyClosed());
        }

        private void live() {
            Scheduler scheduler = simulation.scheduler();
            Object self = scheduler.self();
            Store store = process.open();
            int writes = 5 + random.nextInt(40);
            for (int id = 0; id < clients; id++) {
                StoreClient client = new StoreClient(id, oracle, simulation.random("client " + id), 0);
                client.scheduler = simulation.scheduler();
                begin("client " + id, self, () -> {
                    client.write(store, writes);
                    operations += writes;
                    unknown += client.unknown;
                    rejected += client.rejected;
                });
            }
            for (int id = random.nextInt(3); id > 0; id--) {
                SplittableRandom own = simulation.random("reader " + id);
                begin("reader " + id, self, () -> read(store, own));
            }
            int closers = isClosing ? 1 + random.nextInt(4) : 0;
            for (int id = 0; id < closers; id++) {
                SplittableRandom own = simulation.random("closer " + id);
                begin("closer " + id, self, () -> close(store, own));
            }
            scheduler.await(() -> busy == 0, Scheduler.NEVER);
            store.close();
            assertEquals(closers, closes);
            process.requireNothingLeft();
        }

        private void begin(String name, Object parent, Runnable body) {
            busy++;
            simulation.spawn(name, () -> {
                body.run();
                busy--;
                simulation.scheduler().unpark(parent);
            });
        }

        private void close(Store store, SplittableRandom own) {
            Scheduler scheduler = simulation.scheduler();
            long until = simulation.clock().nanoTime() + own.nextInt(400_000);
            scheduler.await(() -> simulation.clock().nanoTime() >= until, until);
            store.close();
            closes++;
        }

        private void read(Store store, SplittableRandom own) {
            int rounds = 1 + own.nextInt(6);
            try {
                for (int i = 0; i < rounds; i++) {
                    int[] least = oracle.acked();
                    long durable = store.durableSequence();
                    assertTrue(durable <= store.visibleSequence(), "durable before it is visible");
                    Map<String, String> content = readSnapshot(store);
                    oracle.check(content, least);
                    operations += 3L * content.size() + 1;
                    store.stats();
                }
            } catch (StoreClosedException closed) {
                assertTrue(isClosing, "closed by nobody");
            }
        }

        private Map<String, String> readSnapshot(Store store) {
            try (Snapshot snapshot = store.snapshot();
                    StoreCursor cursor = snapshot.cursor()) {
                Map<String, String> content = SimStore.scan(cursor);
                for (int client = 0; client < clients; client++) {
                    byte[] key = StoreOracle.bytes(StoreOracle.key(client, 0));
                    byte[] value = snapshot.get(key);
                    String scanned = content.get(StoreOracle.key(client, 0));
                    assertEquals(scanned, value == null ? null : StoreOracle.text(value));
                }
                try (StoreCursor again = snapshot.cursor()) {
                    assertEquals(content, SimStore.scan(again), "a snapshot has changed");
                }
                return content;
            }
        }
    }
}

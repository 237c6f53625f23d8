package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.StoreException;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.RandomizedTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/// D-6 and D-8 on a slow disk, with deadlines shorter than a sync: of each write it is counted what was told and
/// whether it is there after a close, a kill or a loss of power. One that was withdrawn never is, one that was
/// acknowledged always, and who was told neither may find either. Positions grow, and end in their order.
final class AsyncOutcomeTest {
    private static final long MAX_STEPS = 3_000_000;
    private static final long MAX_NANOS = 3_600_000_000_000L;
    private static final WriteOptions DAY = WriteOptions.asTheStore().within(Duration.ofDays(1));

    /// What was told, and whether it was found: how often.
    private static final Map<String, Integer> COUNTS = new TreeMap<>();

    /// What a write came to; of one that nobody was told of when the machine stopped, UNTOLD.
    private enum Told {
        ACKED_SYNC,
        ACKED_PROCESS,
        REJECTED,
        UNKNOWN,
        UNTOLD
    }

    /// How the life of a store ends.
    private enum Life {
        CLOSED,
        KILLED,
        WITHOUT_POWER
    }

    private static final List<Life> LIVES = List.of(Life.values());

    @RandomizedTest(seeds = 200)
    void whatWasToldIsWhatIsThere(long seed) {
        Simulations.run(seed, simulation -> new Run(simulation).run());
    }

    @AfterAll
    static void report() {
        System.out.println("outcomes told, and found after the end: " + COUNTS);
    }

    private static final class Run {
        private final Simulation simulation;
        private final SplittableRandom random;
        private final SimDisk disk;
        private final StoreOptions options;
        private final Map<String, Told> told = new HashMap<>();

        /// Of writes known by their position alone: whether it was told that they are acknowledged.
        private final NavigableMap<Long, Boolean> positions = new TreeMap<>();

        private int busy;

        Run(Simulation simulation) {
            this.simulation = simulation.bounds(MAX_STEPS, MAX_NANOS);
            this.random = simulation.random("outcomes");
            this.disk = new SimDisk(simulation, DiskProfile.ORDERED);
            disk.makeDirectories("/");
            disk.faults().fail(Op.DATA_SYNC).always().oneIn(2).delaying(1_500_000);
            disk.faults().fail(Op.WRITE).always().oneIn(4).delaying(1_500_000);
            this.options = SimStore.tiny(random).toBuilder()
                    .memoryBudgetBytes(64L << 20)
                    .deadline(Duration.ofDays(1))
                    .build();
        }

        void run() {
            Life life = LIVES.get(random.nextInt(LIVES.size()));
            SimStore process = new SimStore(simulation, disk, options);
            simulation.spawn("process", () -> live(process));
            long end = 2_000L + random.nextInt(20_000);
            simulation.run(() -> life != Life.CLOSED && simulation.steps() >= end);
            SimDisk left = disk;
            if (life != Life.CLOSED) {
                simulation.crash();
                CrashImages images = new CrashImages(disk, random);
                left = life == Life.KILLED ? images.killed() : images.random();
            }
            Map<String, String> found =
                    SimStore.recover(left, options, simulation.seed()).content();
            told.forEach((key, what) -> check(life, what, found.containsKey(key), key));
            assertTrue(told.keySet().containsAll(found.keySet()), "what nobody wrote");
        }

        private void check(Life life, Told what, boolean isFound, String key) {
            boolean isOwed = what == Told.ACKED_SYNC || (what == Told.ACKED_PROCESS && life != Life.WITHOUT_POWER);
            assertTrue(isFound || !isOwed, () -> key + " was " + what + ", the store " + life + ", and it is lost");
            assertTrue(!isFound || what != Told.REJECTED, () -> key + " was withdrawn, and is there; " + life);
            COUNTS.merge(life + " " + what + (isFound ? " found" : " not found"), 1, Integer::sum);
        }

        private void live(SimStore process) {
            Scheduler scheduler = simulation.scheduler();
            Object self = scheduler.self();
            Store store = process.open();
            int clients = 1 + random.nextInt(5);
            for (int id = 0; id < clients; id++) {
                busy++;
                int client = id;
                SplittableRandom own = simulation.random("client " + id);
                simulation.spawn("client " + id, () -> {
                    write(store, client, own);
                    busy--;
                    scheduler.unpark(self);
                });
            }
            scheduler.await(() -> busy == 0, Scheduler.NEVER);
            for (long position : positions.keySet()) {
                assertTrue(store.async().awaitVisible(position, DAY), "nothing has failed: all end well");
            }
            store.close();
            process.requireNothingLeft();
        }

        private void write(Store store, int client, SplittableRandom own) {
            long last = -1;
            for (int n = 0; n < 40; n++) {
                Durability durability = own.nextInt(3) == 0 ? Durability.SYNC : Durability.PROCESS;
                WriteOptions how = WriteOptions.of(durability)
                        .within(Duration.ofNanos(1 + own.nextInt(own.nextBoolean() ? 3_000 : 3_000_000)));
                String key = client + "/" + n;
                if (own.nextInt(3) == 0) {
                    last = submit(store, key, how, last);
                } else {
                    told.put(key, Told.UNTOLD);
                    told.put(key, blocking(store, key, how));
                }
            }
        }

        /// @return the position, or that of the one before when there was no room
        private long submit(Store store, String key, WriteOptions how, long before) {
            told.put(key, Told.UNTOLD);
            long position;
            try {
                position = store.async().put(bytes(key), value(key), how);
            } catch (StoreException refused) {
                told.put(key, Told.REJECTED);
                return before;
            }
            assertTrue(position > before, "positions of a thread grow");
            assertEquals(null, positions.put(position, false), "a position was given twice");
            if (store.async().awaitVisible(position, how)) {
                told.put(key, acked(how.durability()));
                positions.put(position, true);
                assertTrue(store.async().acknowledgedPosition() >= position);
                for (long earlier : positions.headMap(position).keySet()) {
                    assertTrue(store.async().awaitVisible(earlier, how), "positions end in order");
                }
            }
            return position;
        }

        private static Told blocking(Store store, String key, WriteOptions how) {
            try {
                store.put(bytes(key), value(key), how);
                return acked(how.durability());
            } catch (OutcomeUnknownException open) {
                return Told.UNKNOWN;
            } catch (StoreException refused) {
                return Told.REJECTED;
            }
        }

        private static Told acked(@Nullable Durability durability) {
            return durability == Durability.SYNC ? Told.ACKED_SYNC : Told.ACKED_PROCESS;
        }

        private static byte[] value(String key) {
            return bytes(key + "-".repeat(key.hashCode() & 127));
        }
    }
}

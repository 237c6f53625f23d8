package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.event.StoreState;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.testing.RandomizedTest;
import java.time.Duration;
import java.util.SplittableRandom;

/// A store whose file of statistics meets whatever a disk can answer: nobody notices (I-80).
final class StatisticsFileSimulationTest {
    private static final int[] ERRNOS = {Errno.ENOSPC, Errno.EIO, Errno.EMFILE, Errno.EACCES, Errno.EINTR};
    private static final int KEYS = 40;

    @RandomizedTest
    void whateverItMeetsTheStoreWorksAndGivesEverythingBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Op op = random.nextBoolean() ? Op.WRITE : Op.OPEN;
        int errno = ERRNOS[random.nextInt(ERRNOS.length)];
        long met = live(seed, disk -> {
            FaultRule rule =
                    disk.faults().fail(op).onNames(StatisticsFormat.NAME).always();
            rule.with(errno);
            return rule;
        });

        assertTrue(met > 0, op + " was not called");
    }

    /// And what is written in pieces is whole all the same.
    @RandomizedTest
    void isWrittenWholeByShortWrites(long seed) {
        live(seed, disk -> {
            FaultRule rule =
                    disk.faults().fail(Op.WRITE).onNames(StatisticsFormat.NAME).always();
            rule.shortTo(1000);
            return rule;
        });
    }

    /// @return how many calls the faults were asked about
    private static long live(long seed, java.util.function.Function<SimDisk, FaultRule> faults) {
        Simulation simulation = new Simulation(seed);
        SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
        StoreOptions options =
                SimStore.tiny().statisticsInterval(Duration.ofMillis(10)).build();
        SimStore process = new SimStore(simulation, disk, options);
        FaultRule rule = faults.apply(disk);
        simulation.spawn("user", () -> use(process, options));
        simulation.run();
        process.requireNothingLeft();
        return rule.calls();
    }

    private static void use(SimStore process, StoreOptions options) {
        try (Store store = process.openAs(options)) {
            for (int i = 0; i < KEYS; i++) {
                store.put(bytes("key-" + i), bytes("value"));
                process.simulation.scheduler().park(process.simulation.clock().nanoTime() + 5_000_000);
            }
            store.flush().await();
            for (int i = 0; i < KEYS; i++) {
                assertArrayEquals(bytes("value"), store.get(bytes("key-" + i)));
            }
            assertEquals(StoreState.OPEN, store.stats().state());
            assertEquals(0, store.stats().backgroundFailures());
        }
    }
}

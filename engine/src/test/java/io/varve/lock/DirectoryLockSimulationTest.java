package io.varve.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreException;
import io.varve.error.StoreLockedException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Many openers take and break one lock under schedules that change at every call, and each writes to a journal as
/// a store does: write, sync, ask whether the lock is lost, acknowledge.
///
/// What must hold, whoever breaks what: an owner that has read the journal has read every entry of earlier epochs
/// that was or will be acknowledged (D-15). And where nobody breaks, no two own at once.
final class DirectoryLockSimulationTest {
    private static final int ENTRY = 512;
    private static final int OPENERS = 4;
    private static final int TURNS = 6;

    private record Start(long epoch, long entries) {}

    private record Ack(long epoch, long entry) {}

    private final List<Start> starts = new ArrayList<>();
    private final List<Ack> acks = new ArrayList<>();
    private long entries;
    private int owners;
    private int refusals;

    @RandomizedTest(seeds = 100)
    void neverHasTwoOwners(long seed) {
        run(seed, 0);

        assertTrue(starts.size() >= 1, "nobody ever got it");
        assertEquals(starts.stream().map(Start::epoch).distinct().count(), starts.size(), "epochs are never reused");
    }

    @RandomizedTest(seeds = 300)
    void acknowledgesNothingThatASuccessorHasNotRead(long seed) {
        run(seed, 3);

        assertEquals(starts.stream().map(Start::epoch).distinct().count(), starts.size(), "epochs are never reused");
        for (Ack ack : acks) {
            for (Start start : starts) {
                assertTrue(
                        start.epoch <= ack.epoch || ack.entry < start.entries,
                        () -> ack + " was acknowledged though " + start + " had read the journal before");
            }
        }
    }

    private void run(long seed, int breaksOneIn) {
        Simulations.run(seed, simulation -> {
            starts.clear();
            acks.clear();
            entries = 0;
            owners = 0;
            SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
            disk.makeDirectories("/store");
            for (int i = 0; i < OPENERS; i++) {
                SplittableRandom random = simulation.random("opener " + i);
                int pid = i + 1;
                simulation.spawn("opener " + i, () -> open(simulation, disk, random, pid, breaksOneIn));
            }
            simulation.run();
        });
        assertTrue(refusals >= 0);
    }

    private void open(Simulation simulation, SimDisk disk, SplittableRandom random, int pid, int breaksOneIn) {
        MemoryBudget budget = new MemoryBudget(1 << 20);
        SimMemory memory = new SimMemory(budget, simulation);
        Region entry = memory.allocate(budget.account("entry"), ENTRY, Pages.BASE);
        try (Directory directory = disk.openDirectory("/store");
                DiskFile journal = directory.open("journal", OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE)) {
            for (int turn = 0; turn < TURNS; turn++) {
                boolean isBreaking = breaksOneIn > 0 && random.nextInt(breaksOneIn) == 0;
                Holder holder = new Holder(pid, "sim", 0);
                try (DirectoryLock lock = isBreaking
                        ? DirectoryLock.breakLock(directory, memory, budget.account("lock"), holder)
                        : DirectoryLock.take(directory, memory, budget.account("lock"), holder)) {
                    own(lock, journal, entry, random, breaksOneIn == 0);
                } catch (StoreLockedException refused) {
                    refusals++;
                    assertNotNull(refused.holder());
                } catch (StoreException refused) {
                    throw new AssertionError(refused);
                }
            }
        } finally {
            memory.free(entry);
        }
        assertEquals(0, memory.live());
    }

    private void own(DirectoryLock lock, DiskFile journal, Region entry, SplittableRandom random, boolean isAlone) {
        owners++;
        if (isAlone) {
            assertEquals(1, owners, "owners at once");
        }
        // The length is read after the lock was taken, as a recovery reads the log.
        io.varve.nativeio.FileStat stat = new io.varve.nativeio.FileStat();
        assertEquals(0, journal.stat(stat));
        starts.add(new Start(lock.epoch(), stat.size() / ENTRY));
        for (int i = random.nextInt(4); i > 0; i--) {
            long place = entries++;
            assertEquals(ENTRY, journal.pwrite(entry, 0, ENTRY, place * ENTRY));
            assertEquals(0, journal.dataSync());
            if (lock.isLost()) {
                break;
            }
            acks.add(new Ack(lock.epoch(), place));
        }
        owners--;
    }
}

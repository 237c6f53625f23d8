package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.format.StoreId;
import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.nativeio.Directory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;

/// Processes that break each other's lock at any call, while a manifest is made, opened, appended to and rolled
/// over: whoever opens finds all that was acknowledged by earlier epochs, and nobody ever finds damage.
final class ManifestFencingTest {
    private static final int OPENERS = 3;
    private static final int TURNS = 4;

    private static final long BEGAN = System.nanoTime();
    private static long opened;
    private static long acknowledged;
    private static long refused;

    /// An opener of an epoch found, or was acknowledged, this file floor.
    private record Event(long epoch, long fileFloor) {}

    private final List<Event> opens = new ArrayList<>();
    private final List<Event> acks = new ArrayList<>();

    @AfterAll
    static void report() {
        LaneReport.of(Lane.MANIFEST_FENCING)
                .count("opens", opened)
                .count("edits acknowledged", acknowledged)
                .count("refusals", refused)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    @RandomizedTest(seeds = 200)
    void losesNothingToWhoWasFenced(long seed) {
        Simulations.run(seed, simulation -> {
            opens.clear();
            acks.clear();
            SimDisk disk = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
            disk.makeDirectories(ManifestLife.PATH);
            for (int i = 0; i < OPENERS; i++) {
                int pid = i + 1;
                SplittableRandom random = simulation.random("opener " + pid);
                simulation.spawn("opener " + pid, () -> live(simulation, disk, random, pid));
            }
            simulation.run();
            long highest = acks.stream().mapToLong(Event::fileFloor).max().orElse(1);
            new CrashImages(disk, simulation.random("crash")).explore(4, image -> {
                try (ManifestLife last = new ManifestLife(image, 4096)) {
                    assertTrue(last.manifest.state().fileFloor() >= highest, "after a crash at the end");
                }
            });
        });

        for (Event ack : acks) {
            for (Event open : opens) {
                assertTrue(
                        open.epoch <= ack.epoch || open.fileFloor >= ack.fileFloor,
                        () -> open + " found less than " + ack);
            }
        }
        assertEquals(opens.stream().map(Event::epoch).distinct().count(), opens.size(), "epochs are never reused");
        opened += opens.size();
        acknowledged += acks.size();
    }

    private void live(Simulation simulation, SimDisk disk, SplittableRandom random, int pid) {
        SimMemory memory = new SimMemory(new MemoryBudget(1 << 20), simulation);
        Holder holder = new Holder(pid, "sim", 0);
        try (Directory directory = disk.openDirectory(ManifestLife.PATH)) {
            var account = memory.budget().account("test");
            ManifestConfig config = new ManifestConfig(directory, memory, account, 4096);
            for (int turn = 0; turn < TURNS; turn++) {
                boolean isBreaking = random.nextInt(2) == 0;
                try (DirectoryLock lock = isBreaking
                                ? DirectoryLock.breakLock(directory, memory, account, holder)
                                : DirectoryLock.take(directory, memory, account, holder);
                        Manifest manifest = open(config, lock, pid)) {
                    opens.add(
                            new Event(manifest.state().epoch(), manifest.state().fileFloor()));
                    for (int i = random.nextInt(8); i > 0; i--) {
                        long floor = manifest.state().fileFloor() + 1;
                        manifest.append(ManifestEdit.NOTHING.withFileFloor(floor));
                        acks.add(new Event(lock.epoch(), floor));
                    }
                } catch (CorruptionException damage) {
                    throw new AssertionError(damage);
                } catch (StoreException fencedOrLocked) {
                    refused++;
                }
            }
        }
        assertEquals(0, memory.live());
    }

    private static Manifest open(ManifestConfig config, DirectoryLock lock, int pid) {
        Creation creation = new Creation(new StoreId(pid, 1), 1, false, 1);
        return Manifest.openOrCreate(config, lock, creation);
    }
}

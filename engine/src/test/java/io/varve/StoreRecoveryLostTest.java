package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Rows 29 and 31: a segment of the log that somebody has deleted is missed, and acknowledged writes do not
/// disappear silently, though the store was killed and nothing in the older segments says that there was more.
final class StoreRecoveryLostTest {
    /// With a memtable that nothing here fills: what is in tables is not missed in the log.
    private static final StoreOptions OPTIONS =
            SimStore.tiny().memtableBytes(256 << 10).build();

    private static final int HEADER_SIZE = 4096;
    private static final int WRITES = 36;

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void row29TheFirstSegmentOfALifeIsMissed() {
        for (int lives = 1; lives <= 3; lives++) {
            SimDisk disk = killed(lives, 1);
            requireRefused(without(disk, List.of(used(disk).getLast())));
        }
    }

    /// Before anything was written into it, it is missed, too.
    @Test
    void row29AnUnusedFirstSegmentIsMissed() {
        SimDisk disk = killed(1, 0);
        requireRefused(without(disk, List.of(log(disk).getFirst())));
    }

    @Test
    void row31ALaterSegmentIsMissedWhenANewerOneWasMade() {
        for (int lives = 1; lives <= 2; lives++) {
            SimDisk whole = killed(lives, WRITES);
            List<String> used = used(whole);
            assertTrue(used.size() > 2, () -> "" + used);
            for (String path : used) {
                requireRefused(without(whole, List.of(path)));
            }
        }
    }

    /// What stays: the newest of all, when it is not the first of its life. Nothing that is left knows of it.
    @Test
    void theNewestOfAllIsNotMissed() {
        SimDisk disk = killed(1, WRITES);
        String newest = used(disk).getLast();
        List<String> lost =
                log(disk).stream().filter(path -> path.compareTo(newest) >= 0).toList();

        Map<String, String> found =
                SimStore.recover(without(disk, lost), OPTIONS, 1).content();

        assertTrue(!found.isEmpty() && found.size() < WRITES, () -> "" + found.keySet());
    }

    /// A recovery gives prepared segments up before it cuts: a crash between two of them leaves a hole that is none.
    @Test
    void whatARecoveryGivesUpIsNotMissed() {
        StoreOptions options = SimStore.tiny().preparedSegments(3).build();
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL.withoutDirect(), 1);
        disk.makeDirectories("/");
        SimDisk[] killed = new SimDisk[1];
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                store.put(bytes("key"), bytes("is there"));
                awaitPreparer(process);
                killed[0] = new CrashImages(process.disk, random).killed();
            }
        });
        List<SimDisk> images = new ArrayList<>();
        killed[0].observe(new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if (op == Op.UNLINK && path.endsWith(".log")) {
                    images.add(new CrashImages(killed[0], random).killed());
                }
            }
        });
        SimStore.recover(killed[0], options, 1);

        assertTrue(images.size() > 2, () -> images.size() + " images");
        for (SimDisk image : images) {
            assertEquals(
                    Map.of("key", "is there"),
                    SimStore.recover(image, options, 2).content());
        }
    }

    /// From when on the manifest says that tables have what a segment has, it may disappear.
    @Test
    void whatTablesCoverIsNotMissed() {
        SimDisk disk = killed(2, WRITES);
        Map<String, String> whole = SimStore.recover(new CrashImages(disk, random).killed(), OPTIONS, 1)
                .content();
        List<String> before = used(disk);
        Map<String, SimDisk> images = new TreeMap<>();
        disk.observe(new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if ((op == Op.UNLINK || op == Op.RENAME) && before.contains(path)) {
                    images.putIfAbsent(path, new CrashImages(disk, random).killed());
                }
            }
        });
        SimStore.use(disk, OPTIONS, 1, process -> {
            try (Store store = process.open()) {
                store.flush().await();
                awaitPreparer(process);
            }
        });

        assertTrue(images.size() > 2, () -> images.keySet() + " of " + before);
        images.forEach((path, image) -> {
            assertEquals(
                    whole,
                    SimStore.recover(without(image, List.of(path)), OPTIONS, 1).content(),
                    path);
            assertEquals(whole, SimStore.recover(image, OPTIONS, 1).content(), path);
        });
    }

    private static void requireRefused(SimDisk disk) {
        Map<String, Integer> before = logHashes(disk);
        for (boolean isReadOnly : new boolean[] {true, false, true, false}) {
            StoreOptions options = OPTIONS.toBuilder().readOnly(isReadOnly).build();
            SimStore.use(disk, options, 1, process -> {
                CorruptionException refused = assertThrows(CorruptionException.class, process::open);
                assertTrue(refused.path().endsWith(".log"), refused.path());
            });
        }
        assertEquals(before, logHashes(disk), "changed by an open that was refused");
    }

    private static Map<String, Integer> logHashes(SimDisk disk) {
        Map<String, Integer> hashes = new TreeMap<>();
        log(disk)
                .forEach(
                        path -> hashes.put(path, Arrays.hashCode(disk.contents().read(path))));
        return hashes;
    }

    /// A store after some lives that were killed, each of which wrote some large values, all of them synced.
    private SimDisk killed(int lives, int writes) {
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
        disk.makeDirectories("/");
        SimDisk[] killed = {disk};
        for (int life = 1; life <= lives; life++) {
            String prefix = "life " + life + ", key ";
            SimStore.use(killed[0], OPTIONS, life, process -> {
                try (Store store = process.open()) {
                    for (int i = 0; i < writes; i++) {
                        store.put(bytes(prefix + i), bytes("v".repeat(900)));
                    }
                    awaitPreparer(process);
                    killed[0] = new CrashImages(process.disk, random).killed();
                }
            });
        }
        return killed[0];
    }

    /// The next segment is made within milliseconds.
    private static void awaitPreparer(SimStore process) {
        Scheduler scheduler = process.simulation.scheduler();
        long until = process.clock.nanoTime() + 100_000_000;
        scheduler.await(() -> process.clock.nanoTime() >= until, until);
    }

    /// The same files, durable, but some of them.
    private static SimDisk without(SimDisk disk, List<String> lost) {
        Map<String, byte[]> files = new TreeMap<>();
        for (String path : disk.contents().files()) {
            if (!lost.contains(path)) {
                files.put(path, disk.contents().read(path));
            }
        }
        return GoldenStore.disk(files);
    }

    /// Segments with frames, in order.
    private static List<String> used(SimDisk disk) {
        return log(disk).stream()
                .filter(path -> disk.contents().read(path)[HEADER_SIZE] != 0)
                .toList();
    }

    private static List<String> log(SimDisk disk) {
        return disk.contents().files().stream()
                .filter(path -> path.endsWith(".log"))
                .sorted()
                .toList();
    }
}

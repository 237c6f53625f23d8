package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SyncLoss;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Recovery where files are read through the page cache: it copies the log to fresh files before it relies on
/// it (D-13, F3, F4), and whatever stops it in there, nothing is lost (P9, row 55).
final class StoreRecoveryCopyTest {
    private static final DiskProfile PROFILE = DiskProfile.ADVERSARIAL.withoutDirect();
    private static final int KEYS = 12;
    private static final int DEPTH = 3;

    /// Nothing here becomes a table: all there is must be copied.
    private final StoreOptions options =
            SimStore.tiny().memtableBytes(128 << 10).build();

    private final TreeMap<String, String> expected = new TreeMap<>();
    private SplittableRandom random = new SplittableRandom(1);
    private long images;

    /// The sync of the last write fails, the page cache goes on showing it, and the machine lives on: a recovery
    /// shows the write or does not, but what it shows stays, though every sync of the old file succeeds.
    @RandomizedTest(seeds = 4)
    void whatAnOpenShowedStaysThoughThePageCacheLied(long seed) {
        random = new SplittableRandom(seed);
        for (SyncLoss loss : List.of(SyncLoss.CACHE_KEPT, SyncLoss.CACHE_REVERTED, SyncLoss.SOME_WRITTEN)) {
            expected.clear();
            SimDisk disk = afterFailedSync(loss);
            Map<String, String> shown = SimStore.recover(disk, options, seed).content();
            assertTrue(shown.entrySet().containsAll(expected.entrySet()), () -> shown + " lacks some of " + expected);

            SimDisk afterPowerCut = new CrashImages(disk, random).allLost();
            assertEquals(shown, SimStore.recover(afterPowerCut, options, seed).content());
        }
    }

    /// The same when the process that recovered is killed at any call, and the power fails then: from when on
    /// it had the store open, what it showed must be there.
    @RandomizedTest(seeds = 4)
    void noCrashAfterALyingPageCacheIsDamage(long seed) {
        random = new SplittableRandom(seed);
        SimDisk disk = afterFailedSync(SyncLoss.CACHE_KEPT);
        disk.observe(atChanges(
                image -> {
                    Map<String, String> found =
                            SimStore.recover(image, options, seed).content();
                    assertTrue(
                            found.entrySet().containsAll(expected.entrySet()),
                            () -> found + " lacks some of " + expected);
                },
                disk));
        SimStore.recover(disk, options, seed);
        assertTrue(images > 0);
    }

    @RandomizedTest(seeds = 3)
    void everyCrashOfACopyLeavesTheWholeLog(long seed) {
        random = new SplittableRandom(seed);
        SimDisk disk = killed(1 + random.nextInt(KEYS));
        crash(disk, 0);
        assertTrue(images > 100, images + " images");
    }

    @Test
    void everyCallOfACopyMayFail() {
        SimDisk disk = killed(KEYS);
        SimDisk trial = new CrashImages(disk, random).killed();
        SimStore.recover(trial, options, 1);
        long calls = trial.faults().operations();
        for (int call = 1; call <= calls; call++) {
            for (int errno : new int[] {Errno.EIO, Errno.ENOSPC}) {
                SimDisk failing = new CrashImages(disk, random).killed();
                failing.faults().failAny().onCall(call).with(errno);
                boolean isOpened = openOrRefuse(failing) == null;
                failing.faults().clear();
                // What was in the page cache only is durable from when on it was shown.
                SimDisk lost = new CrashImages(failing, random).random();
                if (isOpened) {
                    requireExpected(lost);
                }
                requireExpected(failing);
            }
        }
    }

    /// Row 55.
    @Test
    void row55ADiskThatIsFullRefusesTheOpenAndLosesNothing() {
        SimDisk disk = killed(KEYS);
        List<String> files = logOf(disk);
        int refused = 0;
        for (int blocks = 0; blocks < 60; blocks++) {
            SimDisk full = new CrashImages(disk, random).killed();
            full.limitSpace(blocks * 4096L);
            StoreException failure = openOrRefuse(full);
            if (failure != null) {
                refused++;
                assertTrue(failure instanceof StoreIoException io && io.errno() == Errno.ENOSPC, failure::toString);
                assertTrue(logOf(full).containsAll(files), "the log was touched");
                assertTrue(openOrRefuse(full) instanceof StoreIoException, "a second time");
            }
            full.limitSpace(1L << 30);
            requireExpected(full);
        }
        assertTrue(refused > 10 && refused < 60, refused + " of 60 were refused");
    }

    /// What was durable when an open or a close said so is not copied once more.
    @Test
    void anOpenWithoutNewsCopiesNothing() {
        SimDisk disk = killed(KEYS);
        SimStore.recover(disk, options, 1);
        List<String> files = logOf(disk);

        requireExpected(disk);

        assertTrue(logOf(disk).contains(files.getFirst()), files + " became " + logOf(disk));
    }

    /// Restarts leave segments that are mostly empty, and cuts, which are made few again; with direct reads too.
    @Test
    void manyRestartsDoNotMakeManySegments() {
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
        disk.makeDirectories("/");
        for (int life = 0; life < 150; life++) {
            String key = "key " + life;
            SimStore.use(disk, options, life, process -> {
                try (Store store = process.open()) {
                    store.put(bytes(key), bytes("is there"));
                }
            });
            expected.put(key, "is there");
            assertTrue(logOf(disk).size() < 70, logOf(disk).size() + " segments");
        }
        requireExpected(disk);
    }

    /// Making segments few is no need: a disk that has no room for that, but for going on, opens the store.
    @Test
    void aDiskWithoutRoomToMakeSegmentsFewOpensTheStore() {
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
        disk.makeDirectories("/");
        live(disk, 64);
        int many = logOf(disk).size();
        int refused = 0;
        int kept = 0;
        int shortened = 0;
        for (int blocks = 0; blocks < 60; blocks++) {
            SimDisk full = new CrashImages(disk, random).killed();
            full.limitSpace(blocks * 4096L);
            StoreException failure = openOrRefuse(full);
            if (failure != null) {
                refused++;
                assertTrue(failure instanceof StoreIoException io && io.errno() == Errno.ENOSPC, failure::toString);
            } else if (logOf(full).size() >= many - 2) {
                kept++;
            } else {
                shortened++;
            }
            full.limitSpace(1L << 30);
            requireExpected(new CrashImages(full, random).random());
            requireExpected(full);
            assertTrue(logOf(full).size() < 12, () -> "later, with room, there are still " + logOf(full));
        }
        assertTrue(refused > 0 && kept > 0 && shortened > 0, refused + " refused, " + kept + " kept, " + shortened);
    }

    /// Lives that write one key each; a copy of them takes more than what a recovery gives up first.
    private void live(SimDisk disk, int lives) {
        String value = "v".repeat(900);
        for (int life = 0; life < lives; life++) {
            String key = "key " + life;
            SimStore.use(disk, options, life, process -> {
                try (Store store = process.open()) {
                    store.put(bytes(key), bytes(value));
                }
            });
            expected.put(key, value);
        }
    }

    /// A killed process has written some keys, in as many groups, over several segments; all of them are in the
    /// page cache.
    private SimDisk killed(int keys) {
        SimDisk disk = new SimDisk(PROFILE, random.nextLong());
        disk.makeDirectories("/");
        SimDisk[] killed = new SimDisk[1];
        SimStore.use(disk, options, random.nextLong(), process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < keys; i++) {
                    String value = "value ".repeat(500);
                    store.put(bytes("key " + i % 8), bytes(value), Durability.PROCESS);
                    expected.put("key " + i % 8, value);
                }
                killed[0] = new CrashImages(process.disk, random).killed();
            }
        });
        return killed[0];
    }

    private SimDisk afterFailedSync(SyncLoss loss) {
        SimDisk disk = new SimDisk(PROFILE, random.nextLong());
        disk.makeDirectories("/");
        SimDisk[] killed = new SimDisk[1];
        SimStore.use(disk, options, random.nextLong(), process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < 4; i++) {
                    store.put(bytes("key " + i), bytes("durable"));
                    expected.put("key " + i, "durable");
                }
                process.disk.faults().fail(Op.DATA_SYNC).onCall(1).losing(loss, Errno.EIO);
                try {
                    store.put(bytes("doubtful"), bytes("in the cache only"));
                    throw new AssertionError("acknowledged");
                } catch (StoreException unknown) {
                    killed[0] = new CrashImages(process.disk, random).killed();
                }
            }
        });
        return killed[0];
    }

    private void crash(SimDisk disk, int depth) {
        if (depth < DEPTH) {
            int oneIn = depth == 0 ? 1 : 24;
            disk.observe(new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    if (op.changesDisk() && random.nextInt(oneIn) == 0) {
                        crash(new CrashImages(disk, random).killed(), depth + 1);
                    }
                }
            });
        }
        requireExpected(disk);
        disk.observe(null);
        images++;
    }

    private SeamObserver atChanges(Consumer<SimDisk> check, SimDisk disk) {
        return new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if (op.changesDisk()) {
                    images += new CrashImages(disk, random).explore(3, check);
                    check.accept(new CrashImages(disk, random).killed());
                }
            }
        };
    }

    private @Nullable StoreException openOrRefuse(SimDisk disk) {
        StoreException[] failure = new StoreException[1];
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                assertEquals(expected, SimStore.contentOf(store));
            } catch (StoreException refused) {
                failure[0] = refused;
            }
        });
        return failure[0];
    }

    private void requireExpected(SimDisk disk) {
        assertEquals(
                expected, SimStore.recover(disk, options, random.nextLong()).content());
    }

    private static List<String> logOf(SimDisk disk) {
        return disk.contents().files().stream()
                .filter(path -> path.endsWith(".log"))
                .toList();
    }
}

package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// The named failpoints of flushes and merges (docs/failpoints.md): each moment is there, and a kill or a loss of power
/// in it loses nothing and brings nothing back. The lanes that crash at every call pass the same moments without a
/// name.
final class StoreFailpointTest {
    /// A moment, as the calls of the disk show it.
    enum Failpoint {
        FLUSH_AFTER_ROTATE_BEFORE_STREAM,
        FLUSH_AFTER_TABLE_WRITE,
        FLUSH_AFTER_TABLE_FORCE,
        FLUSH_AFTER_MANIFEST_FORCE_BEFORE_VIEW,
        FLUSH_BEFORE_WAL_DELETE,
        FLUSH_BETWEEN_WAL_DELETES,
        COMPACTION_BEFORE_INSTALL,
        COMPACTION_AFTER_INSTALL_BEFORE_DELETE,
        COMPACTION_HALF_DELETE
    }

    /// What a crash has left, and what must be found in it: all that was acknowledged before was synced.
    private record Image(SimDisk disk, Map<String, String> expected) {}

    private final SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
    private final Map<String, String> expected = new TreeMap<>();
    private final Map<Failpoint, List<Image>> images = new EnumMap<>(Failpoint.class);

    StoreFailpointTest() {
        disk.makeDirectories("/");
    }

    /// No flush runs into a merge here, so that each step is what it is taken for.
    private static StoreOptionsBuilder options() {
        return StoreCompactionTest.small().compaction(Compaction.MANUAL).memtableBytes(128 << 10);
    }

    @RandomizedTest(seeds = 2)
    void aCrashInEachNamedMomentLosesNothingAndBringsNothingBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimStore.use(disk, options().build(), seed, process -> {
            try (Store store = process.open()) {
                for (int flush = 0; flush < 3; flush++) {
                    write(store, flush);
                    Watch flushing = new Watch(process.disk, random, false);
                    process.disk.observe(flushing);
                    store.flush().await();
                    process.simulation.scheduler().await(() -> false, process.clock.nanoTime() + 1_000_000_000L);
                    process.disk.observe(null);
                }
                for (int i = 0; i < 150; i += 2) {
                    store.delete(bytes("k" + i), Durability.PROCESS);
                    expected.remove("k" + i);
                }
                store.flush().await();
                process.disk.observe(new Watch(process.disk, random, true));
                store.compact().await();
                process.simulation.scheduler().await(() -> false, process.clock.nanoTime() + 1_000_000_000L);
                process.disk.observe(null);
            }
        });
        for (Failpoint failpoint : Failpoint.values()) {
            List<Image> met = images.getOrDefault(failpoint, List.of());
            assertFalse(met.isEmpty(), failpoint + " was not met");
            for (Image image : met) {
                require(failpoint, image, seed);
            }
        }
    }

    private static void require(Failpoint failpoint, Image image, long seed) {
        assertEquals(
                image.expected,
                SimStore.recover(image.disk, options().build(), seed).content(),
                failpoint.name());
        StoreOptions merging =
                options().compaction(Compaction.LAZY).level0Flushes(1).build();
        assertEquals(
                image.expected,
                SimStore.recover(image.disk, merging, seed + 1).content(),
                failpoint + ", opened again");
    }

    private void write(Store store, int flush) {
        for (int i = 0; i < 150; i++) {
            String key = "k" + i;
            String value = key + " " + flush + "x".repeat(300);
            store.put(bytes(key), bytes(value), Durability.PROCESS);
            expected.put(key, value);
        }
        store.sync();
    }

    /// Sees the steps of one flush, or of one merge, and takes an image in each moment that has a name.
    private final class Watch implements SeamObserver {
        private final SimDisk from;
        private final SplittableRandom random;
        private final boolean isMerge;
        private boolean isTableBegun;
        private boolean isTableSynced;
        private boolean isInstalled;
        private int gone;

        Watch(SimDisk from, SplittableRandom random, boolean isMerge) {
            this.from = from;
            this.random = random;
            this.isMerge = isMerge;
        }

        @Override
        public void before(Op op, String path) {
            boolean isTable = path.endsWith(".sst");
            boolean isGoing = op == Op.UNLINK || op == Op.RENAME || op == Op.RENAME_IF_ABSENT;
            if (isTable && op == Op.OPEN && !isTableBegun) {
                isTableBegun = true;
                meet(Failpoint.FLUSH_AFTER_ROTATE_BEFORE_STREAM, !isMerge);
            }
            if (isTable && op == Op.DATA_SYNC) {
                meet(Failpoint.FLUSH_AFTER_TABLE_WRITE, !isMerge && !isTableSynced);
                isTableSynced = true;
            }
            if (op == Op.DIRECTORY_SYNC && isTableSynced) {
                meet(Failpoint.FLUSH_AFTER_TABLE_FORCE, !isMerge && !isInstalled);
            }
            if (op == Op.WRITE && path.contains("manifest") && isTableSynced) {
                meet(Failpoint.COMPACTION_BEFORE_INSTALL, isMerge && !isInstalled);
            }
            if (isGoing && isInstalled && isTable) {
                meet(Failpoint.COMPACTION_AFTER_INSTALL_BEFORE_DELETE, isMerge && gone == 0);
                meet(Failpoint.COMPACTION_HALF_DELETE, isMerge && gone > 0);
                gone++;
            }
            if (isGoing && isInstalled && path.contains("/wal/")) {
                meet(Failpoint.FLUSH_BEFORE_WAL_DELETE, !isMerge && gone == 0);
                meet(Failpoint.FLUSH_BETWEEN_WAL_DELETES, !isMerge && gone > 0);
                gone++;
            }
        }

        @Override
        public void after(Op op, String path, int result) {
            if (op == Op.DATA_SYNC && path.contains("manifest") && isTableSynced) {
                isInstalled = true;
                meet(Failpoint.FLUSH_AFTER_MANIFEST_FORCE_BEFORE_VIEW, !isMerge);
            }
        }

        private void meet(Failpoint failpoint, boolean isMet) {
            if (isMet) {
                CrashImages crash = new CrashImages(from, random);
                Map<String, String> now = Map.copyOf(expected);
                List<Image> met = images.computeIfAbsent(failpoint, none -> new ArrayList<>());
                met.add(new Image(crash.killed(), now));
                met.add(new Image(crash.random(), now));
                met.add(new Image(crash.allLost(), now));
            }
        }
    }
}

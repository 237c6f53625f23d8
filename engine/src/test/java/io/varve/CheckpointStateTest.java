package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SyncLoss;
import io.varve.nativeio.testing.RandomizedTest;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What a checkpoint is a checkpoint of.
final class CheckpointStateTest {
    private static final StoreOptions OPTIONS =
            SimStore.tiny().memoryBudgetBytes(8 << 20).blockBytes(512).build();

    /// P8: a cursor, lookups, a snapshot, a named snapshot, a checkpoint, and checkpoints of these two.
    @RandomizedTest(seeds = 10)
    void showsWhatCursorSnapshotAndNamedSnapshotShow(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = newDisk();
        Map<String, String> model = new TreeMap<>();
        SimStore.use(disk, OPTIONS, seed, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < 150; i++) {
                    change(store, model, random);
                }
                store.flush("named").await();
                try (Snapshot snapshot = store.snapshot();
                        Store named = store.openSnapshot("named")) {
                    store.checkpoint(Path.of("/first"));
                    Map<String, String> then = Map.copyOf(model);
                    for (int i = 0; i < 60; i++) {
                        change(store, model, random);
                    }
                    store.compact().await();
                    named.checkpoint(Path.of("/of-named"));
                    store.checkpoint(Path.of("/second"));
                    for (Map.Entry<String, String> entry : then.entrySet()) {
                        assertArrayEquals(bytes(entry.getValue()), snapshot.get(bytes(entry.getKey())));
                    }
                    assertEquals(then, SimStore.contentOf(named));
                    assertEquals(then, content(disk, "/first"));
                    assertEquals(then, content(disk, "/of-named"));
                    assertEquals(model, content(disk, "/second"));
                }
                assertEquals(model, SimStore.contentOf(store));
            }
        });
    }

    /// What was acknowledged can be saved from a store that has failed.
    @Test
    void isMadeOfAStoreThatHasFailed() {
        SimDisk disk = newDisk();
        SimStore.use(disk, OPTIONS, 1, process -> {
            Store store = process.open();
            for (int i = 0; i < 40; i++) {
                store.put(bytes("key " + i), bytes("value"));
            }
            process.disk
                    .faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> path.startsWith("/store/wal"))
                    .always()
                    .losing(SyncLoss.CACHE_KEPT, Errno.EIO);
            assertThrows(StoreException.class, () -> store.put(bytes("lost"), bytes("value")));
            assertThrows(StoreFailedException.class, () -> store.put(bytes("lost"), bytes("value")));
            store.checkpoint(Path.of("/saved"));
            process.disk.faults().clear();
            store.close();
        });
        Map<String, String> saved = content(disk, "/saved");
        assertTrue(saved.size() >= 40, () -> saved.size() + " keys");
    }

    private static void change(Store store, Map<String, String> model, SplittableRandom random) {
        String key = "k" + random.nextInt(50);
        switch (random.nextInt(12)) {
            case 0 -> store.flush().await();
            case 1, 2, 3 -> {
                store.delete(bytes(key), Durability.PROCESS);
                model.remove(key);
            }
            default -> {
                String value = "value " + random.nextLong();
                store.put(bytes(key), bytes(value), Durability.PROCESS);
                model.put(key, value);
            }
        }
    }

    private static SimDisk newDisk() {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        return disk;
    }

    /// Read from what the caches have now, in a process of its own.
    private static Map<String, String> content(SimDisk disk, String path) {
        SimDisk copy = new io.varve.nativeio.sim.CrashImages(disk, new SplittableRandom(1)).allKept();
        Map<String, String> content = new TreeMap<>();
        DamagedStore.process(copy, seams -> {
            StoreOptions known = OPTIONS.toBuilder().createIfMissing(false).build();
            try (Store store = Opening.open(seams, path, known)) {
                content.putAll(SimStore.contentOf(store));
            }
        });
        return content;
    }
}

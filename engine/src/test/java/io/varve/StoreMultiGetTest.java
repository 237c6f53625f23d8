package io.varve;

import static io.varve.StoreOracle.bytes;
import static io.varve.StoreOracle.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreClosedException;
import io.varve.error.TooLargeException;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.TargetTempDirs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreMultiGetTest {
    private static final int KEYS = 200;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    private final MultiGet wanted = new MultiGet();

    @Test
    void findsAllThatIsThereWhereverItLies() {
        try (Store store = Store.open(directory)) {
            fillThreeLayers(store);
            for (int round = 0; round < 2; round++) {
                wanted.clear();
                for (int i = 0; i < KEYS; i++) {
                    wanted.add(key(i)).add(ByteBuffer.wrap(bytes("absent " + i)));
                }
                assertEquals(KEYS - KEYS / 7 - 1, store.getAll(wanted));
                for (int i = 0; i < KEYS; i++) {
                    byte[] expected = store.get(key(i));
                    assertArrayEquals(expected, wanted.value(2 * i), "key " + i);
                    assertFalse(wanted.isFound(2 * i + 1));
                }
                store.compact().await();
            }
        }
    }

    @Test
    void showsASnapshotAsItWas() {
        try (Store store = Store.open(directory)) {
            store.put(bytes("a"), bytes("before"));
            try (Snapshot snapshot = store.snapshot()) {
                store.put(bytes("a"), bytes("after"));
                store.put(bytes("b"), bytes("after"));
                store.flush().await();
                wanted.add(bytes("a")).add(bytes("b")).add(bytes("a"));
                assertEquals(2, snapshot.getAll(wanted));
                assertEquals("before", textOf(2));
                assertNull(wanted.value(1));
                assertEquals(3, store.getAll(wanted));
                assertEquals("after", textOf(0));
            }
        }
    }

    @Test
    void givesValuesInAllForms() {
        try (Store store = Store.open(directory);
                Arena arena = Arena.ofConfined()) {
            byte[] large = new byte[100_000];
            Arrays.fill(large, (byte) 'x');
            store.put(bytes("a"), bytes("value"));
            store.put(bytes("large"), large);
            store.put(bytes("none"), bytes(""));
            wanted.add(arena.allocateFrom("a").asSlice(0, 1))
                    .add(bytes("large"))
                    .add(bytes("none"));
            assertEquals(3, store.getAll(wanted));
            MemorySegment into = arena.allocate(8);
            assertEquals(5, wanted.value(0, into));
            assertEquals('v', into.get(ValueLayout.JAVA_BYTE, 0));
            assertEquals(100_000, wanted.value(1, into), "and nothing is copied");
            assertArrayEquals(large, wanted.valueView(1).toArray(ValueLayout.JAVA_BYTE));
            assertTrue(wanted.memory().isReadOnly());
            assertEquals(0, wanted.valueLength(2));
            assertTrue(wanted.isFound(2));
        }
    }

    /// Keys that need memory of their own, beside others that do not.
    @Test
    void takesKeysOfAllLengths() {
        try (Store store = Store.open(directory)) {
            int[] lengths = {0, 1, 632, 633, 65_535, 65_535, 16, 640, 30_000, 40_000, 3};
            for (int i = 0; i < lengths.length; i++) {
                byte[] key = new byte[lengths[i]];
                Arrays.fill(key, (byte) i);
                store.put(key, bytes("value " + i), Durability.PROCESS);
                wanted.add(key);
            }
            assertEquals(lengths.length, store.getAll(wanted));
            store.flush().await();
            assertEquals(lengths.length, store.getAll(wanted));
            for (int i = 0; i < lengths.length; i++) {
                assertEquals("value " + i, textOf(i));
            }
        }
    }

    /// I-107: where blocks are large, little of a hash is left for signposts, and some of so many keys are led to the
    /// block of another first.
    @Test
    void goesOnFromTheBlockOfAnother() {
        int keys = 120_000;
        StoreOptions options = StoreOptions.builder().blockBytes(64 << 10).build();
        try (Store store = Store.open(directory, options)) {
            for (int i = 0; i < keys; i++) {
                store.put(key(i), bytes("value"), Durability.PROCESS);
            }
            store.flush().await();
            for (int first = 0; first < keys; first += 100) {
                wanted.clear();
                for (int i = first; i < first + 100; i++) {
                    wanted.add(key(i));
                }
                assertEquals(100, store.getAll(wanted), "from key " + first);
            }
        }
    }

    @Test
    void hasLimitsAndSaysSo() {
        for (int i = 0; i < MultiGet.MOST_KEYS; i++) {
            wanted.add(key(i));
        }
        assertThrows(TooLargeException.class, () -> wanted.add(key(0)));
        assertEquals(MultiGet.MOST_KEYS, wanted.count());
        assertThrows(TooLargeException.class, () -> new MultiGet().add(new byte[65_536]));
        Store store = Store.open(directory);
        assertEquals(0, store.getAll(wanted));
        assertThrows(IllegalStateException.class, () -> wanted.valueLength(0));
        assertThrows(IllegalArgumentException.class, () -> wanted.isFound(MultiGet.MOST_KEYS));
        assertThrows(IllegalArgumentException.class, () -> wanted.isFound(-1));
        wanted.clear();
        assertThrows(IllegalArgumentException.class, () -> wanted.isFound(0));
        wanted.add(key(0));
        assertThrows(IllegalArgumentException.class, () -> wanted.isFound(0), "it was not looked up");
        assertEquals(0, store.getAll(new MultiGet()));
        store.close();
        assertThrows(StoreClosedException.class, () -> store.getAll(wanted));
    }

    /// Together with one whose block is damaged nothing is found; alone, the others are.
    @Test
    void damageIsToldOfAllTogether() {
        StoreOptions options = SimStore.tiny()
                .memtableBytes(64 << 10)
                .memoryBudgetBytes(8 << 20)
                .blockBytes(512)
                .build();
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < KEYS; i++) {
                    store.put(key(i), bytes("value " + i), Durability.PROCESS);
                }
                assertNotEquals(0, store.flush().await());
            }
        });
        String table = disk.contents().files().stream()
                .filter(path -> path.startsWith("/store/tables/"))
                .findFirst()
                .orElseThrow();
        disk.contents().flipBit(table, 8L * disk.contents().read(table).length / 3);
        SimStore.use(disk, options, 2, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < KEYS; i++) {
                    wanted.add(key(i));
                }
                assertThrows(CorruptionException.class, () -> store.getAll(wanted));
                assertThrows(IllegalArgumentException.class, () -> wanted.isFound(0));
                wanted.clear();
                wanted.add(key(0)).add(key(KEYS - 1));
                assertEquals(2, store.getAll(wanted));
                assertEquals(1, store.stats().tables().damagedReads());
            }
        });
    }

    /// A run, a level-0 table above it and a memtable on top; every seventh key is deleted in one of them.
    private static void fillThreeLayers(Store store) {
        for (int i = 0; i < KEYS; i++) {
            store.put(key(i), bytes("run " + i), Durability.PROCESS);
        }
        store.flush().await();
        store.compact().await();
        for (int i = 0; i < KEYS; i += 3) {
            store.put(key(i), bytes("table " + i), Durability.PROCESS);
        }
        store.flush().await();
        for (int i = 0; i < KEYS; i += 5) {
            store.put(key(i), bytes("memtable " + i), Durability.PROCESS);
        }
        for (int i = 0; i < KEYS; i += 7) {
            store.delete(key(i), Durability.PROCESS);
            if (i == KEYS / 14 * 7) {
                store.flush().await();
            }
        }
    }

    private String textOf(int index) {
        return text(Objects.requireNonNull(wanted.value(index)));
    }

    private static byte[] key(int i) {
        return bytes("a key that begins as all begin " + i);
    }
}

package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreClosedException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.testing.TargetTempDirs;
import io.varve.report.CheckpointReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checkpoints on the machine itself: what they consist of, and that the two stores are two.
final class StoreCheckpointTest {
    private static final StoreOptions OPTIONS = StoreStorms.small().build();

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    @Test
    void showsWhatTheStoreShowsAndGoesItsOwnWay() throws IOException {
        Path target = folder.resolve("copy");
        try (Store store = Store.open(folder.resolve("store"), OPTIONS)) {
            Map<String, String> before = fill(store);
            CheckpointReport report = store.checkpoint(target);
            assertTrue(report.linkedTables() >= 2, report::toString);
            assertEquals(0, report.copiedTables(), report::toString);
            assertEquals(1, report.writtenTables(), report::toString);
            assertEquals(store.visibleSequence(), report.sequence());

            store.put(bytes("later"), bytes("here"));
            store.delete(bytes("key 5"));
            store.compact().await();
            try (Store copy = Store.open(target, OPTIONS)) {
                assertEquals(before, SimStore.contentOf(copy));
                assertTrue(copy.verify().isSound(), copy.verify()::toString);
                copy.put(bytes("later"), bytes("there"));
                copy.flush().await();
                copy.compact().await();
            }
            assertArrayEquals(bytes("here"), store.get(bytes("later")));
            assertTrue(store.verify().isSound(), store.verify()::toString);
        }
        try (Store copy = Store.open(target, OPTIONS)) {
            assertArrayEquals(bytes("there"), copy.get(bytes("later")));
            assertArrayEquals(bytes("value 5"), copy.get(bytes("key 5")));
        }
    }

    @Test
    void isMadeOfACheckpointOfAReadOnlyStoreAndOfANamedStateToo() {
        Path directory = folder.resolve("store");
        Map<String, String> named;
        try (Store store = Store.open(directory, OPTIONS)) {
            named = fill(store);
            store.flush("then").await();
            store.put(bytes("key 5"), bytes("newer"));
            store.delete(bytes("key 6"));
            store.put(bytes("zzz"), bytes("newer"));
            store.flush().await();
            try (Store then = store.openSnapshot("then")) {
                then.checkpoint(folder.resolve("of-named"));
            }
        }
        Map<String, String> now;
        try (Store store =
                Store.open(directory, OPTIONS.toBuilder().readOnly(true).build())) {
            now = new TreeMap<>(SimStore.contentOf(store));
            store.checkpoint(folder.resolve("of-read-only"));
        }
        assertEquals(named, content("of-named"));
        assertEquals(now, content("of-read-only"));
        try (Store copy = Store.open(folder.resolve("of-read-only"), OPTIONS)) {
            copy.checkpoint(folder.resolve("of-copy"));
        }
        assertEquals(now, content("of-copy"));
    }

    @Test
    void ofAnEmptyStoreIsAnEmptyStore() {
        try (Store store = Store.open(folder.resolve("store"), OPTIONS)) {
            CheckpointReport report = store.checkpoint(folder.resolve("copy"));
            assertEquals(0, report.bytes());
        }
        assertEquals(new TreeMap<>(), content("copy"));
    }

    @Test
    void isNotMadeWhereSomethingIs() throws IOException {
        Path target = Files.createDirectories(folder.resolve("copy"));
        Files.writeString(target.resolve("notes.txt"), "of a user");
        Path file = Files.writeString(folder.resolve("file"), "of a user");
        try (Store store = Store.open(folder.resolve("store"), OPTIONS)) {
            fill(store);
            StoreIoException refused = assertThrows(StoreIoException.class, () -> store.checkpoint(target));
            assertEquals(Errno.ENOTEMPTY, refused.errno());
            refused = assertThrows(StoreIoException.class, () -> store.checkpoint(folder.resolve("store")));
            assertEquals(Errno.ENOTEMPTY, refused.errno());
            refused = assertThrows(StoreIoException.class, () -> store.checkpoint(file));
            assertEquals(Errno.ENOTDIR, refused.errno());
            refused = assertThrows(StoreIoException.class, () -> store.checkpoint(folder.resolve("no/such/parent")));
            assertEquals(Errno.ENOENT, refused.errno());

            Files.delete(target.resolve("notes.txt"));
            store.checkpoint(target);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(3, left.count());
        }
        assertFalse(content("copy").isEmpty());
    }

    /// A tombstone at the bottom is gone, and its operation has been all the same.
    @Test
    void ofAStoreWithOperationsAndNoTablesOpens() {
        Path target = folder.resolve("copy");
        try (Store store = Store.open(folder.resolve("store"), OPTIONS)) {
            store.delete(bytes("never there"));
            store.compact().await();
            assertEquals(0, store.checkpoint(target).bytes());
        }
        try (Store copy = Store.open(target, OPTIONS)) {
            copy.put(bytes("k"), bytes("v"));
        }
        assertEquals(Map.of("k", "v"), content("copy"));
    }

    @Test
    void isNotMadeOfAClosedStore() {
        Store store = Store.open(folder.resolve("store"), OPTIONS);
        store.close();
        assertThrows(StoreClosedException.class, () -> store.checkpoint(folder.resolve("copy")));
        assertFalse(Files.exists(folder.resolve("copy")));
    }

    /// Row 42: another file system is another device, to which there are no links.
    @Test
    void isCopiedToAnotherDevice() throws IOException {
        Path memory = Path.of("/dev/shm");
        if (!Files.isWritable(memory)) {
            System.out.println("not tried: there is no " + memory);
            return;
        }
        Path parent = Files.createTempDirectory(memory, "varve-checkpoint");
        try {
            Map<String, String> before;
            try (Store store = Store.open(folder.resolve("store"), OPTIONS)) {
                before = fill(store);
                CheckpointReport report = store.checkpoint(parent.resolve("copy"));
                assertEquals(0, report.linkedTables(), report::toString);
                assertTrue(report.copiedTables() >= 2, report::toString);
            }
            try (Store copy = Store.open(parent.resolve("copy"), OPTIONS)) {
                assertEquals(before, SimStore.contentOf(copy));
            }
        } finally {
            try (Stream<Path> all = Files.walk(parent)) {
                for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    /// Two tables, tombstones among them, and something in memory.
    private static Map<String, String> fill(Store store) {
        for (int i = 0; i < 300; i++) {
            store.put(bytes("key " + i), bytes("value " + i), Durability.PROCESS);
            if (i == 100 || i == 200) {
                store.flush().await();
            }
        }
        store.delete(bytes("key 7"));
        store.delete(bytes("key 250"));
        store.put(bytes(""), bytes("of the empty key"));
        return new TreeMap<>(SimStore.contentOf(store));
    }

    private Map<String, String> content(String name) {
        StoreOptions options = OPTIONS.toBuilder().createIfMissing(false).build();
        try (Store copy = Store.open(folder.resolve(name), options)) {
            return new TreeMap<>(SimStore.contentOf(copy));
        }
    }
}

package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreClosedException;
import io.varve.error.StoreLockedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreTest {
    @TempDir
    Path directory;

    @Test
    void threadsStayOnTheirProcessors() throws java.io.IOException {
        int processor = io.varve.nativeio.linux.Linux.isUsableProcessor(1) ? 1 : 0;
        StoreOptions options = StoreOptions.builder()
                .processors(java.util.Map.of("varve-writer", processor))
                .build();
        try (Store store = Store.open(directory.resolve("pinned"), options)) {
            store.put(new byte[] {1}, new byte[] {2});
            List<String> allowed = new java.util.ArrayList<>();
            try (var tasks = java.nio.file.Files.list(Path.of("/proc/self/task"))) {
                for (Path task : tasks.toList()) {
                    List<String> status = java.nio.file.Files.readAllLines(task.resolve("status"));
                    if (status.contains("Name:\tvarve-writer")) {
                        status.stream()
                                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                                .map(line -> line.substring(line.indexOf('\t') + 1))
                                .forEach(allowed::add);
                    }
                }
            }
            assertEquals(List.of(Integer.toString(processor)), allowed);
        }
    }

    @Test
    void getsWhatWasPut() {
        try (Store store = Store.open(directory)) {
            store.put(bytes("key"), bytes("value"));
            assertArrayEquals(bytes("value"), store.get(bytes("key")));
            assertTrue(store.contains(bytes("key")));
            store.put(bytes("key"), bytes("another"));
            assertArrayEquals(bytes("another"), store.get(bytes("key")));
            store.delete(bytes("key"));
            assertNull(store.get(bytes("key")));
            assertFalse(store.contains(bytes("key")));
        }
    }

    @Test
    void hasItAllAfterReopening() {
        try (Store store = Store.open(directory)) {
            assertTrue(store.recoveryReport().wasCreated());
            for (int i = 0; i < 100; i++) {
                store.put(bytes("key" + i), bytes("value" + i), Durability.PROCESS);
            }
            store.delete(bytes("key7"));
        }
        for (int round = 0; round < 3; round++) {
            try (Store store = Store.open(directory)) {
                RecoveryReport report = store.recoveryReport();
                assertFalse(report.wasCreated());
                assertTrue(report.wasCleanlyClosed());
                assertEquals(101 + round, report.lastSequence());
                for (int i = 0; i < 100; i++) {
                    byte[] expected = i == 7 ? null : bytes("value" + i);
                    assertArrayEquals(expected, store.get(bytes("key" + i)));
                }
                store.put(bytes("round"), bytes("" + round));
            }
        }
    }

    @Test
    void takesEveryFormOfMemory() {
        try (Store store = Store.open(directory);
                Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom("k", UTF_8).asSlice(0, 1);
            MemorySegment value = arena.allocateFrom("value", UTF_8).asSlice(0, 5);
            store.put(key, value);
            MemorySegment small = arena.allocate(4);
            MemorySegment large = arena.allocate(8);
            assertEquals(5, store.get(key, small));
            assertEquals(0, small.get(ValueLayout.JAVA_INT, 0), "nothing is copied when it does not fit");
            assertEquals(5, store.get(key, large));
            assertEquals("value", large.getString(0));
            assertEquals(Store.NOT_FOUND, store.get(value, large));

            ByteBuffer into = ByteBuffer.allocate(10).position(2);
            assertEquals(5, store.get(ByteBuffer.wrap(bytes("k")), into));
            assertEquals(7, into.position());

            List<MemorySegment> kept = new ArrayList<>();
            assertEquals(5L, store.<Long>get(key, (MemorySegment shown) -> {
                kept.add(shown);
                return shown.byteSize();
            }));
            assertThrows(IllegalStateException.class, () -> kept.getFirst().get(ValueLayout.JAVA_BYTE, 0));
        }
    }

    @Test
    void writesABatchAsOne() {
        try (Store store = Store.open(directory);
                WriteBatch batch = store.batch()) {
            store.put(bytes("a"), bytes("old"));
            batch.put(bytes("a"), bytes("1")).put(bytes("b"), bytes("2")).delete(bytes("a"));
            store.write(batch);
            assertNull(store.get(bytes("a")));
            assertArrayEquals(bytes("2"), store.get(bytes("b")));
            assertEquals(4, store.visibleSequence());
            assertEquals(4, store.durableSequence());
            batch.clear();
            store.write(batch);
            assertEquals(4, store.visibleSequence());
        }
    }

    @Test
    void aSnapshotDoesNotChange() {
        try (Store store = Store.open(directory)) {
            store.put(bytes("a"), bytes("1"));
            try (Snapshot snapshot = store.snapshot()) {
                store.put(bytes("a"), bytes("2"));
                store.put(bytes("b"), bytes("3"));
                assertArrayEquals(bytes("1"), snapshot.get(bytes("a")));
                assertNull(snapshot.get(bytes("b")));
                try (StoreCursor cursor = snapshot.cursor()) {
                    assertTrue(cursor.first());
                    assertArrayEquals(bytes("1"), cursor.value());
                    assertFalse(cursor.next());
                }
            }
        }
    }

    @Test
    void walksInOrderBothWays() {
        try (Store store = Store.open(directory)) {
            for (String key : List.of("d", "b", "a", "c", "e")) {
                store.put(bytes(key), bytes(key + key), Durability.PROCESS);
            }
            store.delete(bytes("c"));
            try (StoreCursor cursor = store.cursor()) {
                StringBuilder seen = new StringBuilder();
                for (boolean on = cursor.first(); on; on = cursor.next()) {
                    seen.append(new String(cursor.key(), UTF_8));
                }
                for (boolean on = cursor.last(); on; on = cursor.previous()) {
                    seen.append(new String(cursor.key(), UTF_8));
                }
                assertEquals("abdeedba", seen.toString());
                assertTrue(cursor.seek(bytes("c")));
                assertArrayEquals(bytes("d"), cursor.key());
                assertTrue(cursor.previous());
                assertArrayEquals(bytes("b"), cursor.key());
                assertTrue(cursor.next());
                assertArrayEquals(bytes("dd"), cursor.value());
                assertTrue(cursor.seekForPrevious(bytes("cc")));
                assertArrayEquals(bytes("b"), cursor.key());
            }
        }
    }

    @Test
    void refusesASecondOpener() {
        try (Store store = Store.open(directory)) {
            StoreLockedException refused = assertThrows(StoreLockedException.class, () -> Store.open(directory));
            assertTrue(
                    refused.holder().contains("pid " + ProcessHandle.current().pid()), refused.holder());
            store.put(bytes("a"), bytes("1"));
        }
        Store.open(directory).close();
    }

    @Test
    void refusesEverythingAfterClose() {
        Store store = Store.open(directory);
        StoreCursor cursor = store.cursor();
        Snapshot snapshot = store.snapshot();
        store.close();
        store.close();
        assertThrows(StoreClosedException.class, () -> store.get(bytes("a")));
        assertThrows(StoreClosedException.class, () -> store.put(bytes("a"), bytes("b")));
        assertThrows(StoreClosedException.class, store::cursor);
        assertThrows(StoreClosedException.class, store::sync);
        assertThrows(StoreClosedException.class, cursor::first);
        assertThrows(StoreClosedException.class, () -> snapshot.get(bytes("a")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

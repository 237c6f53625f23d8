package io.varve;

import static io.varve.StoreOracle.bytes;
import static io.varve.StoreOracle.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreClosedException;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.TargetTempDirs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreCursorTest {
    private static final StoreOptions SMALL_BLOCKS = SimStore.tiny()
            .memtableBytes(64 << 10)
            .memoryBudgetBytes(8 << 20)
            .blockBytes(512)
            .build();
    private static final int MANY = 300;
    private static final int IN_FIRST_BLOCK = 100;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @Test
    void goesTheWayThatItsRangeSays() {
        try (Store store = filled()) {
            assertEquals("b c d", keys(store.cursor(Range.all().from(bytes("b")).to(bytes("d")))));
            assertEquals(
                    "e d c", keys(store.cursor(Range.all().fromAfter(bytes("b")).reversed())));
            try (StoreCursor cursor =
                    store.cursor(Range.all().toBefore(bytes("d")).reversed())) {
                assertTrue(cursor.seek(bytes("bb")));
                assertEquals("b", text(cursor.key()));
                assertTrue(cursor.seek(bytes("z")));
                assertEquals("c", text(cursor.key()));
                assertTrue(cursor.seekForPrevious(bytes("bb")));
                assertEquals("c", text(cursor.key()));
                assertFalse(cursor.seekForPrevious(bytes("d")));
                assertTrue(cursor.last());
                assertFalse(cursor.next());
                assertThrows(IllegalStateException.class, cursor::previous);
            }
        }
    }

    @Test
    void ofKeysOnlyShowsNoValues() {
        try (Store store = filled();
                StoreCursor cursor = store.cursor(Range.all().keysOnly())) {
            assertTrue(cursor.last());
            assertEquals("e", text(cursor.key()));
            assertThrows(IllegalStateException.class, cursor::value);
            assertThrows(IllegalStateException.class, cursor::valueView);
            assertThrows(IllegalStateException.class, cursor::valueLength);
            assertTrue(cursor.previous());
        }
    }

    @Test
    void takesAndGivesBuffersOfAllKinds() {
        try (Store store = filled();
                StoreCursor cursor = store.cursor()) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes("-c-")).position(1).limit(2);
            assertTrue(cursor.seek(buffer));
            assertEquals(1, buffer.position());
            ByteBuffer into = ByteBuffer.allocateDirect(8);
            assertEquals(1, cursor.key(into));
            assertEquals(7, cursor.value(into));
            assertEquals(8, into.position());
            assertEquals(1, cursor.key(into), "and nothing is copied");
            assertTrue(cursor.seekForPrevious(MemorySegment.ofArray(bytes("a"))));
            assertTrue(cursor.seekForPrevious(ByteBuffer.wrap(bytes("b"))));
            assertEquals("value b", text(cursor.valueView().toArray(ValueLayout.JAVA_BYTE)));
        }
    }

    /// Neighbours in a block are copied together: none that came after the snapshot, was deleted or is
    /// over may come with them.
    ///
    /// @param bytes of values; from 256 on, entries are not of the smallest form
    @ParameterizedTest
    @ValueSource(ints = {5, 256})
    void passesOverWhatIsNotItsOwnAmongNeighbours(int bytes) {
        try (Store store = filled()) {
            store.put(bytes("d0"), new byte[bytes], WriteOptions.asTheStore().expiringAt(Instant.ofEpochMilli(1)));
            store.put(bytes("d1"), new byte[bytes]);
            store.delete(bytes("d1"));
            store.put(bytes("d2"), new byte[bytes]);
            try (Snapshot before = store.snapshot()) {
                for (String key : List.of("a0", "b0", "b1", "d3", "f")) {
                    store.put(bytes(key), new byte[bytes]);
                }
                store.flush().await();
                assertEquals("a b c d d2 e", keys(before.cursor()));
                assertEquals("e d2 d c b a", keys(before.cursor(Range.all().reversed())));
                assertEquals("a a0 b b0 b1 c d d2 d3 e f", keys(store.cursor()));
            }
        }
    }

    /// Its copies are its own: whatever happens to what they were made of.
    @Test
    void showsWhatItShowedWhenAllElseIsGone() {
        Store store = filled();
        StoreCursor cursor = store.cursor();
        assertTrue(cursor.first());
        MemorySegment view = cursor.valueView();
        store.compact().await();
        store.close();
        assertEquals("value a", text(view.toArray(ValueLayout.JAVA_BYTE)));
        assertThrows(StoreClosedException.class, cursor::next);
        assertThrows(StoreClosedException.class, cursor::key);
        assertThrows(StoreClosedException.class, cursor::isValid);
        cursor.close();
    }

    @Test
    void isCountedWhileItIsOpen() {
        try (Store store = filled()) {
            assertEquals(new StoreStats.Cursors(0, 0), store.stats().cursors());
            List<StoreCursor> open = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                open.add(store.cursor());
            }
            StoreStats.Cursors first = store.stats().cursors();
            assertEquals(MANY, first.open());
            assertTrue(first.oldestNanos() > 0);
            assertTrue(store.stats().cursors().oldestNanos() > first.oldestNanos());
            open.forEach(StoreCursor::close);
            open.forEach(StoreCursor::close);
            assertEquals(new StoreStats.Cursors(0, 0), store.stats().cursors());
        }
    }

    /// A block that is damaged is told to who comes to it, however far a cursor reads ahead.
    @Test
    void damageIsToldToWhoComesToIt() {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        SimStore.use(disk, SMALL_BLOCKS, 1, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < MANY; i++) {
                    store.put(bytes("key " + (1000 + i)), bytes("value " + i), Durability.PROCESS);
                }
                assertNotEquals(0, store.flush().await());
            }
        });
        String table = disk.contents().files().stream()
                .filter(path -> path.startsWith("/store/tables/"))
                .findFirst()
                .orElseThrow();
        disk.contents().flipBit(table, 8L * disk.contents().read(table).length / 3);
        SimStore.use(disk, SMALL_BLOCKS, 2, process -> {
            try (Store store = process.open();
                    StoreCursor cursor = store.cursor()) {
                int below = walk(cursor, true);
                int above = walk(cursor, false);
                assertTrue(below > 20 && above > 20 && below + above < MANY, below + " and " + above);
                assertTrue(MANY - below - above < 30, "more than a block is missing: " + below + " and " + above);
            }
        });
    }

    /// A table that is ahead is not looked at before anybody comes there, and not at all beyond the end of a range.
    @Test
    void damageOfATableThatIsAheadConcernsNobodyYet() {
        SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
        disk.makeDirectories("/");
        SimStore.use(disk, SMALL_BLOCKS, 1, process -> {
            try (Store store = process.open()) {
                for (String first : List.of("a", "c", "b")) {
                    for (int i = 0; i < 10; i++) {
                        store.put(bytes(first + i), bytes("value"), Durability.PROCESS);
                    }
                    assertNotEquals(0, store.flush().await());
                }
            }
        });
        List<String> tables = disk.contents().files().stream()
                .filter(path -> path.startsWith("/store/tables/"))
                .sorted()
                .toList();
        assertEquals(3, tables.size());
        disk.contents().flipBit(tables.getLast(), 8L * IN_FIRST_BLOCK);
        SimStore.use(disk, SMALL_BLOCKS, 2, process -> {
            try (Store store = process.open();
                    StoreCursor cursor = store.cursor();
                    StoreCursor back = store.cursor(Range.all().reversed())) {
                assertEquals(
                        "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9",
                        keys(store.cursor(Range.all().toBefore(bytes("b")))));
                assertEquals(
                        "c9 c8", keys(store.cursor(Range.all().from(bytes("c8")).reversed())));
                assertEquals(
                        "c0",
                        keys(store.cursor(Range.all().fromAfter(bytes("b9")).to(bytes("c0")))));
                assertTrue(cursor.seek(bytes("a9")));
                assertEquals("a9", text(cursor.key()));
                assertThrows(CorruptionException.class, cursor::next);
                assertTrue(back.seek(bytes("c0")));
                assertThrows(CorruptionException.class, back::next);
                assertEquals(2, store.stats().tables().damagedReads());
            }
        });
    }

    /// @return how many entries it showed before it met the damage
    private static int walk(StoreCursor cursor, boolean isForward) {
        int shown = 0;
        assertTrue(isForward ? cursor.first() : cursor.last());
        while (true) {
            int number = isForward ? shown : MANY - 1 - shown;
            assertEquals("key " + (1000 + number), text(cursor.key()));
            assertEquals("value " + number, text(cursor.value()));
            shown++;
            try {
                assertTrue(isForward ? cursor.next() : cursor.previous());
            } catch (CorruptionException told) {
                assertFalse(cursor.isValid());
                return shown;
            }
        }
    }

    private Store filled() {
        Store store = Store.open(directory);
        for (String key : List.of("a", "b", "c", "d", "e")) {
            store.put(bytes(key), bytes("value " + key), Durability.PROCESS);
        }
        return store;
    }

    private static String keys(StoreCursor cursor) {
        List<String> keys = new ArrayList<>();
        try (cursor) {
            for (boolean on = cursor.first(); on; on = cursor.next()) {
                keys.add(text(cursor.key()));
            }
        }
        return String.join(" ", keys);
    }
}

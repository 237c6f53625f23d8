package io.varve;

import static io.varve.StoreOracle.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreClosedException;
import io.varve.nativeio.testing.TargetTempDirs;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Readers of a packed store, of which each has a room of its own (I-71).
@ParameterizedClass
@EnumSource(
        value = Compression.class,
        names = {"LZ4", "ZSTD"})
final class StoreRoomTest {
    private static final int KEYS = 3000;

    @TempDir(factory = TargetTempDirs.class)
    static Path folder;

    private final Store store;

    StoreRoomTest(Compression codec) {
        store = Store.open(
                folder.resolve("store of " + codec),
                StoreOptions.builder()
                        .durability(Durability.PROCESS)
                        .compression(codec)
                        .memtableBytes(4 << 20)
                        .build());
        for (int i = 0; i < KEYS; i++) {
            store.put(key(i), value(i));
        }
        store.flush().await();
        store.compact().await();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aValueStaysWhatItIsWhileOthersAreRead() {
        MemorySegment first = MemorySegment.ofArray(key(7));
        String shown = store.get(first, value -> {
            byte[] before = value.toArray(ValueLayout.JAVA_BYTE);
            for (int i = 0; i < KEYS; i += 13) {
                assertArrayEquals(value(i), store.get(key(i)));
            }
            assertArrayEquals(before, value.toArray(ValueLayout.JAVA_BYTE));
            return new String(before, US_ASCII);
        });
        assertEquals(new String(value(7), US_ASCII), shown);
    }

    @Test
    void cursorsWalkBesideEachOther() {
        List<StoreCursor> cursors = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            StoreCursor cursor = store.cursor();
            assertTrue(cursor.seek(key(100 * i)));
            cursors.add(cursor);
        }
        for (int step = 0; step < 500; step++) {
            for (int i = 0; i < cursors.size(); i++) {
                StoreCursor cursor = cursors.get(i);
                assertArrayEquals(key(100 * i + step), cursor.key());
                assertArrayEquals(value(100 * i + step), cursor.value());
                assertTrue(cursor.next());
            }
        }
        cursors.forEach(StoreCursor::close);
    }

    /// One that was closed gives its room to the next, and does not touch it any more.
    @Test
    void aCursorThatWasClosedByAnotherThreadLeavesTheRoomsOfOthersAlone() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        for (int round = 0; round < 300; round++) {
            StoreCursor victim = store.cursor();
            Thread walker = new Thread(() -> walk(victim, thrown));
            walker.start();
            if (round % 3 > 0) {
                Thread.onSpinWait();
            }
            victim.close();
            for (int i = round; i < KEYS; i += 611) {
                assertArrayEquals(value(i), store.get(key(i)));
            }
            walker.join();
            assertThrows(StoreClosedException.class, victim::first);
        }
        assertEquals(null, thrown.get());
    }

    @Test
    void manyThreadsReadWhatIsThere() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            SplittableRandom random = new SplittableRandom(t);
            Thread thread = new Thread(() -> read(random, thrown));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(null, thrown.get());
    }

    @Test
    void manyKeysTogether() {
        MultiGet wanted = new MultiGet();
        for (int i = 0; i < 200; i++) {
            wanted.add(key(i * 17 % (KEYS + 100)));
        }
        store.getAll(wanted);
        for (int i = 0; i < 200; i++) {
            int is = i * 17 % (KEYS + 100);
            assertEquals(is < KEYS, wanted.isFound(i));
            if (is < KEYS) {
                assertArrayEquals(value(is), wanted.value(i));
            }
        }
    }

    private static void walk(StoreCursor cursor, AtomicReference<Throwable> thrown) {
        try {
            for (boolean on = cursor.first(); on; on = cursor.next()) {
                assertEquals(20, cursor.keyLength());
            }
        } catch (StoreClosedException closed) {
            // Nothing else is expected.
        } catch (Throwable other) {
            thrown.set(other);
        }
    }

    private void read(SplittableRandom random, AtomicReference<Throwable> thrown) {
        try {
            for (int i = 0; i < 3000; i++) {
                int is = random.nextInt(KEYS + 10);
                byte[] found = store.get(key(is));
                if (is < KEYS) {
                    assertArrayEquals(value(is), found);
                } else {
                    assertEquals(null, found);
                }
            }
        } catch (Throwable failed) {
            thrown.set(failed);
        }
    }

    private static byte[] key(int i) {
        return bytes(String.format(Locale.ROOT, "a key of store %05d", i));
    }

    private static byte[] value(int i) {
        return bytes("value " + i + " of several that are much alike, ".repeat(1 + i % 5) + i);
    }
}

package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.TargetTempDirs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two or three threads meet at one place of the store, again and again; whoever comes first, what they
/// see must fit together. Chance finds the interleavings, so there are many rounds; no result depends on
/// which of them it finds.
@Timeout(120)
final class StoreRaceTest {
    private static final int ROUNDS = 2_000;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    /// D-6: a caller whose deadline meets the writer's take is told exactly what happened, and gets its
    /// memory back untouched by anybody: what it writes into it afterwards never shows.
    @Test
    void aDeadlineAgainstTheWriter() {
        StoreOptions options =
                StoreStorms.small().ringSize(4).deadline(Duration.ofMillis(1)).build();
        int[] outcomes = new int[3];
        try (Store store = Store.open(directory, options);
                WriteBatch batch = store.batch()) {
            byte[] own = new byte[600];
            for (int round = 0; round < Effort.times(ROUNDS); round++) {
                byte[] key = bytes("key" + round);
                byte[] value = bytes("value" + round + " ".repeat(400));
                int outcome = outcome(round, store, batch, key, value, own);
                outcomes[outcome]++;
                byte[] after = store.get(key);
                if (outcome == 0) {
                    assertArrayEquals(value, after, "acknowledged");
                } else if (outcome == 1) {
                    assertNull(after, "rejected");
                }
            }
        }
        assertEquals(Effort.times(ROUNDS), outcomes[0] + outcomes[1] + outcomes[2]);
        assertTrue(outcomes[0] > 0, "none was acknowledged");
    }

    /// One writer, two readers: a key is read as it was written or newer, the visible sequence never goes
    /// back, and of a batch a reader sees all or nothing.
    @Test
    void publicationAgainstReaders() throws Exception {
        try (Store store = Store.open(directory, StoreStorms.small().build());
                WriteBatch batch = store.batch()) {
            AtomicReference<Long> acked = new AtomicReference<>(0L);
            AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                boolean byCursor = i == 0;
                readers.add(start(wrong, () -> {
                    long visible = 0;
                    while (acked.get() < Effort.times(ROUNDS)) {
                        long floor = acked.get();
                        long now = store.visibleSequence();
                        assertTrue(now >= visible && now >= floor * 3, "visible " + now + " after " + visible);
                        visible = now;
                        assertWhole(store, byCursor, floor);
                    }
                }));
            }
            for (long n = 1; n <= Effort.times(ROUNDS); n++) {
                batch.clear();
                byte[] value = bytes(Long.toString(n));
                batch.put(bytes("a"), value).put(bytes("b"), value).put(bytes("c"), value);
                store.write(batch, n % 50 == 0 ? Durability.SYNC : Durability.PROCESS);
                acked.set(n);
                assertArrayEquals(value, store.get(bytes("c")), "one's own writes are read");
            }
            for (Thread reader : readers) {
                reader.join();
            }
            assertNull(wrong.get());
        }
    }

    /// The door closes while a write is on its way: it is either in the store, or refused and never seen.
    @Test
    void closeAgainstAWrite() throws Exception {
        Path path = directory.resolve("store");
        StoreOptions options = StoreStorms.small().build();
        for (int round = 0; round < Effort.times(25); round++) {
            Store store = Store.open(path, options);
            byte[] key = bytes("key" + round);
            AtomicReference<@Nullable StoreException> refusal = new AtomicReference<>();
            race(
                    () -> {
                        try {
                            store.put(key, key, Durability.PROCESS);
                        } catch (StoreException refused) {
                            refusal.set(refused);
                        }
                    },
                    store::close);
            StoreException refused = refusal.get();
            try (Store reopened = Store.open(path, options)) {
                assertTrue(refused == null || refused instanceof StoreClosedException, () -> String.valueOf(refused));
                assertArrayEquals(refused == null ? key : null, reopened.get(key));
            }
        }
    }

    /// Memory goes back while a read is inside: it reads what is there, or is refused; never something else.
    @Test
    void closeAgainstReads() throws Exception {
        Path path = directory.resolve("store");
        StoreOptions options = StoreStorms.small().build();
        byte[] key = bytes("key");
        byte[] value = bytes("value".repeat(100));
        for (int round = 0; round < Effort.times(25); round++) {
            Store store = Store.open(path, options);
            store.put(key, value, Durability.PROCESS);
            StoreCursor cursor = store.cursor();
            MemorySegment keySegment = MemorySegment.ofArray(key);
            race(
                    () -> untilClosed(() -> assertArrayEquals(value, store.get(key))),
                    () -> untilClosed(() -> {
                        assertTrue(cursor.first());
                        assertArrayEquals(value, cursor.value());
                    }),
                    () -> untilClosed(() -> store.get(keySegment, shown -> {
                        assertEquals(-1, MemorySegment.ofArray(value).mismatch(shown));
                        return shown.byteSize();
                    })),
                    () -> untilClosed(store::stats),
                    store::close);
        }
    }

    /// Row 5: a caller that changes its memory during the call gets some mixture of its own bytes, of the
    /// length it gave, and no one else's.
    @Test
    void aCallerThatChangesItsMemoryDuringThePut() throws Exception {
        try (Store store = Store.open(directory, StoreStorms.small().build());
                Arena arena = Arena.ofShared()) {
            MemorySegment key = MemorySegment.ofArray(bytes("key"));
            MemorySegment value = arena.allocate(200).fill((byte) 'a');
            AtomicReference<Boolean> isOver = new AtomicReference<>(false);
            AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
            Thread changer = start(wrong, () -> {
                while (!isOver.get()) {
                    value.fill((byte) 'b');
                    value.fill((byte) 'a');
                }
            });
            for (int round = 0; round < Effort.times(ROUNDS); round++) {
                store.put(key, value, Durability.PROCESS);
                byte[] found = store.get(bytes("key"));
                assertTrue(found != null && found.length == 200);
                for (byte one : found) {
                    assertTrue(one == 'a' || one == 'b');
                }
            }
            isOver.set(true);
            changer.join();
            assertNull(wrong.get());
        }
    }

    /// Every form of a write in turn; afterwards its memory is overwritten at once.
    private static int outcome(int round, Store store, WriteBatch batch, byte[] key, byte[] value, byte[] own) {
        int length = value.length;
        System.arraycopy(value, 0, own, 0, length);
        try {
            if (round % 3 == 0) {
                batch.clear();
                store.write(batch.put(
                        MemorySegment.ofArray(key), MemorySegment.ofArray(own).asSlice(0, length)));
            } else {
                store.put(MemorySegment.ofArray(key), MemorySegment.ofArray(own).asSlice(0, length));
            }
            return 0;
        } catch (WriteRejectedException rejected) {
            assertTrue(rejected.rejectionCause() == RejectionCause.DEADLINE
                    || rejected.rejectionCause() == RejectionCause.RING_FULL);
            return 1;
        } catch (OutcomeUnknownException unknown) {
            return 2;
        } finally {
            java.util.Arrays.fill(own, (byte) 'x');
        }
    }

    private static void assertWhole(Store store, boolean byCursor, long floor) {
        try (Snapshot snapshot = store.snapshot();
                StoreCursor cursor = byCursor ? store.cursor() : snapshot.cursor()) {
            List<String> seen = new ArrayList<>();
            for (boolean on = cursor.first(); on; on = cursor.next()) {
                seen.add(new String(cursor.value(), UTF_8));
            }
            assertTrue(seen.isEmpty() ? floor == 0 : seen.size() == 3, seen::toString);
            if (!seen.isEmpty()) {
                assertEquals(List.of(seen.getFirst(), seen.getFirst(), seen.getFirst()), seen);
                assertTrue(Long.parseLong(seen.getFirst()) >= floor, () -> seen + " after " + floor);
            }
            byte[] a = snapshot.get(bytes("a"));
            assertArrayEquals(a, snapshot.get(bytes("b")));
            assertArrayEquals(a, snapshot.get(bytes("c")));
        }
    }

    private static void untilClosed(Runnable use) {
        try {
            while (true) {
                use.run();
            }
        } catch (StoreClosedException closed) {
            // as owed
        }
    }

    /// Lets all run at once; fails if one does.
    private static void race(Runnable... runners) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(runners.length);
        AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Runnable runner : runners) {
            threads.add(start(wrong, () -> {
                try {
                    start.await();
                } catch (Exception broken) {
                    throw new AssertionError(broken);
                }
                runner.run();
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertNull(wrong.get());
    }

    private static Thread start(AtomicReference<@Nullable Throwable> wrong, Runnable work) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                work.run();
            } catch (Throwable thrown) {
                wrong.compareAndSet(null, thrown);
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

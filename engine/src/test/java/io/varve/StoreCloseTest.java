package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreClosedException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Rows 9, 87, 88, 91; P23, P25: a store that is closed while it is used answers every call, gives
/// everything back, and loses nothing that was acknowledged.
@Timeout(120)
final class StoreCloseTest {
    private static final int ROUNDS = 20;
    private static final int WRITERS = 8;
    private static final int READERS = 8;
    private static final int CLOSERS = 4;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @Test
    void closesUnderLoadFromManyThreads() {
        for (int round = 0; round < Effort.times(ROUNDS); round++) {
            Path path = directory.resolve("store" + round % 4);
            Storm storm = new Storm(Store.open(path, StoreStorms.small().build()), WRITERS);
            long readersEnd = storm.writes() + 1 + round * 7L % 200;
            Await.until("writes", () -> storm.writes() >= readersEnd);
            storm.readers(READERS);
            storm.cursors(2);
            storm.closers(CLOSERS);
            storm.joinAll();
            StoreStorms.assertNoThreadLeft();
            try (Store store = Store.open(path, StoreStorms.small().build())) {
                assertTrue(store.recoveryReport().wasCleanlyClosed());
                storm.verify(store);
            }
        }
    }

    @Test
    void givesMemoryFilesAndThreadsBack() throws Exception {
        StoreOptions options = StoreStorms.small().build();
        Store.open(directory, options).close();
        long descriptors = descriptors();
        long mappings = mappings();
        for (int round = 0; round < 10; round++) {
            MemoryBudget budget = new MemoryBudget(options.memoryBudgetBytes());
            Memory memory = Linux.memory(budget);
            Seams machine = Seams.ofMachine(options);
            Seams seams = new Seams(
                    machine.disk(), memory, machine.clock(), machine.scheduler(), machine.holder(), machine.random());
            Store store = Opening.open(seams, directory.toString(), options);
            for (int i = 0; i < 300; i++) {
                store.put(("key" + i).getBytes(UTF_8), new byte[300], Durability.PROCESS);
            }
            StoreCursor left = store.cursor();
            assertTrue(left.first());
            store.close();
            assertEquals(0, budget.used(), "bytes on account after close");
        }
        StoreStorms.assertNoThreadLeft();
        assertEquals(descriptors, descriptors());
        assertTrue(mappings() <= mappings + 8, mappings + " mappings before, now " + mappings());
    }

    /// Row 88: the listener's own thread closes the store.
    @Test
    void closesFromItsListener() {
        AtomicReference<Store> opened = new AtomicReference<>();
        CountDownLatch closed = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        StoreOptions options = StoreStorms.small()
                .listener(event -> {
                    Await.until("the open", () -> opened.get() != null);
                    try {
                        opened.get().close();
                        closed.countDown();
                    } catch (Throwable wrong) {
                        thrown.set(wrong);
                    }
                })
                .build();
        opened.set(Store.open(directory, options));
        Await.until("the listener's close", () -> closed.getCount() == 0 || thrown.get() != null);
        assertNull(thrown.get());
        assertThrows(StoreClosedException.class, () -> opened.get().get(new byte[1]));
        StoreStorms.assertNoThreadLeft();
        Store.open(directory).close();
    }

    /// Row 88: a reader that closes the store it is reading from would wait for itself.
    @Test
    @SuppressWarnings("try") // that it can be closed inside is what this is about
    void refusesToBeClosedByItsOwnReader() {
        try (Store store = Store.open(directory);
                Arena arena = Arena.ofConfined()) {
            store.put("k".getBytes(UTF_8), "value".getBytes(UTF_8));
            MemorySegment key = arena.allocate(1);
            key.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 'k');
            assertThrows(
                    IllegalStateException.class,
                    () -> store.get(key, shown -> {
                        store.close();
                        return shown.byteSize();
                    }));
            try (Snapshot snapshot = store.snapshot()) {
                assertThrows(IllegalStateException.class, () -> snapshot.get(key, shown -> store.close(Duration.ZERO)));
            }
            assertArrayEquals("value".getBytes(UTF_8), store.get("k".getBytes(UTF_8)), "the store goes on");
        }
    }

    /// A close that had not enough time is taken up again by the next one.
    @Test
    void closesOnTheSecondTry() throws Exception {
        Store store = Store.open(directory, StoreStorms.small().build());
        store.put("k".getBytes(UTF_8), "value".getBytes(UTF_8));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch mayLeave = new CountDownLatch(1);
        MemorySegment key = MemorySegment.ofArray("k".getBytes(UTF_8));
        Thread reader = Thread.ofPlatform()
                .start(() -> store.get(key, shown -> {
                    inside.countDown();
                    Await.until("leave", () -> mayLeave.getCount() == 0);
                    return shown.byteSize();
                }));
        inside.await();
        assertFalse(store.close(Duration.ofMillis(20)), "somebody is inside");
        assertFalse(store.close(Duration.ZERO));
        assertThrows(StoreClosedException.class, () -> store.get(key, MemorySegment.NULL));
        mayLeave.countDown();
        reader.join();
        assertTrue(store.close(Duration.ofSeconds(60)));
        assertTrue(store.close(Duration.ZERO));
        StoreStorms.assertNoThreadLeft();
        Store.open(directory).close();
    }

    @Test
    void everyHandleThrowsAfterClose() {
        Store store = Store.open(directory, StoreStorms.small().build());
        store.put("k".getBytes(UTF_8), "value".getBytes(UTF_8));
        StoreCursor cursor = store.cursor();
        Snapshot snapshot = store.snapshot();
        WriteBatch batch = store.batch();
        batch.put("a".getBytes(UTF_8), "b".getBytes(UTF_8));
        assertTrue(cursor.first());
        store.close();
        byte[] key = "k".getBytes(UTF_8);
        MemorySegment segment = MemorySegment.ofArray(key);
        List<org.junit.jupiter.api.function.Executable> uses = List.of(
                () -> store.get(key),
                () -> store.get(segment, segment),
                () -> store.contains(key),
                () -> store.put(key, key),
                () -> store.delete(key),
                () -> store.write(batch),
                store::sync,
                () -> store.syncUpTo(0),
                store::batch,
                store::snapshot,
                store::cursor,
                store::stats,
                cursor::isValid,
                cursor::key,
                cursor::value,
                cursor::next,
                cursor::previous,
                () -> cursor.seek(key),
                () -> cursor.key(segment),
                () -> snapshot.get(key),
                () -> snapshot.contains(key),
                snapshot::cursor);
        for (int i = 0; i < uses.size(); i++) {
            assertThrows(StoreClosedException.class, uses.get(i), "use " + i);
        }
        cursor.close();
        snapshot.close();
        batch.close();
        batch.close();
        store.close();
    }

    /// Row 91: a shutdown hook closes while daemon threads go on.
    @Test
    void closesFromAVirtualThreadAndFromAnInterruptedOne() throws Exception {
        for (boolean isVirtual : new boolean[] {true, false}) {
            Store store = Store.open(directory, StoreStorms.small().build());
            AtomicBoolean wasInterrupted = new AtomicBoolean();
            Thread.Builder builder = isVirtual ? Thread.ofVirtual() : Thread.ofPlatform();
            Thread closer = builder.start(() -> {
                Thread.currentThread().interrupt();
                store.close();
                wasInterrupted.set(Thread.currentThread().isInterrupted());
            });
            closer.join();
            assertTrue(wasInterrupted.get(), "the flag is kept");
        }
        StoreStorms.assertNoThreadLeft();
    }

    private static long descriptors() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static long mappings() throws Exception {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("/store") || line.contains("test-files"))
                    .count();
        }
    }

    /// Threads that use one store until it is closed.
    private static final class Storm {
        private final Store store;
        private final AtomicLong[] acked;
        private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

        Storm(Store store, int writers) {
            this.store = store;
            this.acked = new AtomicLong[writers];
            for (int i = 0; i < writers; i++) {
                acked[i] = new AtomicLong();
                int number = i;
                run(() -> write(number));
            }
        }

        long writes() {
            long sum = 0;
            for (AtomicLong count : acked) {
                sum += count.get();
            }
            return sum;
        }

        void readers(int count) {
            for (int i = 0; i < count; i++) {
                byte[] key = ("writer" + i % acked.length).getBytes(UTF_8);
                run(() -> {
                    while (true) {
                        store.get(key);
                        store.contains(key);
                    }
                });
            }
        }

        void cursors(int count) {
            for (int i = 0; i < count; i++) {
                run(() -> {
                    while (true) {
                        try (Snapshot snapshot = store.snapshot();
                                StoreCursor cursor = snapshot.cursor()) {
                            for (boolean on = cursor.first(); on; on = cursor.next()) {
                                assertTrue(cursor.value().length > 0);
                            }
                        }
                    }
                });
            }
        }

        void closers(int count) {
            for (int i = 0; i < count; i++) {
                run(() -> {
                    store.close();
                    throw new StoreClosedException("and it has returned");
                });
            }
        }

        void joinAll() {
            for (Thread thread : threads) {
                Await.until("the end of " + thread, () -> !thread.isAlive());
            }
            assertTrue(wrong.isEmpty(), () -> wrong.toString());
        }

        void verify(Store reopened) {
            for (int i = 0; i < acked.length; i++) {
                byte[] value = reopened.get(("writer" + i).getBytes(UTF_8));
                if (acked[i].get() > 0) {
                    String found = value == null ? "absent" : new String(value, UTF_8);
                    assertEquals(
                            Long.toString(acked[i].get()), found, "not what was refused, but what was acknowledged");
                }
            }
        }

        private void write(int number) {
            byte[] key = ("writer" + number).getBytes(UTF_8);
            for (long n = 1; ; n++) {
                store.put(key, Long.toString(n).getBytes(UTF_8), number == 0 ? Durability.SYNC : Durability.PROCESS);
                acked[number].set(n);
            }
        }

        private void run(Runnable work) {
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                try {
                    work.run();
                } catch (StoreClosedException closed) {
                    // as promised
                } catch (WriteRejectedException refused) {
                    wrong.add(refused);
                } catch (Throwable thrown) {
                    wrong.add(thrown);
                }
            }));
        }
    }
}

package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Rows 80, 83, 84, 92; P21, P22: interrupts change no outcome and lose no wait, whoever they hit; tiny
/// rings and thousands of callers only make it slower.
@Timeout(120)
final class StoreInterruptTest {
    private static final int WRITES = 400;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @RandomizedTest(seeds = 2)
    void interruptsOfEveryThreadChangeNothing(long seed) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        AtomicBoolean isOver = new AtomicBoolean();
        StoreOptions options = StoreStorms.small().ringSize(4).build();
        List<Thread> others = StoreStorms.threads();
        try (Store store = Store.open(directory, options)) {
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                int number = i;
                callers.add(start(wrong, () -> write(store, number)));
            }
            callers.add(start(wrong, () -> read(store, isOver)));
            List<Thread> targets = new ArrayList<>(callers);
            targets.addAll(StoreStorms.threads());
            targets.removeAll(others);
            assertEquals(16, targets.size(), () -> "six writers, a reader, and the store's nine threads: " + targets);
            while (callers.stream().limit(6).anyMatch(Thread::isAlive)) {
                targets.get(random.nextInt(targets.size())).interrupt();
                Thread.onSpinWait();
            }
            isOver.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(List.of(), List.copyOf(wrong));
            assertEquals(6L * WRITES, store.visibleSequence(), "each write happened once");
        }
        try (Store store = Store.open(directory, options)) {
            for (int i = 0; i < 6; i++) {
                assertArrayEquals(bytes(Integer.toString(WRITES - 1)), store.get(bytes("writer" + i)));
            }
            assertTrue(store.recoveryReport().wasCleanlyClosed());
        }
    }

    @Test
    void theFlagIsKeptByEveryCall() {
        try (Store store = Store.open(directory, StoreStorms.small().build());
                WriteBatch batch = store.batch();
                StoreCursor cursor = store.cursor()) {
            List<Runnable> calls = List.of(
                    () -> store.put(bytes("a"), bytes("b")),
                    () -> store.put(bytes("a"), new byte[2000], Durability.PROCESS),
                    () -> store.delete(bytes("a")),
                    () -> store.write(batch.put(bytes("a"), bytes("c"))),
                    store::sync,
                    () -> store.get(bytes("a")),
                    cursor::first,
                    store::stats,
                    store::close);
            for (int i = 0; i < calls.size(); i++) {
                Thread.currentThread().interrupt();
                calls.get(i).run();
                assertTrue(Thread.interrupted(), "call " + i);
            }
        }
    }

    @Test
    void ringsOfEverySmallSizeTakeManyWriters() throws InterruptedException {
        for (int size : new int[] {2, 4, 64}) {
            Path path = directory.resolve("ring" + size);
            Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
            try (Store store =
                    Store.open(path, StoreStorms.small().ringSize(size).build())) {
                List<Thread> writers = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    int number = i;
                    writers.add(start(wrong, () -> {
                        for (int n = 0; n < 20; n++) {
                            byte[] value = bytes(Integer.toString(n));
                            store.put(
                                    bytes("writer" + number), value, n % 7 == 0 ? Durability.SYNC : Durability.PROCESS);
                            assertArrayEquals(value, store.get(bytes("writer" + number)));
                        }
                    }));
                }
                for (Thread writer : writers) {
                    writer.join();
                }
                assertEquals(List.of(), List.copyOf(wrong));
                assertEquals(64 * 20, store.visibleSequence());
            }
        }
    }

    /// Row 80: with no time to wait, a full ring is a refusal, and nothing else is.
    @Test
    void withoutADeadlineAFullRingIsRefusedAtOnce() throws InterruptedException {
        StoreOptions options =
                StoreStorms.small().ringSize(2).deadline(Duration.ZERO).build();
        AtomicInteger acked = new AtomicInteger();
        Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        try (Store store = Store.open(directory, options)) {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int number = i;
                writers.add(start(wrong, () -> {
                    for (int n = 0; n < 50; n++) {
                        try {
                            store.put(bytes(number + "/" + n), bytes("v"));
                            acked.incrementAndGet();
                        } catch (WriteRejectedException refused) {
                            assertEquals(RejectionCause.RING_FULL, refused.rejectionCause());
                        }
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            assertEquals(List.of(), List.copyOf(wrong));
            assertEquals(acked.get(), store.visibleSequence());
            store.put(bytes("alone"), bytes("v"));
        }
    }

    /// Row 92.
    @Test
    void virtualThreadsByTheThousand() {
        int count = Effort.times(5_000);
        AtomicInteger done = new AtomicInteger();
        Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        StoreOptions options =
                StoreOptions.builder().ringSize(64).memtableBytes(4 << 20).build();
        try (Store store = Store.open(directory, options)) {
            for (int i = 0; i < count; i++) {
                byte[] key = bytes("key" + i);
                Thread.ofVirtual().start(() -> {
                    try {
                        store.put(key, key, done.get() % 8 == 0 ? Durability.SYNC : Durability.PROCESS);
                        assertArrayEquals(key, store.get(key));
                    } catch (Throwable thrown) {
                        wrong.add(thrown);
                    }
                    done.incrementAndGet();
                });
            }
            Await.until("all virtual threads", () -> done.get() == count);
            assertEquals(List.of(), List.copyOf(wrong));
            assertEquals(count, store.visibleSequence());
        }
    }

    /// A deadline that comes while many wait leaves each write done or refused, never both (D-6).
    @Test
    void deadlinesLeaveNothingInBetween() throws InterruptedException {
        StoreOptions options =
                StoreStorms.small().deadline(Duration.ofMillis(1)).build();
        Queue<String> acked = new ConcurrentLinkedQueue<>();
        Queue<String> rejected = new ConcurrentLinkedQueue<>();
        Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        try (Store store = Store.open(directory, options)) {
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                int number = i;
                writers.add(start(wrong, () -> {
                    for (int n = 0; n < 60; n++) {
                        String key = number + "/" + n;
                        try {
                            store.put(bytes(key), bytes(key));
                            acked.add(key);
                        } catch (WriteRejectedException refused) {
                            assertTrue(refused.rejectionCause().isTransient());
                            rejected.add(key);
                        } catch (io.varve.error.OutcomeUnknownException open) {
                            assertNotNull(open.getCause());
                        }
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            assertEquals(List.of(), List.copyOf(wrong));
            acked.forEach(key -> assertTrue(store.contains(bytes(key)), "acknowledged: " + key));
            rejected.forEach(key -> assertTrue(!store.contains(bytes(key)), "rejected: " + key));
            assertThrows(IllegalArgumentException.class, () -> store.put(bytes("a"), new byte[1 << 20]));
        }
    }

    private static void write(Store store, int number) {
        byte[] key = bytes("writer" + number);
        for (int n = 0; n < WRITES; n++) {
            byte[] value = bytes(Integer.toString(n));
            store.put(key, value, n % 16 == 0 ? Durability.SYNC : Durability.PROCESS);
            assertArrayEquals(value, store.get(key));
            if (n % 3 == 0) {
                Thread.interrupted(); // the next calls begin without the flag, and get it in between
            }
        }
    }

    private static void read(Store store, AtomicBoolean isOver) {
        long last = 0;
        while (!isOver.get()) {
            long visible = store.visibleSequence();
            assertTrue(visible >= last, "visible went back");
            last = visible;
            store.contains(bytes("writer0"));
        }
    }

    private static Thread start(Queue<Throwable> wrong, Runnable work) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                work.run();
            } catch (Throwable thrown) {
                wrong.add(thrown);
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Await;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Row 92: a hundred thousand virtual threads write at once in every form, with a ring for four and for
/// thousands. All are answered, none keeps the thread that carries it, and the store needs no more memory for
/// them than its budget says.
@Timeout(300)
final class VirtualThreadStoreTest {
    private static final int THREADS = 100_000;
    private static final int FORMS = 4;

    /// A carrier that is kept for longer is kept by a wait, and not by a copy or a page that is not there.
    private static final Duration LONG = Duration.ofMillis(20);

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<String> pinned = new ConcurrentLinkedQueue<>();

    /// A quarter: whoever finds no room looks again and again, so that the time grows faster than the number.
    @Test
    void aRingForFourAnswersThemAll() {
        answersAll(4, Effort.times(THREADS) / 4);
    }

    @Test
    void aRingForThousandsAnswersThemAll() {
        answersAll(4096, Effort.times(THREADS));
    }

    private void answersAll(int ringSize, int threads) {
        StoreOptions options = StoreOptions.builder()
                .ringSize(ringSize)
                .memtableBytes(4 << 20)
                .memoryBudgetBytes(128 << 20)
                .deadline(Duration.ofHours(1))
                .build();
        MemoryBudget budget = new MemoryBudget(options.memoryBudgetBytes());
        long began = System.nanoTime();
        int before = StoreStorms.threads().size();
        try (RecordingStream recording = new RecordingStream()) {
            recording.enable("jdk.VirtualThreadPinned").withThreshold(LONG).withStackTrace();
            recording.onEvent("jdk.VirtualThreadPinned", this::onPinned);
            recording.startAsync();
            try (Store store = open(options, budget)) {
                for (int i = 0; i < threads; i++) {
                    int number = i;
                    Thread.ofVirtual().start(() -> guarded(() -> write(store, number)));
                }
                Await.until("all virtual threads", () -> answered.get() == threads || !wrong.isEmpty());
                assertEquals(List.of(), List.copyOf(wrong));
                assertEquals(threads, store.visibleSequence());
                assertEquals(before + 9, StoreStorms.threads().size(), "no thread per caller");
                for (int i = 0; i < threads; i += 97) {
                    assertArrayEquals(key(i), store.get(key(i)));
                }
            }
            recording.stop(); // what was recorded is told before
        }
        assertEquals(List.of(), List.copyOf(pinned));
        assertEquals(0, budget.used(), "bytes on account after close");
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.out.println(threads + " virtual threads, ring " + ringSize + ": " + millis + " ms");
    }

    private Store open(StoreOptions options, MemoryBudget budget) {
        Seams machine = Seams.ofMachine(options);
        Memory memory = Linux.memory(budget);
        Seams seams = new Seams(
                machine.disk(), memory, machine.clock(), machine.scheduler(), machine.holder(), machine.random());
        return Opening.open(seams, directory.toString(), options);
    }

    private void write(Store store, int number) {
        byte[] key = key(number);
        WriteOptions how = WriteOptions.of(number % 16 == 0 ? Durability.SYNC : Durability.PROCESS);
        switch (number % FORMS) {
            case 0 -> store.put(key, key, how);
            case 1 -> assertTrue(store.async().awaitVisible(store.async().put(key, key, how)));
            case 2 -> {
                store.async()
                        .put(
                                key,
                                key,
                                how,
                                (position, failure) -> guarded(() -> {
                                    assertNull(failure);
                                    answered.incrementAndGet();
                                }));
                return; // answered by its callback
            }
            default ->
                store.async().putStage(key, key, how).toCompletableFuture().join();
        }
        assertArrayEquals(key, store.get(key));
        answered.incrementAndGet();
    }

    private void onPinned(RecordedEvent event) {
        pinned.add(event.getDuration() + " " + event.getStackTrace());
    }

    private void guarded(Runnable body) {
        try {
            body.run();
        } catch (Throwable thrown) {
            wrong.add(thrown);
        }
    }

    private static byte[] key(int number) {
        return ("key" + number).getBytes(UTF_8);
    }
}

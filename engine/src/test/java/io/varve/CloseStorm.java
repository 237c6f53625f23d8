package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.error.StoreClosedException;
import io.varve.nativeio.testing.Await;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/// A store that is read in all ways, written, flushed and merged at once, and closed by two threads in the midst of it;
/// again and again.
///
/// A key has a number that only grows; what is read must be at least what was acknowledged before. Whoever is inside
/// when it closes is told that it is closed, and nothing else.
final class CloseStorm {
    private static final int KEYS = 300;
    private static final int READS_BEFORE = 1_500;

    private final Path path;
    private final StoreOptions options = StoreStorms.small()
            .blockBytes(1024)
            .frozenMemtables(2)
            .logEvents(false)
            .build();
    private final AtomicIntegerArray acknowledged = new AtomicIntegerArray(KEYS);
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    CloseStorm(Path path) {
        this.path = path;
    }

    /// As in production: compiled, unchecked.
    ///
    /// @param arguments the directory; how many rounds
    public static void main(String[] arguments) throws InterruptedException {
        new CloseStorm(Path.of(arguments[0])).run(Integer.parseInt(arguments[1]));
        System.out.println("alive");
    }

    /// One use of a store by one thread, until it is closed.
    private interface Use {
        void once(int number);
    }

    void run(int rounds) throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            oneRound();
            if (!wrong.isEmpty()) {
                throw new AssertionError("round " + round + ": " + wrong);
            }
        }
        try (Store store = Store.open(path, options)) {
            for (int i = 0; i < KEYS; i++) {
                check(i, acknowledged.get(i), store.get(key(i)));
            }
        }
    }

    private void oneRound() throws InterruptedException {
        Store store = Store.open(path, options);
        for (int i = 0; i < KEYS; i++) {
            put(store, i);
        }
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger merges = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        start(threads, number -> {
            int floor = acknowledged.get(number % KEYS);
            check(number, floor, store.get(key(number)));
            reads.incrementAndGet();
        });
        start(threads, number -> {
            int floor = acknowledged.get(number % KEYS);
            MemorySegment key = MemorySegment.ofArray(key(number));
            check(number, floor, store.get(key, value -> value.toArray(ValueLayout.JAVA_BYTE)));
        });
        start(threads, number -> readSnapshot(store, number));
        start(threads, number -> walk(store, number % 2 == 0));
        start(threads, number -> put(store, number));
        start(threads, number -> {
            store.flush().await();
            store.stats();
        });
        start(threads, number -> {
            store.compact().await();
            merges.incrementAndGet();
        });
        Await.until("reads and merges", () -> (reads.get() > READS_BEFORE && merges.get() > 1) || !wrong.isEmpty());
        Thread closer = new Thread(store::close);
        closer.start();
        store.close();
        closer.join();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void start(List<Thread> threads, Use use) {
        Thread thread = new Thread(() -> {
            try {
                for (int number = 0; ; number++) {
                    use.once(number);
                }
            } catch (StoreClosedException closed) {
                // as it should end
            } catch (Throwable other) {
                wrong.add(other + " at " + Arrays.toString(other.getStackTrace()));
            }
        });
        threads.add(thread);
        thread.start();
    }

    private void put(Store store, int number) {
        int next = acknowledged.get(number % KEYS) + 1;
        store.put(key(number), value(number, next), Durability.PROCESS);
        acknowledged.set(number % KEYS, next);
    }

    private void readSnapshot(Store store, int number) {
        int floor = acknowledged.get(number % KEYS);
        try (Snapshot snapshot = store.snapshot();
                StoreCursor cursor = snapshot.cursor()) {
            byte[] first = snapshot.get(key(number));
            check(number, floor, first);
            if (!cursor.seek(key(number)) || !Arrays.equals(first, cursor.value())) {
                wrong.add("a cursor of a snapshot differs at " + number);
            }
        }
    }

    private void walk(Store store, boolean isForth) {
        try (StoreCursor cursor = store.cursor()) {
            int seen = 0;
            for (boolean isThere = isForth ? cursor.first() : cursor.last();
                    isThere;
                    isThere = isForth ? cursor.next() : cursor.previous()) {
                int number = isForth ? seen : KEYS - 1 - seen;
                if (!Arrays.equals(key(number), cursor.key())) {
                    wrong.add("a cursor at " + number + " has another key");
                }
                check(number, 1, cursor.value());
                seen++;
            }
            if (seen != KEYS) {
                wrong.add("a cursor saw " + seen);
            }
        }
    }

    private void check(int number, int floor, byte @Nullable [] value) {
        String text = value == null ? "nothing" : new String(value, UTF_8).strip();
        String[] parts = text.split(" ", 2);
        boolean isRight = parts.length == 2
                && parts[0].equals(new String(key(number), UTF_8))
                && Integer.parseInt(parts[1]) >= floor;
        if (!isRight) {
            wrong.add(text + " of key " + number % KEYS + ", and not at least " + floor);
        }
    }

    private static byte[] key(int number) {
        return ("key" + (1_000 + number % KEYS)).getBytes(UTF_8);
    }

    private static byte[] value(int number, int count) {
        return (new String(key(number), UTF_8) + " " + count + " ".repeat(200)).getBytes(UTF_8);
    }
}

package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.StoreException;
import io.varve.event.CommitCallback;
import io.varve.nativeio.testing.Await;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Threads that write to one store in all asynchronous forms, until they have written enough or the store lets
/// nobody in. Of each write, which has a key of its own, it is counted what was told, and how often.
final class AsyncStorm {
    /// What a write came to.
    enum End {
        ACKED,
        REJECTED,
        UNKNOWN
    }

    private static final int FORMS = 8;
    private static final int PIPELINE = 6;

    /// Longer than a test may take: who waits for it waits too long.
    private static final Duration LONG = Duration.ofHours(1);

    private final Store store;
    private final int writes;
    private final byte[] padding;
    private final Map<String, End> ends = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private final Queue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    /// @param writes of each thread, at most
    AsyncStorm(Store store, int writes, int valueLength) {
        this.store = store;
        this.writes = writes;
        this.padding = " ".repeat(valueLength).getBytes(UTF_8);
    }

    AsyncStorm writers(int first, int count, boolean isVirtual) {
        for (int i = first; i < first + count; i++) {
            int number = i;
            run(isVirtual, () -> write(number));
        }
        return this;
    }

    /// Anything else that belongs to it.
    void run(boolean isVirtual, Runnable work) {
        Thread.Builder builder =
                isVirtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        threads.add(builder.start(() -> {
            try {
                work.run();
            } catch (Throwable thrown) {
                wrong.add(thrown);
            }
        }));
    }

    List<Thread> threads() {
        return List.copyOf(threads);
    }

    /// Writes that were told of.
    int told() {
        return ends.size();
    }

    /// How many came to this.
    long count(End end) {
        return ends.values().stream().filter(end::equals).count();
    }

    /// When all have ended, and everybody has been told.
    void joinAll() {
        for (Thread thread : threads) {
            Await.until("the end of " + thread, () -> !thread.isAlive() || !wrong.isEmpty());
        }
        Await.until("the end of all writes", () -> ends.size() == begun.get() || !wrong.isEmpty());
        requireRight();
    }

    /// That nobody was told twice, or of another's write.
    void requireRight() {
        assertEquals(List.of(), List.copyOf(wrong));
        assertEquals(begun.get(), ends.size(), "writes that were told of");
    }

    /// That what was acknowledged is there, and what was refused is not.
    void verify(Store reopened) {
        ends.forEach((key, end) -> {
            byte[] found = reopened.get(key.getBytes(UTF_8));
            switch (end) {
                case ACKED -> assertArrayEquals(value(key), found, "acknowledged: " + key);
                case REJECTED -> assertNull(found, "rejected: " + key);
                case UNKNOWN -> assertTrue(found == null || found.length == value(key).length, key);
            }
        });
    }

    private void write(int writer) {
        WriteOptions process = WriteOptions.of(Durability.PROCESS).within(LONG);
        WriteOptions sync = WriteOptions.of(Durability.SYNC).within(LONG);
        boolean isOpen = true;
        for (int n = 0; n < writes && isOpen; n++) {
            isOpen = write(writer + "/" + n, (n + writer) % FORMS, n % 11 == 0 ? sync : process);
        }
    }

    /// @return whether there is use in going on
    private boolean write(String key, int form, WriteOptions how) {
        byte[] bytes = key.getBytes(UTF_8);
        byte[] value = value(key);
        return switch (form) {
            case 0 -> awaited(key, () -> store.async().put(bytes, value, how));
            case 1 -> pipeline(key, how);
            case 2 -> called(key, end -> store.async().put(bytes, value, how, end));
            case 3 -> staged(key, () -> store.async().putStage(bytes, value, how));
            case 4 -> awaited(key, () -> claimed(bytes, value, how));
            case 5 -> offered(key, bytes, value, how);
            case 6 -> batched(key, bytes, value, how);
            default -> blocking(key, () -> store.put(bytes, value, how));
        };
    }

    private interface Submission {
        long submit();
    }

    private interface Calling {
        void submit(CommitCallback callback);
    }

    private boolean awaited(String key, Submission submission) {
        begun.incrementAndGet();
        long position;
        try {
            position = submission.submit();
        } catch (StoreException refused) {
            return tell(key, refused);
        }
        return await(key, position);
    }

    private boolean await(String key, long position) {
        try {
            boolean isOver = store.async()
                    .awaitVisible(position, WriteOptions.asTheStore().within(LONG));
            assertTrue(isOver, "an hour went by");
            return tell(key, null);
        } catch (StoreException refused) {
            return tell(key, refused);
        }
    }

    /// Positions grow, and once one was not acknowledged none behind it is.
    private boolean pipeline(String key, WriteOptions how) {
        List<Long> positions = new ArrayList<>();
        boolean isOpen = true;
        for (int i = 0; i < PIPELINE && isOpen; i++) {
            String one = key + "." + i;
            begun.incrementAndGet();
            try {
                positions.add(store.async().put(one.getBytes(UTF_8), value(one), how));
            } catch (StoreException refused) {
                isOpen = tell(one, refused);
            }
        }
        boolean isAcked = true;
        for (int i = 0; i < positions.size(); i++) {
            assertTrue(i == 0 || positions.get(i) > positions.get(i - 1), "positions do not grow");
            isOpen &= await(key + "." + i, positions.get(i));
            boolean isThisAcked = ends.get(key + "." + i) == End.ACKED;
            assertTrue(isAcked || !isThisAcked, "acknowledged behind one that is not");
            isAcked = isThisAcked;
        }
        return isOpen;
    }

    private boolean called(String key, Calling calling) {
        begun.incrementAndGet();
        try {
            calling.submit((position, failure) -> {
                try {
                    tell(key, failure);
                } catch (Throwable twice) {
                    wrong.add(twice);
                }
            });
            return true;
        } catch (StoreException refused) {
            return tell(key, refused);
        }
    }

    private boolean staged(String key, java.util.function.Supplier<CompletionStage<Long>> submission) {
        begun.incrementAndGet();
        try {
            submission.get().whenComplete((position, failure) -> {
                try {
                    tell(key, failure == null ? null : (StoreException) failure.getCause());
                } catch (Throwable twice) {
                    wrong.add(twice);
                }
            });
            return true;
        } catch (StoreException refused) {
            return tell(key, refused);
        }
    }

    private long claimed(byte[] key, byte[] value, WriteOptions how) {
        try (Claim claim = store.async().claim()) {
            claim.begin(key.length, value.length, how);
            claim.key().putBytes(0, key);
            claim.value().putBytes(0, value);
            return claim.commit();
        }
    }

    /// What finds no room has no end to tell of.
    private boolean offered(String key, byte[] bytes, byte[] value, WriteOptions how) {
        long position;
        try {
            position = store.async()
                    .offer(MemorySegment.ofArray(bytes), MemorySegment.ofArray(value), how.within(Duration.ZERO));
        } catch (StoreException refused) {
            begun.incrementAndGet();
            return tell(key, refused);
        }
        if (position == AsyncWrites.NOT_ADMITTED) {
            return true;
        }
        begun.incrementAndGet();
        return await(key, position);
    }

    private boolean batched(String key, byte[] bytes, byte[] value, WriteOptions how) {
        try (WriteBatch batch = store.batch()) {
            batch.put(bytes, value);
            return called(key, end -> store.async().write(batch, how, end));
        } catch (StoreException refused) {
            begun.incrementAndGet();
            return tell(key, refused);
        }
    }

    private boolean blocking(String key, Runnable write) {
        begun.incrementAndGet();
        try {
            write.run();
            return tell(key, null);
        } catch (StoreException refused) {
            return tell(key, refused);
        }
    }

    private boolean tell(String key, @Nullable StoreException failure) {
        End end = failure == null ? End.ACKED : failure instanceof OutcomeUnknownException ? End.UNKNOWN : End.REJECTED;
        End before = ends.put(key, end);
        if (before != null) {
            throw new AssertionError(key + " was told twice: " + before + ", then " + end);
        }
        return failure == null;
    }

    private byte[] value(String key) {
        byte[] name = key.getBytes(UTF_8);
        byte[] value = new byte[name.length + padding.length];
        System.arraycopy(name, 0, value, 0, name.length);
        System.arraycopy(padding, 0, value, name.length, padding.length);
        return value;
    }
}

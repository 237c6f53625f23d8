package io.varve;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.varve.KillHistory.Operation;
import io.varve.KillHistory.Step;
import io.varve.error.StoreClosedException;
import io.varve.error.WriteRejectedException;
import io.varve.event.CommitCallback;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One thread of a [KillChild]: the calls of its history in their order, some that wait for their end, some
/// known by their position, some with a callback. Of the latter two a few are under way at once.
final class KillWriter implements Runnable {
    /// So many calls in a row have one form, and are under way at once.
    private static final int BLOCK = 8;

    private static final WriteOptions LONG = WriteOptions.asTheStore().within(Duration.ofDays(1));

    /// What it says, and what happens with each acknowledgement.
    interface Teller {
        void begins(int thread, long n);

        void acknowledged(int thread, long n);

        void refused(int thread, long n);

        void wrong(int thread, long n, Throwable what);
    }

    private final Store store;
    private final KillHistory history;
    private final Teller teller;
    private final int thread;
    private final long[] positions = new long[BLOCK];
    private final AtomicInteger called = new AtomicInteger();
    private int submitted;
    private int calling;
    private long n;

    /// @param first number of its first call
    KillWriter(Store store, KillHistory history, Teller teller, int thread, long first) {
        this.store = store;
        this.history = history;
        this.teller = teller;
        this.thread = thread;
        this.n = first;
    }

    @Override
    public void run() {
        try (WriteBatch batch = store.batch()) {
            while (true) {
                teller.begins(thread, n);
                Step step = history.step(thread, n);
                switch ((int) (n / BLOCK % 3)) {
                    case 0 -> {
                        write(batch, step);
                        teller.acknowledged(thread, n);
                    }
                    case 1 -> positions[submitted++] = submit(batch, step);
                    default -> {
                        long call = n;
                        submit(batch, step, (position, failure) -> told(call, failure));
                        calling++;
                    }
                }
                n++;
                if (n % BLOCK == 0) {
                    awaitAll();
                }
            }
        } catch (StoreClosedException | WriteRejectedException refused) {
            end();
        } catch (Throwable wrong) {
            teller.wrong(thread, n, wrong);
        }
    }

    /// What was let in before a close is written.
    private void end() {
        long last = n;
        try {
            awaitAll();
            teller.refused(thread, last);
        } catch (Throwable wrong) {
            teller.wrong(thread, last, wrong);
        }
    }

    private void awaitAll() {
        for (int i = 0; i < submitted; i++) {
            if (!store.async().awaitVisible(positions[i], LONG)) {
                throw new IllegalStateException("a day went by");
            }
            teller.acknowledged(thread, n - submitted + i);
        }
        submitted = 0;
        while (called.get() < calling) {
            LockSupport.parkNanos(20_000);
        }
    }

    private void told(long call, @Nullable Throwable failure) {
        if (failure == null) {
            teller.acknowledged(thread, call);
        } else {
            teller.wrong(thread, call, failure);
        }
        called.incrementAndGet();
    }

    private void write(WriteBatch batch, Step step) {
        if (step.isBatch()) {
            store.write(filled(batch, step), step.durability());
            return;
        }
        Operation only = step.operations().getFirst();
        byte[] key = only.key().getBytes(UTF_8);
        byte[] value = only.value();
        if (value == null) {
            store.delete(key, step.durability());
        } else {
            store.put(key, value, step.durability());
        }
    }

    private long submit(WriteBatch batch, Step step) {
        WriteOptions how = WriteOptions.of(step.durability());
        if (step.isBatch()) {
            return store.async().write(filled(batch, step), how);
        }
        Operation only = step.operations().getFirst();
        byte[] key = only.key().getBytes(UTF_8);
        byte[] value = only.value();
        return value == null ? store.async().delete(key, how) : store.async().put(key, value, how);
    }

    private void submit(WriteBatch batch, Step step, CommitCallback callback) {
        WriteOptions how = WriteOptions.of(step.durability());
        if (step.isBatch()) {
            store.async().write(filled(batch, step), how, callback);
            return;
        }
        Operation only = step.operations().getFirst();
        byte[] key = only.key().getBytes(UTF_8);
        byte[] value = only.value();
        if (value == null) {
            store.async().delete(key, how, callback);
        } else {
            store.async().put(key, value, how, callback);
        }
    }

    private static WriteBatch filled(WriteBatch batch, Step step) {
        batch.clear();
        for (Operation operation : step.operations()) {
            byte[] key = operation.key().getBytes(UTF_8);
            byte[] value = operation.value();
            if (value == null) {
                batch.delete(key);
            } else {
                batch.put(key, value);
            }
        }
        return batch;
    }
}

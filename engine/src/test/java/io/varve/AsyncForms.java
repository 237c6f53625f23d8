package io.varve;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.Scheduler;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One put that waits for its end, in any of the forms that there are; what it throws means what it means
/// when the blocking form throws it.
final class AsyncForms {
    /// Longer than any wait but a stall.
    static final WriteOptions LONG = WriteOptions.asTheStore().within(Duration.ofSeconds(2));

    private AsyncForms() {}

    static void put(
            Store store,
            SplittableRandom random,
            @Nullable Scheduler scheduler,
            byte[] key,
            byte[] value,
            Durability durability) {
        WriteOptions how = WriteOptions.of(durability);
        switch (random.nextInt(scheduler == null ? 6 : 8)) {
            case 0 -> await(store, store.async().put(key, value, how));
            case 1 -> await(store, claim(store, key, value, how));
            case 2 -> await(store, offer(store, key, value, how));
            case 6, 7 -> call(store, scheduler, key, value, how);
            default -> store.put(key, value, durability);
        }
    }

    private static void await(Store store, long position) {
        if (!store.async().awaitVisible(position, LONG)) {
            throw new OutcomeUnknownException(
                    "the store", new WriteRejectedException(RejectionCause.DEADLINE, "still under way"));
        }
    }

    private static long claim(Store store, byte[] key, byte[] value, WriteOptions how) {
        try (Claim claim = store.async().claim()) {
            claim.begin(key.length, value.length, how);
            claim.key().putBytes(0, key);
            claim.value().putBytes(0, value);
            return claim.commit();
        }
    }

    private static long offer(Store store, byte[] key, byte[] value, WriteOptions how) {
        long position = store.async()
                .offer(MemorySegment.ofArray(key), MemorySegment.ofArray(value), how.within(Duration.ZERO));
        if (position == AsyncWrites.NOT_ADMITTED) {
            throw new WriteRejectedException(RejectionCause.RING_FULL);
        }
        return position;
    }

    /// A callback comes once, whatever happens.
    private static void call(Store store, @Nullable Scheduler scheduler, byte[] key, byte[] value, WriteOptions how) {
        if (scheduler == null) {
            throw new IllegalArgumentException("nothing to wait with");
        }
        Object self = scheduler.self();
        AtomicReference<@Nullable StoreException> refusal = new AtomicReference<>();
        int[] calls = {0};
        store.async().put(key, value, how, (position, failure) -> {
            refusal.set(failure);
            calls[0]++;
            scheduler.unpark(self);
        });
        scheduler.await(() -> calls[0] > 0, Scheduler.NEVER);
        if (calls[0] > 1) {
            throw new AssertionError("the callback was called " + calls[0] + " times");
        }
        StoreException failure = refusal.get();
        if (failure != null) {
            throw failure;
        }
    }
}

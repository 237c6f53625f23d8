package io.varve.write;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Threads that wait for a number of the writer to reach a value: a fixed number of places, which the writer
/// looks through when it has stored the number and somebody is there. Who finds them all taken looks at the
/// number now and then instead.
///
/// A thread takes a place, and then looks at the number; the writer stores the number, and then looks at the
/// places. Both have a full fence in between, so one sees the other; on machines where a store and a later load may
/// change places, nothing less would do.
final class Watchers {
    private static final int PLACES = 512;
    private static final long POLL_NANOS = 2_000_000;

    private static final long FREE = Long.MAX_VALUE;
    private static final long WOKEN = Long.MAX_VALUE - 1;
    private static final long TAKEN = Long.MAX_VALUE - 2;

    private final Scheduler scheduler;
    private final Clock clock;
    private final AtomicInteger used = new AtomicInteger();
    private final AtomicLongArray values = new AtomicLongArray(PLACES);
    private final AtomicReferenceArray<@Nullable Object> threads = new AtomicReferenceArray<>(PLACES);
    private final Watch[] watches = new Watch[PLACES];

    /// What one place waits for; only the thread that took the place uses it.
    private static final class Watch implements BooleanSupplier {
        private LongPredicate condition = value -> true;
        private long value;

        @Override
        public boolean getAsBoolean() {
            return condition.test(value);
        }
    }

    Watchers(Scheduler scheduler, Clock clock) {
        this.scheduler = scheduler;
        this.clock = clock;
        for (int i = 0; i < PLACES; i++) {
            values.setPlain(i, FREE);
            watches[i] = new Watch();
        }
    }

    /// Waits until the condition is true of `value`. It is looked at anew when the number has reached that, or will
    /// grow no more.
    ///
    /// @param condition made once, as a wait allocates nothing
    /// @return what the condition said last; false only when the deadline has come
    boolean await(long value, LongPredicate condition, int spins, long deadlineNanos) {
        for (int i = 0; i < spins; i++) {
            if (condition.test(value)) {
                return true;
            }
            scheduler.spin();
        }
        int place = take(scheduler.self(), value);
        if (place < 0) {
            return poll(() -> condition.test(value), deadlineNanos);
        }
        Watch watch = watches[place];
        watch.condition = condition;
        watch.value = value;
        try {
            return scheduler.await(watch, deadlineNanos);
        } finally {
            threads.set(place, null);
            values.set(place, FREE);
            used.decrementAndGet();
        }
    }

    /// Wakes whom the number has reached. Called by the writer after it has stored it.
    void reach(long value) {
        // Numbers are stored with release only, which the load could overtake.
        VarHandle.fullFence();
        if (used.get() > 0) {
            wake(value);
        }
    }

    /// Wakes everybody, also who was woken before and has not left: it goes on no further.
    void wakeAll() {
        wake(WOKEN);
    }

    private void wake(long reached) {
        for (int i = 0; i < PLACES; i++) {
            long value = values.get(i);
            Object thread = value <= reached ? threads.get(i) : null;
            // Once only: it may be a while until the thread leaves.
            if (thread != null && values.compareAndSet(i, value, WOKEN)) {
                scheduler.unpark(thread);
            }
        }
    }

    private int take(Object thread, long value) {
        for (int i = 0; i < PLACES; i++) {
            if (values.get(i) == FREE && values.compareAndSet(i, FREE, TAKEN)) {
                threads.set(i, thread);
                used.incrementAndGet();
                values.set(i, value);
                // What the condition reads may be a plain load, which the store could fall behind.
                VarHandle.fullFence();
                return i;
            }
        }
        return -1;
    }

    private boolean poll(BooleanSupplier condition, long deadlineNanos) {
        while (!condition.getAsBoolean()) {
            long now = clock.nanoTime();
            if (deadlineNanos != Scheduler.NEVER && now - deadlineNanos >= 0) {
                return false;
            }
            scheduler.await(condition, Math.min(deadlineNanos, now + POLL_NANOS));
        }
        return true;
    }
}

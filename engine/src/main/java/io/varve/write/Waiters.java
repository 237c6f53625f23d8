package io.varve.write;

import io.varve.nativeio.Scheduler;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The waiters of a store: a fixed number that are used again and again. Who finds those near its own taken, as
/// the ten-thousandth virtual thread does, makes one for itself: to look through all of them would take longer.
final class Waiters {
    private static final int COUNT = 1024;

    /// Neighbours in an array share a cache line, and threads that begin side by side fight for it. As many are
    /// looked at.
    private static final int STRIDE = 16;

    private final Scheduler scheduler;
    private final Neighbours neighbours;
    private final AtomicReferenceArray<@Nullable Waiter> free = new AtomicReferenceArray<>(COUNT);

    Waiters(Scheduler scheduler, Neighbours neighbours) {
        this.scheduler = scheduler;
        this.neighbours = neighbours;
        for (int i = 0; i < COUNT; i++) {
            free.set(i, new Waiter(scheduler, neighbours));
        }
    }

    Waiter take() {
        int first = (int) Thread.currentThread().threadId() * STRIDE;
        for (int i = 0; i < STRIDE; i++) {
            int index = (first + i) & (COUNT - 1);
            if (free.getPlain(index) != null) {
                Waiter waiter = free.getAndSet(index, null);
                if (waiter != null) {
                    return waiter;
                }
            }
        }
        return new Waiter(scheduler, neighbours);
    }

    void give(Waiter waiter) {
        int first = (int) Thread.currentThread().threadId() * STRIDE;
        for (int i = 0; i < STRIDE; i++) {
            int index = (first + i) & (COUNT - 1);
            if (free.getPlain(index) == null && free.compareAndSet(index, null, waiter)) {
                return;
            }
        }
    }
}

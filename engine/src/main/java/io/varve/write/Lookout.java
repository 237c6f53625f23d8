package io.varve.write;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// Lets some callers look for the end of their write for about as long as a sync takes, instead of sleeping:
/// to be woken costs as much as the sync itself on many machines. They give way to all others between two looks, so
/// that the writer and its callers take turns on few processors; still only so many, as each look is a system call.
final class Lookout {
    private final Scheduler scheduler;
    private final Clock clock;
    private final AtomicInteger free;
    private final long nanos;

    /// @param callers that may look at a time
    /// @param nanos for how long
    Lookout(Scheduler scheduler, Clock clock, int callers, long nanos) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.free = new AtomicInteger(callers);
        this.nanos = nanos;
    }

    /// Looks until the condition is true or the time is over; not at all when too many do.
    void look(BooleanSupplier condition) {
        if (nanos == 0 || free.get() <= 0 || Thread.currentThread().isVirtual()) {
            return;
        }
        try {
            if (free.decrementAndGet() >= 0) {
                long end = clock.nanoTime() + nanos;
                while (!condition.getAsBoolean() && clock.nanoTime() - end < 0) {
                    scheduler.giveWay();
                }
            }
        } finally {
            free.incrementAndGet();
        }
    }
}

package io.varve;

import io.varve.nativeio.Scheduler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Which threads have begun a [Claim]: one of them that closed the store would wait for itself.
final class Claims {
    private static final int PLACES = 64;
    private static final int UNKNOWN = -1;

    private final Scheduler scheduler;
    private final AtomicReferenceArray<@Nullable Object> holders = new AtomicReferenceArray<>(PLACES);
    private final AtomicInteger begun = new AtomicInteger();

    Claims(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// The calling thread begins one.
    ///
    /// @return for [#end]
    int begin() {
        Object self = scheduler.self();
        begun.incrementAndGet();
        for (int i = 0; i < PLACES; i++) {
            if (holders.get(i) == null && holders.compareAndSet(i, null, self)) {
                return i;
            }
        }
        return UNKNOWN;
    }

    void end(int place) {
        if (place != UNKNOWN) {
            holders.set(place, null);
        }
        begun.decrementAndGet();
    }

    /// Throws when the calling thread has begun one that it has not ended; with more than [#PLACES] at a time, it
    /// may not be known.
    void requireNone() {
        Object self = scheduler.self();
        for (int i = 0; begun.get() > 0 && i < PLACES; i++) {
            if (self.equals(holders.get(i))) {
                throw new IllegalStateException(
                        "this thread has begun a claim, and a close would wait for it: commit it or abort it first");
            }
        }
    }
}

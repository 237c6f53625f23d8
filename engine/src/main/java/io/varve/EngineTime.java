package io.varve;

import io.varve.nativeio.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Milliseconds since 1970 that never go back, over restarts too: the machine's clock, and where that is
/// behind what was written before, that (D-21).
final class EngineTime implements LongSupplier {
    private final Clock clock;
    private final AtomicLong latest = new AtomicLong();

    EngineTime(Clock clock) {
        this.clock = clock;
    }

    /// Never shows less than this from now on.
    void raise(long millis) {
        latest.accumulateAndGet(millis, Math::max);
    }

    @Override
    public long getAsLong() {
        long now = clock.wallMillis();
        long before = latest.get();
        while (now > before && !latest.compareAndSet(before, now)) {
            before = latest.get();
        }
        return Math.max(now, before);
    }
}

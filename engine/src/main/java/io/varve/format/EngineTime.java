package io.varve.format;

import io.varve.nativeio.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Milliseconds since 1970 that never go back, over restarts too: the machine's clock, and where that is
/// behind what was written before, that (D-21).
public final class EngineTime implements LongSupplier {
    private final Clock clock;
    private final AtomicLong latest = new AtomicLong();

    /// The time of this clock, as long as nothing says that it was later before.
    public EngineTime(Clock clock) {
        this.clock = clock;
    }

    /// Never shows less than this from now on.
    public void raise(long millis) {
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

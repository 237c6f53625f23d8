package io.varve.flush;

import java.util.random.RandomGenerator;

/// How long something that failed waits before it is tried again: twice as long each time up to a limit, and a
/// random part of that, so that several do not come together (W-A5).
public record Backoff(long firstNanos, long mostNanos, RandomGenerator random) {
    /// The wait after so many failures, at least 1.
    long nanosAfter(int failures) {
        long doubled = failures > Long.SIZE / 2 ? mostNanos : firstNanos << (failures - 1);
        long most = Math.clamp(doubled, firstNanos, mostNanos);
        return most / 2 + random.nextLong(most / 2 + 1);
    }
}

package io.varve.nativeio.testing;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what another thread or process does, with patience that only a broken test uses up.
public final class Await {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final long POLL_NANOS = 200_000;

    private Await() {}

    /// Returns when `condition` is true; fails after a minute.
    public static void until(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                throw new AssertionError("waited a minute for: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}

package io.varve.flush;

import io.varve.error.StoreException;
import io.varve.format.EngineTime;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;

/// Keeps engine time promised in a store with entries that expire: so that what was seen expired is so after every
/// crash (P24). While that is refused, what expires is seen a little longer, and nothing else happens.
///
/// **Owner:** the coordinator.
final class Promises {
    /// How soon it looks again: some times within a promise.
    private static final long LOOK_NANOS = 5_000_000_000L;

    private static final long RETRY_NANOS = 1_000_000_000;

    private final Installs installs;
    private final EngineTime time;
    private final StoreHealth health;
    private final FlushTally tally;
    private final Clock clock;
    private long notBefore = Long.MIN_VALUE;
    private boolean wasAhead;

    Promises(Installs installs, StoreHealth health, FlushTally tally, Clock clock) {
        this.installs = installs;
        this.time = installs.time();
        this.health = health;
        this.tally = tally;
        this.clock = clock;
    }

    /// Whether it is time to promise.
    boolean isDue() {
        return time.isPromiseWanted() && time.isPromiseDue() && clock.nanoTime() >= notBefore;
    }

    /// When to look again.
    long nextDuty() {
        if (!time.isPromiseWanted()) {
            return Scheduler.NEVER;
        }
        return Math.max(notBefore, clock.nanoTime() + (time.isPromiseDue() ? 0 : LOOK_NANOS));
    }

    /// Promises, if it is time.
    int keep() {
        boolean isAhead = time.isAhead();
        if (isAhead != wasAhead) {
            wasAhead = isAhead;
            tally.onClock(isAhead, clock.wallMillis(), time.getAsLong());
        }
        if (!isDue()) {
            return 0;
        }
        notBefore = clock.nanoTime() + RETRY_NANOS;
        try {
            installs.promiseTime();
        } catch (StoreException refused) {
            StoreException broken = installs.failure();
            if (broken != null) {
                health.fail(broken);
            }
        }
        return 1;
    }
}

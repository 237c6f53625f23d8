package io.varve.rules;

import java.util.concurrent.atomic.AtomicLong;

/// What the engine may do; no ban may touch it.
final class Harmless {
    private final AtomicLong count = new AtomicLong();

    boolean clearsAnInterruptAndSetsItAgain() {
        boolean wasInterrupted = Thread.interrupted();
        count.incrementAndGet();
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return wasInterrupted;
    }
}

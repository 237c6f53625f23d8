package io.varve.write;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/// A scheduler for one waiting thread at a time that does not sleep, but knows whether it would have slept for
/// ever: it looks at the condition once, as the promise of a wait has it, and then waits for the unpark until
/// all who could send one say that they have done all they would.
final class Sleepless extends SchedulerStub {
    private volatile boolean isWoken;
    private final AtomicInteger finished = new AtomicInteger();
    private int others;
    private boolean isForgotten;

    /// Begins a trial.
    ///
    /// @param others how many must say that they are through
    void begin(int others) {
        this.others = others;
        isWoken = false;
        isForgotten = false;
        finished.set(0);
    }

    /// Said by one who could have woken, after its last deed.
    void finish() {
        finished.incrementAndGet();
    }

    /// Whether the waiting thread was left asleep in this trial.
    boolean isForgotten() {
        return isForgotten;
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) {
        if (condition.getAsBoolean()) {
            return true;
        }
        for (int look = 0; !isWoken && finished.get() < others; look++) {
            Trials.pause(look);
        }
        isForgotten = !isWoken;
        return condition.getAsBoolean();
    }

    @Override
    public void unpark(Object waiter) {
        isWoken = true;
    }
}

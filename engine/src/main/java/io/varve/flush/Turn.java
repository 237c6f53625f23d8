package io.varve.flush;

import io.varve.nativeio.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lets one caller at a time do what in other stores a thread of its own does.
final class Turn {
    private final Scheduler scheduler;
    private final AtomicBoolean isTaken = new AtomicBoolean();
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();

    Turn(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /// Takes the turn.
    ///
    /// @return false when the deadline came first
    boolean take(long deadlineNanos) {
        Object self = scheduler.self();
        waiting.add(self);
        try {
            return scheduler.await(() -> isTaken.compareAndSet(false, true), deadlineNanos);
        } finally {
            waiting.remove(self);
        }
    }

    void give() {
        isTaken.set(false);
        waiting.forEach(scheduler::unpark);
    }
}

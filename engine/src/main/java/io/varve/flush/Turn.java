package io.varve.flush;

import io.varve.nativeio.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

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
        return take(() -> false, deadlineNanos);
    }

    /// Takes the turn, unless there is no use in it any more.
    ///
    /// @param isOver whoever makes it true wakes who waits
    /// @return false when that came first, or the deadline
    boolean take(BooleanSupplier isOver, long deadlineNanos) {
        Object self = scheduler.self();
        boolean[] isMine = new boolean[1];
        waiting.add(self);
        try {
            scheduler.await(
                    () -> {
                        isMine[0] = isMine[0] || isTaken.compareAndSet(false, true);
                        return isMine[0] || isOver.getAsBoolean();
                    },
                    deadlineNanos);
            return isMine[0];
        } finally {
            waiting.remove(self);
        }
    }

    void give() {
        isTaken.set(false);
        waiting.forEach(scheduler::unpark);
    }
}

package io.varve.flush;

import io.varve.nativeio.Scheduler;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What somebody was promised who asked for a flush: it ends once, with the id of the snapshot that holds all that
/// was acknowledged before, or with why there is none. Nobody needs to keep it (A15).
///
/// **Owner:** the coordinator ends it; any thread waits.
public final class Ticket {
    private final Scheduler scheduler;
    private final @Nullable String name;
    private final Kind kind;
    private final Runnable onEnd;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();

    /// How it ended: with an id, or a failure.
    private record Ending(long snapshotId, @Nullable RuntimeException failure) {}

    /// What was asked for.
    enum Kind {
        /// That all is in tables; under a name, perhaps.
        FLUSH,

        /// That, and then one run of all tables.
        MERGE,

        /// That a name goes.
        DROP
    }

    /// @param name of the snapshot that it makes or drops; null for none
    /// @param onEnd called once, when it has ended
    Ticket(Scheduler scheduler, Kind kind, @Nullable String name, Runnable onEnd) {
        this.onEnd = onEnd;
        this.kind = kind;
        this.scheduler = scheduler;
        this.name = name;
    }

    /// The name that was asked for; null for none.
    public @Nullable String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    /// Whether it has ended.
    public boolean isDone() {
        return ending.get() != null;
    }

    /// Waits for its end.
    ///
    /// @return false when the deadline came first
    public boolean await(long deadlineNanos) {
        if (isDone()) {
            return true;
        }
        Object self = scheduler.self();
        // Registered before the first look: an end after it wakes us, an end before it is seen (I-28).
        waiting.add(self);
        try {
            return scheduler.await(this::isDone, deadlineNanos);
        } finally {
            waiting.remove(self);
        }
    }

    /// The snapshot's id.
    ///
    /// @throws io.varve.error.StoreException why there is none
    /// @throws IllegalArgumentException when the name is taken, or to be dropped and not there
    /// @throws IllegalStateException when it has not ended
    public long snapshotId() {
        Ending end = ending.get();
        if (end == null) {
            throw new IllegalStateException("the flush has not ended");
        }
        if (end.failure() != null) {
            throw end.failure();
        }
        return end.snapshotId();
    }

    void succeed(long snapshotId) {
        end(new Ending(snapshotId, null));
    }

    void fail(RuntimeException why) {
        end(new Ending(0, why));
    }

    private void end(Ending how) {
        if (ending.compareAndSet(null, how)) {
            onEnd.run();
            waiting.forEach(scheduler::unpark);
        }
    }
}

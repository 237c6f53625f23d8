package io.varve.write;

import io.varve.event.CommitCallback;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// Calls those who want to know how their asynchronous writes ended, on a thread of its own.
///
/// As many may be under way as there are [Callback] objects; whoever finds none has no room. So the queue
/// from the writer is never full, and the writer never waits for users' code.
///
/// **Owner:** the way of a write. Its thread runs [#doWork()]; the writer adds.
final class Callbacks implements Agent {
    /// How often a caller that finds none free looks again.
    private static final long ROOM_POLL_NANOS = 50_000;

    private final Door door;
    private final Refusals refusals;
    private final EventSink events;
    private final Scheduler scheduler;
    private final Clock clock;
    private final Doorbell bell;
    private final MpmcVarHandleArrayQueue<Callback> free;
    private final SpscVarHandleArrayQueue<Callback> ended;
    private final BooleanSupplier hasWork = this::hasWork;
    private final BooleanSupplier isNews;
    private final AtomicLong thrown = new AtomicLong();
    private volatile boolean isStopping;
    private volatile @Nullable Object thread;

    /// @param capacity how many may be under way, a power of two
    Callbacks(int capacity, Door door, Refusals refusals, EventSink events, Scheduler scheduler, Clock clock) {
        this.door = door;
        this.isNews = () -> !free().isEmpty() || door.reason() != null;
        this.refusals = refusals;
        this.events = events;
        this.scheduler = scheduler;
        this.clock = clock;
        this.bell = new Doorbell(scheduler, clock, 0, null);
        this.free = new MpmcVarHandleArrayQueue<>(capacity);
        this.ended = new SpscVarHandleArrayQueue<>(capacity);
        for (int i = 0; i < capacity; i++) {
            free.offer(new Callback());
        }
    }

    /// One write that somebody wants to know the end of; used again for later ones.
    final class Callback implements Ending {
        private @Nullable CommitCallback target;
        private long position;
        private int outcome;
        private boolean isEnded;

        @Override
        public void end(long sequence, int how) {
            if (isEnded) {
                return;
            }
            isEnded = true;
            position = sequence;
            outcome = how;
            ended.offer(this);
            bell.ring();
        }

        /// Is free before it calls: who is called may submit.
        private void call() {
            CommitCallback who = target;
            long where = position;
            int how = outcome;
            give(this);
            if (who != null) {
                who.onCommit(where, how == Outcome.ACKED ? null : refusals.of(how));
            }
        }
    }

    /// Reserves a callback; null when too many were under way until the deadline, or when no write will be let
    /// in. A callback that writes does not wait: those under way wait for it.
    @Nullable
    Callback take(CommitCallback target, long deadlineNanos) {
        Callback callback = free.poll();
        while (callback == null && deadlineNanos != Commits.AT_ONCE && !isCalling() && door.reason() == null) {
            long now = clock.nanoTime();
            if (deadlineNanos != Scheduler.NEVER && now - deadlineNanos >= 0) {
                return null;
            }
            scheduler.await(isNews, Math.min(deadlineNanos, now + ROOM_POLL_NANOS));
            callback = free.poll();
        }
        if (callback != null) {
            callback.target = target;
            callback.isEnded = false;
        }
        return callback;
    }

    /// Gives back a callback whose write was not admitted.
    void give(Callback callback) {
        callback.target = null;
        free.offer(callback);
    }

    /// Whether the caller is a callback.
    boolean isCalling() {
        return scheduler.self().equals(thread);
    }

    /// Callbacks that threw.
    long thrown() {
        return thrown.get();
    }

    @Override
    public String roleName() {
        return "varve-callbacks";
    }

    @Override
    public void onStart() {
        thread = scheduler.self();
    }

    @Override
    public int doWork() {
        bell.await(hasWork, Scheduler.NEVER);
        return callAll();
    }

    @Override
    public void onClose() {
        callAll();
    }

    /// Makes the thread leave its wait, so that it can be stopped.
    void stop() {
        isStopping = true;
        bell.ring();
    }

    private MpmcVarHandleArrayQueue<Callback> free() {
        return free;
    }

    private boolean hasWork() {
        return isStopping || !ended.isEmpty();
    }

    private int callAll() {
        int called = 0;
        for (Callback next = ended.poll(); next != null; next = ended.poll()) {
            try {
                next.call();
            } catch (Throwable failure) { // users' code: also its Errors stay with it
                thrown.incrementAndGet();
                events.emit(new StoreEvent.ListenerFailed("commit", failure));
            }
            called++;
        }
        return called;
    }
}

package io.varve.flush;

import io.varve.error.RejectionCause;
import io.varve.nativeio.Scheduler;
import io.varve.view.FrozenMemTable;
import io.varve.wal.LogEnd;
import io.varve.write.Rotations;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.SpscVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// What goes between the writer and the coordinator: frozen memtables one way, requests the other.
public final class RotationQueue implements Rotations {
    /// The queue wants no less.
    private static final int LEAST = 4;

    private final MessagePassingQueue<Job> frozen;
    private final int most;
    private final boolean hasThreads;
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();
    private final Scheduler scheduler;

    /// Made once: where it is needed there may be no memory for it.
    private final Consumer<Object> unpark;

    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong syncAsked = new AtomicLong();
    private volatile long synced;
    private long syncedSeen;
    private volatile boolean hasFailed;
    private volatile long logFloor;
    private volatile Refusal refusal = new Refusal(0, RejectionCause.OUT_OF_SPACE);
    private Refusal refusalSeen = refusal;
    private volatile long served;
    private long servedSeen;
    private volatile RotationMark last;
    private volatile @Nullable RejectionCause obstacle;
    private volatile Runnable coordinator = () -> {};
    private volatile Runnable writer = () -> {};

    /// Requests up to one that wait for something that may be long in coming.
    record Refusal(long request, RejectionCause why) {}

    /// @param most memtables that may be frozen at a time
    /// @param hasThreads whether frozen memtables get fewer without a caller who does it
    /// @param found those that recovery left, which the coordinator has from the start
    /// @param last how far those go, and what is in tables
    public RotationQueue(int most, boolean hasThreads, int found, RotationMark last, Scheduler scheduler) {
        this.scheduler = scheduler;
        this.unpark = scheduler::unpark;
        this.frozen = new SpscVarHandleArrayQueue<>(Math.max(LEAST, most));
        this.most = most;
        this.hasThreads = hasThreads;
        this.last = last;
        unfinished.set(found);
    }

    /// Says who is to be woken, when there is something for them.
    public void connect(Runnable wakeCoordinator, Runnable wakeWriter) {
        coordinator = wakeCoordinator;
        writer = wakeWriter;
    }

    @Override
    public void onFrozen(FrozenMemTable memtable, LogEnd end) {
        unfinished.incrementAndGet();
        boolean isTaken = frozen.offer(new Job(memtable, end));
        assert isTaken : "no room for rotation " + memtable.rotation();
        last = new RotationMark(memtable.rotation(), memtable.lastSequence());
    }

    @Override
    public void wake() {
        coordinator.run();
    }

    @Override
    public boolean hasRoom() {
        return unfinished.get() < most;
    }

    @Override
    public int unfinished() {
        return unfinished.get();
    }

    @Override
    public @Nullable RejectionCause obstacle() {
        return hasThreads ? obstacle : RejectionCause.FLUSH_BEHIND;
    }

    @Override
    public long asked() {
        return asked.get();
    }

    @Override
    public void onServed(long request) {
        served = request;
        coordinator.run();
        waiting.forEach(unpark);
    }

    @Override
    public void onRefused(long request, RejectionCause why) {
        refusal = new Refusal(request, why);
        coordinator.run();
    }

    @Override
    public void onFailure() {
        hasFailed = true;
        coordinator.run();
        waiting.forEach(unpark);
    }

    @Override
    public long syncAsked() {
        return syncAsked.get();
    }

    @Override
    public void onSynced(long request) {
        synced = request;
        coordinator.run();
    }

    @Override
    public long logFloor() {
        return logFloor;
    }

    /// Says up to where the log is not needed any more.
    void raiseLogFloor(long floor) {
        logFloor = floor;
    }

    /// Asks the writer to freeze what there is.
    ///
    /// @return the number of the request
    long ask() {
        long request = asked.incrementAndGet();
        writer.run();
        return request;
    }

    /// The last request that the writer has served.
    long served() {
        servedSeen = served;
        return servedSeen;
    }

    /// What the writer has refused last.
    Refusal refusal() {
        refusalSeen = refusal;
        return refusalSeen;
    }

    /// How far was frozen. Read after [#served()], it is at or behind what was meant.
    RotationMark last() {
        return last;
    }

    /// Asks the writer for a sync of all that is in the log now, marks behind its last operation included.
    ///
    /// @return the number of the request
    long askSync() {
        long request = syncAsked.incrementAndGet();
        writer.run();
        return request;
    }

    /// The last request for a sync that was served.
    long synced() {
        syncedSeen = synced;
        return syncedSeen;
    }

    /// Whether there is something that the coordinator has not seen.
    boolean hasNews() {
        return !frozen.isEmpty() || synced != syncedSeen || served != servedSeen || !refusal.equals(refusalSeen);
    }

    @Nullable
    Job poll() {
        return frozen.poll();
    }

    /// One is in a durable table.
    void onFinished() {
        unfinished.decrementAndGet();
        writer.run();
        waiting.forEach(unpark);
    }

    /// Tickets have ended.
    void onTicketsOver() {
        waiting.forEach(unpark);
    }

    /// Waits until none is left, nor of what was to be frozen before, and who asked for that was told.
    ///
    /// @param areTold whether they were; [#onTicketsOver()] when that changes
    /// @return false when the deadline came first
    boolean awaitNone(BooleanSupplier areTold, long deadlineNanos) {
        Object self = scheduler.self();
        long requests = asked.get();
        // Registered before the first look: the last to finish after it wakes us (W-A6).
        waiting.add(self);
        // A rotation tells nobody at once (decision 140); who waits for one has it told.
        coordinator.run();
        try {
            // In this order: what a request froze is counted before the request is served.
            BooleanSupplier isOver = () -> isNone(requests) && areTold.getAsBoolean();
            return scheduler.await(() -> hasFailed || isOver.getAsBoolean(), deadlineNanos) && isOver.getAsBoolean();
        } finally {
            waiting.remove(self);
        }
    }

    private boolean isNone(long requests) {
        return served >= requests && unfinished.get() == 0;
    }

    void setObstacle(@Nullable RejectionCause why) {
        boolean isNews = obstacle != why;
        obstacle = why;
        if (isNews) {
            writer.run();
        }
    }
}

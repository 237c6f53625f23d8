package io.varve.flush;

import io.varve.compaction.Asked;
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
    private static final long NOT_LOOKED = -1;

    private final Scheduler scheduler;
    private final @Nullable String name;
    private final Kind kind;
    private final Runnable onEnd;
    private final Asked asked;
    private final Runnable onCancel;

    /// The newest flush that its merge goes down with; of the coordinator.
    private long newestFlush = NOT_LOOKED;

    private volatile boolean isCancelled;
    private volatile long doneBytes;
    private volatile long allBytes;
    private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();

    /// How it ended: with an id, or a failure.
    private record Ending(long snapshotId, @Nullable RuntimeException failure) {}

    /// What was asked for.
    enum Kind {
        /// That all is in tables; under a name, perhaps.
        FLUSH,

        /// That, whatever fails meanwhile.
        DRAIN,

        /// That all is in tables, and then one run of all tables, or of those of a range.
        MERGE,

        /// That a name goes.
        DROP
    }

    /// @param name of the snapshot that it makes or drops; null for none
    /// @param asked what is to be merged
    /// @param onEnd called once, when it has ended
    /// @param onCancel called when it is cancelled
    Ticket(Scheduler scheduler, Kind kind, @Nullable String name, Asked asked, Runnable onEnd, Runnable onCancel) {
        this.asked = asked;
        this.onCancel = onCancel;
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

    Asked asked() {
        return asked;
    }

    /// Says that it is not wanted any more. A merge is given up then, unless others want it too; a flush goes on.
    public void cancel() {
        if (kind == Kind.MERGE && !isDone()) {
            isCancelled = true;
            onCancel.run();
        }
    }

    boolean isCancelled() {
        return isCancelled;
    }

    /// Bytes of tables that its merge has read.
    public long doneBytes() {
        return doneBytes;
    }

    /// Bytes of tables that its merge reads in all; 0 before it has begun.
    public long allBytes() {
        return allBytes;
    }

    /// Says what there is in level 0 when its merge is looked at first.
    ///
    /// @return what it was then
    long markNewestFlush(long newest) {
        newestFlush = newestFlush == NOT_LOOKED ? newest : newestFlush;
        return newestFlush;
    }

    void expect(long bytes) {
        allBytes = bytes;
    }

    void onProgress(long bytes) {
        doneBytes = Math.min(bytes, allBytes);
    }

    /// Whether it has ended.
    public boolean isDone() {
        return ending.get() != null;
    }

    /// Whether it has ended, and well.
    boolean hasSucceeded() {
        Ending end = ending.get();
        return end != null && end.failure() == null;
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

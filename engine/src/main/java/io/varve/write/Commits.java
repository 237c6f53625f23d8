package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import java.lang.foreign.MemorySegment;

/// Writes that wait for their end.
///
/// Any thread calls these. Arguments were checked before. They return when the write is acknowledged as
/// it asked to be, and throw [WriteRejectedException], [StoreFailedException] or
/// [OutcomeUnknownException] otherwise; no later than the deadline and a copy of the bytes.
public final class Commits {
    /// In place of a deadline: refuse when there is no room, and otherwise wait for as long as it takes.
    public static final long AT_ONCE = Long.MIN_VALUE;

    private final Admission admission;
    private final Ring ring;
    private final Refusals refusals;
    private final Waiters waiters;
    private final Scheduler scheduler;
    private final Neighbours neighbours;
    private final Lookout forSync;
    private final Lookout withoutSync;
    private final long lendable;

    /// @param forSync lets callers look that wait for a sync
    /// @param withoutSync lets callers look that do not
    /// @param lendable bytes of a batch that the writer copies without I/O; of a larger one it gets a copy
    Commits(
            Admission admission,
            Ring ring,
            Refusals refusals,
            Scheduler scheduler,
            Neighbours neighbours,
            Lookout forSync,
            Lookout withoutSync,
            long lendable) {
        this.admission = admission;
        this.ring = ring;
        this.refusals = refusals;
        this.waiters = new Waiters(scheduler, neighbours);
        this.scheduler = scheduler;
        this.neighbours = neighbours;
        this.forSync = forSync;
        this.withoutSync = withoutSync;
        this.lendable = lendable;
    }

    /// Writes one operation.
    ///
    /// @param expiry as in `format.Expiry`
    public void write(int kind, byte[] key, byte[] value, long expiry, boolean isSync, long deadlineNanos) {
        finish(admission.put(kind, key, value, expiry, deadlineNanos), isSync, deadlineNanos);
    }

    /// Writes one operation.
    ///
    /// @param expiry as in `format.Expiry`
    public void write(
            int kind, MemorySegment key, MemorySegment value, long expiry, boolean isSync, long deadlineNanos) {
        finish(admission.put(kind, key, value, expiry, deadlineNanos), isSync, deadlineNanos);
    }

    /// Writes operations that are encoded already, as one; they stay the caller's, and untouched until
    /// this returns.
    public void write(Region batch, long length, int operations, boolean isSync, long deadlineNanos) {
        long place = length <= lendable
                ? admission.lend(batch, length, operations, deadlineNanos)
                : admission.copy(batch, length, operations, deadlineNanos);
        finish(place, isSync, deadlineNanos);
    }

    /// Returns when everything that was written before is durable.
    public void sync(long deadlineNanos) {
        finish(admission.turn(deadlineNanos), true, deadlineNanos);
    }

    private void finish(long place, boolean isSync, long deadlineNanos) {
        if (place == Admission.NO_ROOM) {
            throw admission.noRoom();
        }
        Waiter waiter = takeWaiter(place);
        int here = isSync ? Neighbours.UNKNOWN : neighbours.here();
        waiter.begin(place, here);
        admission.offer(place, isSync, waiter);

        long deadline = deadlineNanos == AT_ONCE ? Scheduler.NEVER : deadlineNanos;
        // A sync takes longer than any looks.
        int outcome = isSync
                ? waiter.await(0, forSync, deadline)
                : waiter.await(neighbours.looks(here, ring.used()), withoutSync, deadline);
        if (outcome == Outcome.NONE) {
            outcome = giveUp(place, waiter);
        }
        waiters.give(waiter);
        if (outcome != Outcome.ACKED) {
            throw refusals.of(outcome);
        }
    }

    /// A claimed place is published, whatever happens (row 78).
    private Waiter takeWaiter(long place) {
        Waiter waiter = null;
        try {
            waiter = waiters.take();
            return waiter;
        } finally {
            if (waiter == null) {
                admission.abort(place);
            }
        }
    }

    /// The deadline has come: takes the write back, or waits for the copy and leaves it open.
    private int giveUp(long place, Waiter waiter) {
        if (admission.tryCancel(place)) {
            return Outcome.rejected(RejectionCause.DEADLINE);
        }
        Slot slot = ring.slot(place);
        while (!slot.isReleased(place)) {
            scheduler.spin();
        }
        int outcome = waiter.giveUp();
        return outcome == Outcome.NONE ? Outcome.UNKNOWN : outcome;
    }
}

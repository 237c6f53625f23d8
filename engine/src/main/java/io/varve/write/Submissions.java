package io.varve.write;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.WriteRejectedException;
import io.varve.event.CommitCallback;
import io.varve.nativeio.Region;
import io.varve.view.Horizon;
import java.lang.foreign.MemorySegment;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Writes that do not wait for their end: they return their place in the ring, which is their position in
/// the log's order, and whoever wants to know asks for it, waits for it, or is called.
///
/// Any thread calls these. Arguments were checked before; what they held was copied when they return. What
/// was admitted is written, in the order of positions, also by a close; unless the store fails.
public final class Submissions {
    /// In place of a position: not admitted, for a reason that passes.
    public static final long NOT_ADMITTED = Admission.NO_ROOM;

    private final Admission admission;
    private final Ring ring;
    private final Door door;
    private final Progress progress;
    private final Horizon horizon;
    private final Callbacks callbacks;
    private final Commits commits;
    private final Refusals refusals;
    private final LongPredicate isAnswered = this::isAnswered;
    private final LongPredicate isDurableOrOver = this::isDurableOrOver;
    private final int spins;

    Submissions(
            Admission admission,
            Ring ring,
            Door door,
            Progress progress,
            Horizon horizon,
            Callbacks callbacks,
            Commits commits,
            Refusals refusals,
            int spins) {
        this.admission = admission;
        this.ring = ring;
        this.door = door;
        this.progress = progress;
        this.horizon = horizon;
        this.callbacks = callbacks;
        this.commits = commits;
        this.refusals = refusals;
        this.spins = spins;
    }

    /// Submits one operation.
    ///
    /// @param expiry as in `format.Expiry`
    /// @param deadlineNanos how long to wait for room
    /// @return its position, or [#NOT_ADMITTED]
    public long submit(int kind, byte[] key, byte[] value, long expiry, boolean isSync, long deadlineNanos) {
        return offer(admission.put(kind, key, value, expiry, deadlineNanos), isSync, null);
    }

    /// Submits one operation.
    ///
    /// @param expiry as in `format.Expiry`
    /// @param deadlineNanos how long to wait for room
    /// @return its position, or [#NOT_ADMITTED]
    public long submit(
            int kind, MemorySegment key, MemorySegment value, long expiry, boolean isSync, long deadlineNanos) {
        return offer(admission.put(kind, key, value, expiry, deadlineNanos), isSync, null);
    }

    /// Submits encoded operations, as one.
    ///
    /// @param deadlineNanos how long to wait for room
    /// @return their position, or [#NOT_ADMITTED]
    public long submit(Region batch, long length, int operations, boolean isSync, long deadlineNanos) {
        return offer(admission.copy(batch, length, operations, deadlineNanos), isSync, null);
    }

    /// Submits one operation whose end somebody is told.
    ///
    /// @param expiry as in `format.Expiry`
    /// @return whether it was admitted; otherwise nobody is told
    public boolean submit(
            int kind,
            byte[] key,
            byte[] value,
            long expiry,
            boolean isSync,
            long deadlineNanos,
            CommitCallback target) {
        return submit(() -> admission.put(kind, key, value, expiry, deadlineNanos), isSync, deadlineNanos, target);
    }

    /// Submits one operation whose end somebody is told.
    ///
    /// @param expiry as in `format.Expiry`
    /// @return whether it was admitted; otherwise nobody is told
    public boolean submit(
            int kind,
            MemorySegment key,
            MemorySegment value,
            long expiry,
            boolean isSync,
            long deadlineNanos,
            CommitCallback target) {
        return submit(() -> admission.put(kind, key, value, expiry, deadlineNanos), isSync, deadlineNanos, target);
    }

    /// Submits encoded operations, as one, whose end somebody is told.
    ///
    /// @return whether they were admitted; otherwise nobody is told
    public boolean submit(
            Region batch, long length, int operations, boolean isSync, long deadlineNanos, CommitCallback target) {
        return submit(() -> admission.copy(batch, length, operations, deadlineNanos), isSync, deadlineNanos, target);
    }

    /// A place with room for an operation of `size` bytes, to be encoded into [#target] and then
    /// [committed][#commit] or [given up][#abort]; or [#NOT_ADMITTED].
    public long claim(long size, long deadlineNanos) {
        return admission.claim(size, deadlineNanos);
    }

    /// Where the operation of a claimed place is encoded, from its offset 0.
    public Region target(long place) {
        return ring.slot(place).source();
    }

    /// Submits what was encoded.
    public void commit(long place, boolean isSync) {
        admission.offer(place, isSync, null);
    }

    /// Gives a claimed place up.
    public void abort(long place) {
        admission.abort(place);
    }

    /// Waits until a write is acknowledged as it asked to be; `AT_ONCE` looks once.
    ///
    /// @return false when the deadline came first
    public boolean awaitVisible(long position, long deadlineNanos) {
        if (position > ring.claimed()) {
            throw new IllegalArgumentException(
                    "no write has the position " + position + "; the last was given " + ring.claimed());
        }
        int outcome = progress.outcome(position);
        if (outcome == Outcome.NONE && deadlineNanos != Commits.AT_ONCE) {
            progress.positions.await(position, isAnswered, spins, deadlineNanos);
            outcome = progress.outcome(position);
        }
        if (outcome != Outcome.ACKED && outcome != Outcome.NONE) {
            throw refusals.of(outcome);
        }
        return outcome == Outcome.ACKED;
    }

    /// Whether a write that is acknowledged would survive a loss of power.
    public boolean isDurable(long position) {
        return progress.durable() >= position;
    }

    /// Makes everything durable that was acknowledged.
    ///
    /// @return false when the deadline came first
    /// @throws OutcomeUnknownException when it may not be
    /// @throws StoreFailedException when it will not be
    public boolean trySync(long deadlineNanos) {
        try {
            commits.sync(deadlineNanos);
            return true;
        } catch (WriteRejectedException refused) {
            if (refused.rejectionCause().isTransient()) {
                return false;
            }
            throw refused;
        } catch (OutcomeUnknownException late) {
            if (progress.isOver()) {
                throw late;
            }
            return false;
        }
    }

    /// The last position up to which everything is acknowledged; below 0 when none is.
    public long acknowledged() {
        return progress.acknowledged();
    }

    /// Waits until operations beyond a sequence number are durable; `AT_ONCE` looks once.
    ///
    /// @return up to where they are; `beyond` or less when the deadline came first
    public long awaitDurableSequence(long beyond, long deadlineNanos) {
        if (horizon.durableAcquire() <= beyond && deadlineNanos != Commits.AT_ONCE) {
            progress.durables.await(beyond + 1, isDurableOrOver, spins, deadlineNanos);
        }
        long durable = horizon.durableAcquire();
        if (durable <= beyond && isEnding()) {
            throw refusals.rejected(progress.isOver() ? progress.why() : RejectionCause.CLOSED);
        }
        return durable;
    }

    private boolean isAnswered(long position) {
        return progress.outcome(position) != Outcome.NONE;
    }

    private boolean isDurableOrOver(long sequence) {
        return horizon.durableAcquire() >= sequence || isEnding();
    }

    private boolean isEnding() {
        return progress.isOver() || door.reason() == RejectionCause.CLOSED;
    }

    /// What to throw instead of returning [#NOT_ADMITTED].
    public StoreException notAdmitted() {
        return admission.noRoom();
    }

    private long offer(long place, boolean isSync, @Nullable Ending ending) {
        if (place != NOT_ADMITTED) {
            admission.offer(place, isSync, ending);
        }
        return place;
    }

    /// The callback is reserved first: who is admitted must be told.
    private boolean submit(LongSupplier admitted, boolean isSync, long deadlineNanos, CommitCallback target) {
        Callbacks.Callback callback = callbacks.take(target, deadlineNanos);
        if (callback == null) {
            return false;
        }
        long place = NOT_ADMITTED;
        try {
            place = admitted.getAsLong();
        } finally {
            if (place == NOT_ADMITTED) {
                callbacks.give(callback);
            }
        }
        return offer(place, isSync, callback) != NOT_ADMITTED;
    }
}

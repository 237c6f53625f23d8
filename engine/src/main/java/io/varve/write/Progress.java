package io.varve.write;

import com.lmax.disruptor.Sequence;
import io.varve.error.RejectionCause;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import org.jspecify.annotations.Nullable;

/// How far the writer is, in places of the ring: that is how asynchronous writes learn their end (D-6).
///
/// Writes that are known by their place only end in order: up to a place acknowledged; from one place on
/// unknown; from a later one on rejected. One of them is never turned away alone.
///
/// **Owner:** the writer thread stores; everybody loads.
final class Progress {
    private static final long NEVER = Long.MAX_VALUE;

    /// Who waits for a place to be acknowledged.
    final Watchers positions;

    /// Who waits for a sequence number to be durable.
    final Watchers durables;

    private final Sequence acknowledged = new Sequence(-1);
    private final Sequence durable = new Sequence(-1);
    private volatile long unknownFrom = NEVER;
    private volatile long rejectedFrom = NEVER;
    private volatile @Nullable RejectionCause rejection;

    Progress(Scheduler scheduler, Clock clock) {
        this.positions = new Watchers(scheduler, clock);
        this.durables = new Watchers(scheduler, clock);
    }

    /// Everything up to and with this place has been acknowledged as it asked to be.
    long acknowledged() {
        return acknowledged.get();
    }

    /// Everything up to and with this place would survive a loss of power.
    long durable() {
        return durable.get();
    }

    /// How the write at a place ended, if nobody was told; an [Outcome], `NONE` while it has not.
    int outcome(long place) {
        if (place <= acknowledged.get()) {
            return Outcome.ACKED;
        }
        if (place < unknownFrom) {
            return Outcome.NONE;
        }
        RejectionCause why = rejection;
        return place < rejectedFrom || why == null ? Outcome.UNKNOWN : Outcome.rejected(why);
    }

    /// Why it goes on no further.
    RejectionCause why() {
        RejectionCause why = rejection;
        return why == null ? RejectionCause.CLOSED : why;
    }

    void acknowledge(long place) {
        assert !isOver() : place + " after the end";
        if (place > acknowledged.get()) {
            acknowledged.set(place);
            positions.reach(place);
        }
    }

    /// @param sequence of the last operation at or before the place
    void makeDurable(long place, long sequence) {
        durable.set(place);
        durables.reach(sequence);
    }

    /// Whether it goes on no further.
    boolean isOver() {
        return unknownFrom != NEVER;
    }

    /// From `firstUnknown` on nothing more will be acknowledged; from `firstRejected` on nothing was written.
    /// The first to say so counts.
    void end(long firstUnknown, long firstRejected, RejectionCause why) {
        if (!isOver()) {
            rejection = why;
            rejectedFrom = firstRejected;
            unknownFrom = firstUnknown; // last: who sees it sees the others
            positions.wakeAll();
            durables.wakeAll();
        }
    }
}

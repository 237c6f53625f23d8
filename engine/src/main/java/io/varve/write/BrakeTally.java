package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.nativeio.Clock;
import io.varve.recording.Stall;
import io.varve.stats.StoreCounters;
import org.jspecify.annotations.Nullable;

/// What is counted and told of writes that are slowed or held. Decides nothing.
///
/// **Owner:** who sets the pace; [#onDelayed] is any thread's.
final class BrakeTally {
    private final StoreCounters counters;
    private final EventSink events;
    private final Clock clock;
    private final String store;
    private long heldSince;
    private @Nullable Stall recorded;

    /// @param store as recordings name it
    BrakeTally(StoreCounters counters, EventSink events, Clock clock, String store) {
        this.counters = counters;
        this.events = events;
        this.clock = clock;
        this.store = store;
    }

    /// A write has waited.
    ///
    /// @param why null when it did not
    void onDelayed(@Nullable RejectionCause why, long nanos) {
        if (why != null) {
            counters.stalls().add(why, 1);
            counters.stallNanos().add(why, nanos);
        }
    }

    /// Writes go at another pace. A stall is told of when writes are held; that they are slowed down is seen in the
    /// statistics.
    void onPace(Pace before, Pace after) {
        RejectionCause ended = heldFor(before);
        RejectionCause begun = heldFor(after);
        if (ended == begun) {
            return;
        }
        if (ended != null) {
            onResumed(ended);
        }
        if (begun != null) {
            heldSince = clock.nanoTime();
            recorded = Stall.begun();
            events.emit(new StoreEvent.WriteStalled(begun));
            tellState(begun, StoreState.OPEN, StoreState.READ_ONLY_RESUMABLE, begun.what());
        }
    }

    private void onResumed(RejectionCause ended) {
        if (recorded != null) {
            recorded.over(store, ended);
            recorded = null;
        }
        events.emit(new StoreEvent.WriteResumed(ended, clock.nanoTime() - heldSince));
        tellState(ended, StoreState.READ_ONLY_RESUMABLE, StoreState.OPEN, "there is space again");
    }

    private void tellState(RejectionCause why, StoreState from, StoreState to, String reason) {
        if (why == RejectionCause.OUT_OF_SPACE) {
            events.emit(new StoreEvent.StateChanged(from, to, reason));
        }
    }

    private static @Nullable RejectionCause heldFor(Pace pace) {
        return pace.isHeld() ? pace.reason() : null;
    }
}

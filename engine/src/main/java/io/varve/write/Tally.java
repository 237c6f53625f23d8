package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.stats.StoreCounters;
import io.varve.stats.WriterCounter;
import io.varve.stats.WriterCounters;

/// What the writer counts and tells while it works. Decides nothing.
///
/// **Owner:** the writer thread.
final class Tally {
    private final StoreCounters counters;
    private final WriterCounters writer;
    private final EventSink events;
    private final long slowSyncNanos;
    private boolean isReadOnly;

    /// @param slowSyncNanos from which on a sync is an event
    Tally(StoreCounters counters, EventSink events, long slowSyncNanos) {
        this.counters = counters;
        this.writer = counters.writer();
        this.events = events;
        this.slowSyncNanos = slowSyncNanos;
    }

    void onGroup(Group group, long logBytes) {
        writer.add(WriterCounter.GROUPS, 1);
        writer.add(WriterCounter.WRITES, group.size());
        writer.add(WriterCounter.RECORDS, group.operations());
        writer.add(WriterCounter.RECORD_BYTES, group.bytes());
        writer.add(WriterCounter.LOG_BYTES, logBytes);
        counters.groupRecords().record(group.operations());
    }

    /// @param segment of the log that was synced last
    void onSync(long segment, long nanos) {
        writer.add(WriterCounter.SYNCS, 1);
        counters.syncNanos().record(nanos);
        if (nanos >= slowSyncNanos) {
            events.emit(new StoreEvent.SyncSlow("log segment " + segment, nanos, slowSyncNanos));
        }
    }

    void onRoll(long from, long to, long bytes) {
        writer.add(WriterCounter.SEGMENTS_ROLLED, 1);
        events.leave(new StoreEvent.SegmentRolled(from, to, bytes));
    }

    void onStall(RejectionCause reason) {
        counters.stalls().add(reason, 1);
        events.emit(new StoreEvent.WriteStalled(reason));
    }

    void onResume(RejectionCause reason, long nanos) {
        counters.stallNanos().add(reason, nanos);
        events.emit(new StoreEvent.WriteResumed(reason, nanos));
    }

    /// Writes are turned away from now on.
    void onRefusing(RejectionCause why) {
        if (why == RejectionCause.OUT_OF_SPACE && !isReadOnly) {
            isReadOnly = true;
            events.emit(new StoreEvent.StateChanged(StoreState.OPEN, StoreState.READ_ONLY_RESUMABLE, why.what()));
        }
    }

    /// Writes are let in again.
    void onAccepting() {
        if (isReadOnly) {
            isReadOnly = false;
            events.emit(new StoreEvent.StateChanged(
                    StoreState.READ_ONLY_RESUMABLE, StoreState.OPEN, "there is space again"));
        }
    }

    void onRotate() {
        writer.add(WriterCounter.MEMTABLES_FROZEN, 1);
    }

    /// @param nanos that no write went on, the time that something was not ready included
    void onRotated(long nanos) {
        counters.rotationNanos().record(nanos);
    }

    void onUnknown(int writes) {
        writer.add(WriterCounter.UNKNOWN_OUTCOMES, writes);
    }
}

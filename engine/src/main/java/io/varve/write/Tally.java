package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.nativeio.Clock;
import io.varve.recording.GroupCommit;
import io.varve.recording.LogSync;
import io.varve.recording.Stall;
import io.varve.stats.StoreCounters;
import io.varve.stats.WriterCounter;
import io.varve.stats.WriterCounters;
import org.jspecify.annotations.Nullable;

/// What the writer counts and tells while it works. Decides nothing.
///
/// **Owner:** the writer thread.
final class Tally {
    private static final long NOT_TIMED = Long.MIN_VALUE;

    /// One of how many groups is timed that wait for no sync; a power of two. Such a group takes 1.5 us and more, two
    /// looks at the clock 40 ns.
    private static final int TIMED = 16;

    private final StoreCounters counters;
    private final WriterCounters writer;
    private final EventSink events;
    private final Clock clock;
    private final String store;
    private final long slowSyncNanos;
    private boolean isReadOnly;
    private int groups;
    private long began = NOT_TIMED;
    private @Nullable GroupCommit recordedGroup;
    private @Nullable LogSync recordedSync;
    private @Nullable Stall recordedStall;

    /// @param store as recordings name it
    /// @param slowSyncNanos from which on a sync is an event
    Tally(StoreCounters counters, EventSink events, Clock clock, String store, long slowSyncNanos) {
        this.counters = counters;
        this.clock = clock;
        this.store = store;
        this.writer = counters.writer();
        this.events = events;
        this.slowSyncNanos = slowSyncNanos;
    }

    /// A group is gathered, and goes to the log.
    void onCommit(boolean needsSync) {
        boolean isTimed = counters.isOn() && (needsSync || (++groups & (TIMED - 1)) == 0);
        began = isTimed ? clock.nanoTime() : NOT_TIMED;
        recordedGroup = GroupCommit.begun();
    }

    /// All of it are answered, and so may have asked for statistics before; empty after a failure.
    void onCommitted(Group group) {
        if (group.isEmpty()) {
            return;
        }
        if (began != NOT_TIMED) {
            counters.commitNanos().record(clock.nanoTime() - began);
        }
        if (recordedGroup != null) {
            recordedGroup.over(store, group.size(), group.operations(), group.bytes(), group.needsSync());
        }
    }

    void onGroup(Group group, long logBytes) {
        writer.add(WriterCounter.GROUPS, 1);
        writer.add(WriterCounter.WRITES, group.size());
        writer.add(WriterCounter.RECORDS, group.operations());
        writer.add(WriterCounter.RECORD_BYTES, group.bytes());
        writer.add(WriterCounter.LOG_BYTES, logBytes);
        if (counters.isOn()) {
            counters.groupRecords().record(group.operations());
        }
    }

    /// A sync begins.
    ///
    /// @return when
    long onSyncBegun() {
        recordedSync = LogSync.begun();
        return clock.nanoTime();
    }

    /// @param segment of the log that was synced last
    void onSync(long segment, long nanos) {
        writer.add(WriterCounter.SYNCS, 1);
        if (counters.isOn()) {
            counters.syncNanos().record(nanos);
        }
        if (recordedSync != null) {
            recordedSync.over(store, segment);
        }
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
        recordedStall = Stall.begun();
        events.emit(new StoreEvent.WriteStalled(reason));
    }

    void onResume(RejectionCause reason, long nanos) {
        counters.stallNanos().add(reason, nanos);
        if (recordedStall != null) {
            recordedStall.over(store, reason);
        }
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

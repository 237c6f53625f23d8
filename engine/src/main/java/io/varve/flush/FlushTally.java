package io.varve.flush;

import io.varve.compaction.Adaptation;
import io.varve.compaction.Pick;
import io.varve.compaction.Rates;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.nativeio.Clock;
import io.varve.stats.FlushCounters;
import io.varve.view.FrozenMemTable;
import java.util.concurrent.CancellationException;

/// What the coordinator counts and tells. Decides nothing.
///
/// **Owner:** the coordinator.
final class FlushTally {
    private final FlushCounters counters;
    private final EventSink events;
    private final Clock clock;

    FlushTally(FlushCounters counters, EventSink events, Clock clock) {
        this.counters = counters;
        this.events = events;
        this.clock = clock;
    }

    void onRotated(FrozenMemTable frozen) {
        events.emit(new StoreEvent.MemTableRotated(
                frozen.rotation(), frozen.table().entries(), frozen.table().usedBytes()));
    }

    void onBegun(Job job) {
        job.onBegun(clock.nanoTime());
        if (job.failures() > 0) {
            counters.onRetry();
            events.emit(new StoreEvent.FlushRetried(job.rotation(), job.failures() + 1));
        }
    }

    void onStreamed(Job job) {
        counters.streamNanos().record(clock.nanoTime() - job.begunNanos());
    }

    void onInstalled(Job job, Built built, long snapshotId, long nanos) {
        counters.onFlush(job.frozen().table().usedBytes(), built.bytes());
        counters.installNanos().record(nanos);
        events.emit(new StoreEvent.TablesPublished(snapshotId, snapshotId - 1, built.count(), built.bytes()));
    }

    void onClock(boolean isAhead, long wallMillis, long engineMillis) {
        events.emit(new StoreEvent.ClockJumped(!isAhead, wallMillis, engineMillis));
    }

    void onMergeBegun() {
        counters.onMergeBegun(clock.nanoTime());
    }

    /// Its thread has given it back.
    void onMergeOver() {
        counters.onMergeOver();
    }

    void onMerged(MergePlan plan, Built built, long snapshotId) {
        counters.onMerge(plan.bytes(), built.bytes());
        events.emit(new StoreEvent.TablesMerged(
                snapshotId, plan.inputs().size(), plan.bytes(), built.count(), built.bytes()));
    }

    /// Tables stand elsewhere, or are gone, without a merge.
    void onMoved(MergePlan plan, long snapshotId) {
        counters.onMove();
        boolean isDrop = plan.pick().kind() == Pick.Kind.DROP;
        int count = plan.inputs().size();
        events.emit(new StoreEvent.TablesMerged(
                snapshotId, count, plan.bytes(), isDrop ? 0 : count, isDrop ? 0 : plan.bytes()));
    }

    void onAdapted(Adaptation decided) {
        Rates rates = decided.rates();
        events.emit(new StoreEvent.CompactionAdapted(
                decided.limits().byLevel(),
                (long) rates.writtenBytes(),
                (long) rates.lookups(),
                (long) rates.seeks(),
                (long) rates.steps()));
    }

    /// @param isRetried whether it is tried again by itself
    void onMergeFailed(Throwable cause, boolean isRetried) {
        if (cause instanceof CancellationException) {
            return;
        }
        counters.onFailure();
        events.emit(new StoreEvent.BackgroundFailed("varve-merge", cause, isRetried));
    }

    /// An attempt that was given up has failed by itself; one that was told to stop has not.
    void onStrayFailed(Job job, Throwable cause) {
        if (!(cause instanceof CancellationException)) {
            counters.onFailure();
            events.emit(new StoreEvent.FlushFailed(job.rotation(), job.failures(), cause, 0));
        }
    }

    void onFailed(Job job, Throwable cause, long retryNanos) {
        counters.onFailure();
        events.emit(new StoreEvent.FlushFailed(job.rotation(), job.failures(), cause, retryNanos));
    }
}

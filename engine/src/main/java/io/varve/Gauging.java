package io.varve;

import io.varve.compaction.Adaptation;
import io.varve.compaction.RunLimits;
import io.varve.delivery.Events;
import io.varve.error.StoreClosedException;
import io.varve.event.StoreState;
import io.varve.flush.Adapting;
import io.varve.read.Lookups;
import io.varve.stats.StoreCounters;
import io.varve.stats.WriterCounter;
import io.varve.view.Calls;
import io.varve.view.FrozenMemTable;
import io.varve.view.View;
import io.varve.wal.ObsoleteSegments;
import io.varve.write.Pace;
import io.varve.write.WritePath;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks up what a store holds.
final class Gauging {
    private final StoreParts parts;
    private final Reading reading;
    private final StoreCounters counters;
    private final Events events;
    private final OpenCursors cursors;
    private final Lookups lookups;
    private final @Nullable WritePath path;
    private final @Nullable Adapting adapting;

    /// @param path null in a store that is only read
    /// @param adapting null when numbers of runs stay as they are
    Gauging(
            StoreParts parts,
            Reading reading,
            StoreCounters counters,
            Events events,
            OpenCursors cursors,
            Lookups lookups,
            @Nullable WritePath path,
            @Nullable Adapting adapting) {
        this.adapting = adapting;
        this.events = events;
        this.lookups = lookups;
        this.parts = parts;
        this.reading = reading;
        this.counters = counters;
        this.cursors = cursors;
        this.path = path;
    }

    /// What it has done and holds.
    StoreStats report(boolean isClosing) {
        int ticket = reading.calls().enter();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(parts.directory().path());
        }
        try {
            return reportInside(isClosing);
        } finally {
            reading.calls().exit(ticket);
        }
    }

    /// Likewise; of somebody who is inside, or has closed the store and freed nothing yet.
    StoreStats reportInside(boolean isClosing) {
        return new StatsReport(counters, parts.seams().memory().budget(), events, lookups::count).take(take(isClosing));
    }

    private StoreGauges take(boolean isClosing) {
        View now = reading.view().acquire();
        long frozenBytes = 0;
        List<FrozenMemTable> frozen = now.frozen();
        for (FrozenMemTable one : frozen) {
            frozenBytes += one.table().usedBytes();
        }
        return new StoreGauges(
                parts.seams().clock().nanoTime(),
                isClosing ? StoreState.CLOSED : state(),
                reading.horizon().visibleAcquire(),
                reading.horizon().durableAcquire(),
                segments(),
                now.active().entries(),
                now.active().usedBytes(),
                frozen.size(),
                frozenBytes,
                TableGauges.of(now, parts.snapshotId(), reading.reaper(), reading.debt()),
                adaptation(),
                path == null ? Pace.NO_LIMIT : path.brake().pace().bytesPerSecond(),
                parts.options().ringSize(),
                path == null ? 0 : path.ringUsed(),
                cursors.count(),
                cursors.oldestNanos());
    }

    private StoreStats.Adaptation adaptation() {
        if (adapting == null) {
            RunLimits limits = FlushWiring.compaction(parts.options()).limits();
            return new StoreStats.Adaptation(false, limits.byLevel(), 0, 0, 0, 0, 0, 0, 0, 0);
        }
        Adaptation now = adapting.now();
        return new StoreStats.Adaptation(
                true,
                now.limits().byLevel(),
                now.windows(),
                now.changes(),
                (long) now.rates().writtenBytes(),
                (long) now.rates().lookups(),
                (long) now.rates().seeks(),
                (long) now.rates().steps(),
                (long) now.costNow(),
                (long) now.costBest());
    }

    private long segments() {
        ObsoleteSegments obsolete = parts.obsolete();
        long gone = obsolete == null ? 0 : obsolete.recycled() + obsolete.removed();
        return parts.report().segments() + counters.writer().get(WriterCounter.SEGMENTS_ROLLED) - gone;
    }

    private StoreState state() {
        if (path == null) {
            return StoreState.OPEN;
        }
        boolean hasFailed = path.failure().cause() != null;
        StoreState working = path.isOutOfSpace() ? StoreState.READ_ONLY_RESUMABLE : StoreState.OPEN;
        return hasFailed ? StoreState.FAILED : working;
    }
}

package io.varve;

import io.varve.error.StoreClosedException;
import io.varve.format.EngineTime;
import io.varve.read.Bounds;
import io.varve.read.Lookups;
import io.varve.read.ViewCursor;
import io.varve.view.Calls;
import io.varve.view.CurrentView;
import io.varve.view.Horizon;
import io.varve.view.View;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Opens cursors for the store and its snapshots.
final class Cursors {
    private final String directory;
    private final Calls calls;
    private final Lookups lookups;
    private final CurrentView view;
    private final Horizon horizon;
    private final EngineTime time;
    private final LongAdder damagedReads;
    private final Leaks leaks;
    private final OpenCursors open;

    /// @param damagedReads counts those that met damage
    Cursors(
            String directory,
            Reading reading,
            EngineTime time,
            Lookups lookups,
            LongAdder damagedReads,
            Leaks leaks,
            OpenCursors open) {
        this.directory = directory;
        this.calls = reading.calls();
        this.lookups = lookups;
        this.view = reading.view();
        this.horizon = reading.horizon();
        this.time = time;
        this.damagedReads = damagedReads;
        this.leaks = leaks;
        this.open = open;
    }

    /// As for a lookup, the view comes before the sequence.
    StoreCursor open(Range range, @Nullable Snapshot snapshot) {
        Bounds bounds = Arguments.given("range", range).bounds();
        int ticket = calls.pin();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(directory);
        }
        try {
            View now = view.acquire();
            long sequence = snapshot == null ? horizon.visibleAcquire() : snapshot.sequenceIfOpen();
            long asOf = snapshot == null ? time.expiryTime() : snapshot.asOf();
            ViewCursor cursor = new ViewCursor(now, sequence, asOf, bounds);
            return new StoreCursor(this, range, bounds, cursor, now.hold(), open.add());
        } finally {
            calls.exit(ticket);
        }
    }

    /// Counts a cursor that was closed.
    void onClose(int place) {
        open.remove(place);
    }

    String directory() {
        return directory;
    }

    Calls calls() {
        return calls;
    }

    Lookups lookups() {
        return lookups;
    }

    LongAdder damagedReads() {
        return damagedReads;
    }

    Leaks leaks() {
        return leaks;
    }
}

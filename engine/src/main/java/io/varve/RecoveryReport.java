package io.varve;

import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.wal.LogEnd;
import java.time.Duration;

/// What an open found and did.
///
/// @param wasCreated true when there was no store before
/// @param wasCleanlyClosed whether the last close came to its end
/// @param segments log files that were read
/// @param groups groups of writes found in them
/// @param operations operations found in them
/// @param bytes of the log that were read
/// @param lastSequence number of the last operation
/// @param discardedBytes of the log behind its end, which nobody was promised
/// @param manifestTornBytes of an edit that a crash cut short, and that nobody was promised
/// @param isReadDirectly whether all was read around the page cache, which alone shows what a medium has
/// @param duration of all of it
public record RecoveryReport(
        boolean wasCreated,
        boolean wasCleanlyClosed,
        int segments,
        long groups,
        long operations,
        long bytes,
        long lastSequence,
        long discardedBytes,
        long manifestTornBytes,
        boolean isReadDirectly,
        Duration duration) {
    /// Tells what an open did, and first of all that it was done.
    ///
    /// @param end where the log ends
    void tell(EventSink events, String directory, LogEnd end) {
        events.emit(new StoreEvent.StoreOpened(directory, wasCreated));
        events.emit(new StoreEvent.RecoveryFinished(
                segments, groups, operations, bytes, lastSequence, discardedBytes, duration.toNanos()));
        if (discardedBytes > 0) {
            events.emit(new StoreEvent.TornTailCut(
                    directory + ", log segment " + end.segment(),
                    end.offset(),
                    discardedBytes,
                    "the frame there was not written whole, and nothing says that it was ever synced"));
        }
    }
}

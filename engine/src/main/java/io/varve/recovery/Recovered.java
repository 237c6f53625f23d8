package io.varve.recovery;

import io.varve.wal.LogEnd;
import io.varve.wal.LogReport;
import io.varve.wal.SegmentPreparer;
import java.util.List;

/// What to go on from: all that was found is durable, and the manifest says where it ended.
///
/// @param found what was read
/// @param end where the log ends now: what the next frame links to
/// @param lastSequence the highest that was ever given out, as far as anybody can know: of the log, of the
///     tables, and below the floor of the manifest. New ones go on above (W-B8)
/// @param memtables oldest first; the last one takes what is written next
/// @param segments with the first one of this opener ready; the caller's
public record Recovered(
        LogReport found, LogEnd end, long lastSequence, List<RecoveredMemTable> memtables, SegmentPreparer segments) {
    /// Copies the list.
    public Recovered {
        memtables = List.copyOf(memtables);
    }
}

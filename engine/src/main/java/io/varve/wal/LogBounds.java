package io.varve.wal;

import java.util.ArrayList;
import java.util.List;

/// What the manifest knows of a log.
///
/// @param firstSegment the oldest segment that is needed; it must be there. 0 when there is none yet
/// @param cuts where earlier recoveries cut it, one per segment, in order; those in segments that are
///     obsolete are missing
/// @param provenSegment up to where the log is known to be durable; 0 when nothing is known
/// @param provenOffset in that segment
public record LogBounds(long firstSegment, List<LogCut> cuts, long provenSegment, long provenOffset) {
    /// Copies the list; throws `IllegalArgumentException` unless it is in order.
    public LogBounds {
        cuts = List.copyOf(cuts);
        for (int i = 1; i < cuts.size(); i++) {
            boolean isLater = cuts.get(i).segment() > cuts.get(i - 1).segment();
            if (!isLater || cuts.get(i).epoch() < cuts.get(i - 1).epoch()) {
                throw new IllegalArgumentException(cuts.get(i) + " after " + cuts.get(i - 1));
            }
        }
    }

    /// A log of which only the oldest segment is known.
    public static LogBounds from(long firstSegment) {
        return new LogBounds(firstSegment, List.of(), 0, 0);
    }

    /// The same log, cut once more. A cut in the segment of an earlier one takes its place: all that was
    /// written in between was lost, and its segments must not be taken for what comes next.
    public LogBounds cut(LogCut cut) {
        List<LogCut> all = new ArrayList<>(cuts);
        all.removeIf(earlier -> earlier.segment() == cut.segment());
        all.add(cut);
        return new LogBounds(firstSegment, all, provenSegment, provenOffset);
    }
}

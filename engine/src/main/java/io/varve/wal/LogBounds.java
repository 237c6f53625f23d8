package io.varve.wal;

import java.util.List;

/// What the manifest knows of a log.
///
/// @param firstSegment the oldest segment that is needed; it must be there. 0 when there is none yet
/// @param cuts where earlier recoveries cut it, in order; those in segments that are obsolete may be
///     missing
/// @param provenSegment up to where the log is known to be durable; 0 when nothing is known
/// @param provenOffset in that segment
public record LogBounds(long firstSegment, List<LogCut> cuts, long provenSegment, long provenOffset) {
    /// Copies the list.
    public LogBounds {
        cuts = List.copyOf(cuts);
    }

    /// A log of which only the oldest segment is known.
    public static LogBounds from(long firstSegment) {
        return new LogBounds(firstSegment, List.of(), 0, 0);
    }

    /// The same log, cut once more.
    public LogBounds cut(LogCut cut) {
        List<LogCut> all = new java.util.ArrayList<>(cuts);
        all.add(cut);
        return new LogBounds(firstSegment, all, provenSegment, provenOffset);
    }
}

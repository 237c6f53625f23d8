package io.varve.version;

import io.varve.format.TableSummary;

/// A table that is alive, and where it stands among the others.
///
/// @param summary of the file
/// @param level 0: as it was flushed; from 1 on: part of a sorted run of that level, in which no two tables overlap
/// @param rotation at level 0 the number of the rotation that froze its memtable, which orders it among the sources of
///     level 0: a higher one is newer (D-16). From level 1 on the number of its run, which orders the runs of its level
///     likewise
public record LiveTable(TableSummary summary, int level, long rotation) {
    /// The deepest level: far below what a store of any size reaches when each is several times the one above.
    public static final int MAX_LEVEL = 31;

    /// Throws `IllegalArgumentException` when there is no such place.
    public LiveTable {
        if (level < 0 || level > MAX_LEVEL) {
            throw new IllegalArgumentException("level " + level + " of table " + summary.number());
        }
        boolean isRight = level == 0 ? rotation > 0 : rotation >= 0;
        if (!isRight) {
            throw new IllegalArgumentException(
                    "rotation " + rotation + " of table " + summary.number() + " at level " + level);
        }
    }

    /// A flushed table.
    public static LiveTable flushed(TableSummary summary, long rotation) {
        return new LiveTable(summary, 0, rotation);
    }

    /// A part of a sorted run.
    ///
    /// @param run its number
    public static LiveTable ofRun(TableSummary summary, int level, long run) {
        return new LiveTable(summary, level, run);
    }

    /// The number of its file.
    public long number() {
        return summary.number();
    }
}

package io.varve.compaction;

import io.varve.format.Expiry;
import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// All of a tree that a decision needs.
///
/// @param runs the newest first: those of level 0, then level after level. Of level 0 only what may be merged: nothing
///     above a rotation that is not installed (D-16)
/// @param running what is being merged already
/// @param taken numbers of tables that take part in that, or are to be left alone
/// @param oldestSnapshot the lowest sequence that somebody still reads at; `Long.MAX_VALUE` when nobody does
/// @param purgeMillis a time by which what is over is over for everybody; `Long.MIN_VALUE` while there is none
public record Shape(List<SortedRun> runs, List<Pick> running, Set<Long> taken, long oldestSnapshot, long purgeMillis) {
    /// The deepest level that is used: with eight times as much in each, what lies above it has room for more than a
    /// store can have tables. It holds the oldest of everything, from the first merge on; levels above it come into
    /// use from below as it grows.
    public static final int BOTTOM = 7;

    /// Copies the lists.
    public Shape {
        runs = List.copyOf(runs);
        running = List.copyOf(running);
        taken = Set.copyOf(taken);
    }

    /// The runs of a level, the newest first.
    public List<SortedRun> level(int level) {
        List<SortedRun> found = new ArrayList<>();
        for (SortedRun run : runs) {
            if (run.level() == level) {
                found.add(run);
            }
        }
        return found;
    }

    /// Without level 0, which may stay above all else.
    public Shape below0() {
        List<SortedRun> below = new ArrayList<>(runs);
        below.removeIf(run -> run.level() == 0);
        return new Shape(below, running, taken, oldestSnapshot, purgeMillis);
    }

    /// Bytes of a level.
    public long bytes(int level) {
        long bytes = 0;
        for (SortedRun run : runs) {
            bytes += run.level() == level ? run.bytes() : 0;
        }
        return bytes;
    }

    /// When the next table has expired as a whole, or so much of one that it is written anew; `Long.MAX_VALUE` when
    /// none will.
    public long nextExpiry() {
        long next = Long.MAX_VALUE;
        for (SortedRun run : runs) {
            for (TableSummary table : run.tables()) {
                boolean isToCome = run.level() > 0 && !Expiry.isOver(table.lastExpiry(), purgeMillis);
                next = isToCome ? Math.min(next, table.lastExpiry()) : next;
                boolean isWorn = Expiry.isOver(table.thirdExpiry(), purgeMillis);
                next = isWorn ? next : Math.min(next, table.thirdExpiry());
            }
        }
        return next;
    }

    /// Whether a table takes part in a merge, or must not.
    boolean isTaken(TableSummary table) {
        return taken.contains(table.number());
    }

    boolean isAnyTaken(List<TableSummary> tables) {
        for (TableSummary table : tables) {
            if (isTaken(table)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a table of a run hides something, or may: one that is older has keys in its range.
    boolean isAnythingOlder(SortedRun than, TableSummary table) {
        for (int i = runs.indexOf(than) + 1; i < runs.size(); i++) {
            if (!runs.get(i).overlapping(table.smallest(), table.largest()).isEmpty()) {
                return true;
            }
        }
        return false;
    }
}

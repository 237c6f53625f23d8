package io.varve.compaction;

import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.List;

/// What is to be done next.
///
/// @param kind how
/// @param reason why
/// @param inputs numbers of tables
/// @param level that the result belongs to
/// @param run of that level that the result becomes part of; [#NEW_RUN] for one of its own, newer than all there
/// @param smallest no key of the inputs is below
/// @param largest no key of the inputs is above
/// @param bytes of the inputs
public record Pick(
        Kind kind,
        Reason reason,
        List<Long> inputs,
        int level,
        long run,
        KeyBytes smallest,
        KeyBytes largest,
        long bytes) {
    /// Stands for a run that is not there yet.
    public static final long NEW_RUN = -1;

    /// How it is done.
    public enum Kind {
        /// The inputs are read, and others are written.
        MERGE,

        /// The inputs are what they should be, and stand elsewhere from now on.
        MOVE,

        /// The inputs go, and nothing comes in their place.
        DROP
    }

    /// Why it is done.
    public enum Reason {
        /// Level 0 has enough flushes.
        LEVEL_0,

        /// A level is larger than it should be.
        SIZE,

        /// A level has more runs than it should.
        RUNS,

        /// What was deleted takes up too much of a table.
        TOMBSTONES,

        /// All of a table has expired, or much of it.
        EXPIRY,

        /// Nobody writes, and much of what is above the bottom may be garbage.
        SPACE,

        /// Somebody asked for it.
        ASKED
    }

    /// Copies the list.
    public Pick {
        inputs = List.copyOf(inputs);
    }

    static Pick of(Kind kind, Reason reason, List<TableSummary> tables, int level, long run) {
        List<Long> numbers = new ArrayList<>();
        for (TableSummary table : tables) {
            numbers.add(table.number());
        }
        return new Pick(
                kind,
                reason,
                numbers,
                level,
                run,
                SortedRun.smallest(tables),
                SortedRun.largest(tables),
                SortedRun.bytes(tables));
    }

    /// Whether it cannot run beside another: they have a table in common, or what comes of them could meet.
    public boolean excludes(Pick other) {
        for (long input : inputs) {
            if (other.inputs.contains(input)) {
                return true;
            }
        }
        return meets(other);
    }

    /// The same, for another reason.
    Pick because(Reason why) {
        return new Pick(kind, why, inputs, level, run, smallest, largest, bytes);
    }

    /// Whether what comes of another could meet what comes of this: at the same level, with keys in common. Runs of a
    /// level that become one stay where they are, behind what is new.
    boolean meets(Pick other) {
        boolean isApart =
                (run == NEW_RUN && other.reason == Reason.RUNS) || (other.run == NEW_RUN && reason == Reason.RUNS);
        if (level != other.level || isApart) {
            return false;
        }
        return (run == NEW_RUN && other.run == NEW_RUN)
                || (smallest.compareTo(other.largest) <= 0 && largest.compareTo(other.smallest) >= 0);
    }
}

package io.varve.compaction;

import io.varve.compaction.Pick.Kind;
import io.varve.compaction.Pick.Reason;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What somebody wants merged, whatever the shape says: all, or what may have keys of a range, down to the bottom.
///
/// @param smallest null for the least key there can be
/// @param largest null for the largest
public record Asked(@Nullable KeyBytes smallest, @Nullable KeyBytes largest) {
    /// Everything.
    public static final Asked ALL = new Asked(null, null);

    /// What is to be merged; null when it is one run already, and the oldest.
    ///
    /// @param shape in which nothing runs
    public @Nullable Pick pick(Shape shape) {
        List<SortedRun> runs = shape.runs();
        if (runs.isEmpty() || (runs.size() == 1 && runs.getFirst().level() > 0)) {
            return null;
        }
        List<TableSummary> inputs = new ArrayList<>();
        for (SortedRun run : runs) {
            if (run.level() < Shape.BOTTOM) {
                addAbove(run, inputs);
            }
        }
        List<SortedRun> bottom = shape.level(Shape.BOTTOM);
        if (bottom.size() > 1) {
            bottom.forEach(run -> inputs.addAll(run.tables()));
        } else if (!bottom.isEmpty() && !inputs.isEmpty()) {
            inputs.addAll(between(bottom.getFirst(), inputs));
        }
        if (inputs.isEmpty()) {
            return null;
        }
        long run = bottom.size() == 1 ? bottom.getFirst().number() : Pick.NEW_RUN;
        return Pick.of(Kind.MERGE, Reason.ASKED, inputs, Shape.BOTTOM, run);
    }

    /// Of the run at the bottom what is meant, or shares keys with the rest, and all that lies between: what comes of
    /// it may have any key there.
    private List<TableSummary> between(SortedRun bottom, List<TableSummary> above) {
        List<TableSummary> ends = new ArrayList<>(above);
        for (TableSummary table : bottom.tables()) {
            if (isMeant(table)) {
                ends.add(table);
            }
        }
        return bottom.overlapping(SortedRun.smallest(ends), SortedRun.largest(ends));
    }

    /// What is meant, and what is older and shares keys with what was taken before: nothing goes below that. Of level
    /// 0 all that is older goes along: its tables mostly share keys.
    private void addAbove(SortedRun run, List<TableSummary> inputs) {
        boolean isLevel0Begun = run.level() == 0 && !inputs.isEmpty();
        List<TableSummary> found = new ArrayList<>();
        for (TableSummary table : run.tables()) {
            if (isLevel0Begun || isMeant(table) || isAnyMet(inputs, table)) {
                found.add(table);
            }
        }
        if (run.level() == 0 && !found.isEmpty()) {
            inputs.addAll(run.tables());
        } else {
            inputs.addAll(found);
        }
    }

    private boolean isMeant(TableSummary table) {
        boolean isAbove = smallest != null && table.largest().compareTo(smallest) < 0;
        boolean isBelow = largest != null && table.smallest().compareTo(largest) > 0;
        return !isAbove && !isBelow;
    }

    private static boolean isAnyMet(List<TableSummary> inputs, TableSummary table) {
        for (TableSummary input : inputs) {
            if (SortedRun.overlaps(table, input.smallest(), input.largest())) {
                return true;
            }
        }
        return false;
    }
}

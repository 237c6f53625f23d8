package io.varve.compaction;

import io.varve.compaction.Pick.Kind;
import io.varve.compaction.Pick.Reason;
import io.varve.format.TableSummary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A level that goes down table by table: each time the one that meets the least of what is below, for its size.
final class Slices {
    private final CompactionConfig config;

    Slices(CompactionConfig config) {
        this.config = config;
    }

    /// The next table.
    ///
    /// @param source the oldest run of its level
    /// @param there the run of the level below, if there is one
    /// @param run that it goes into
    @Nullable
    Pick next(Shape shape, SortedRun source, List<SortedRun> there, int target, long run, Reason reason) {
        Pick best = null;
        double least = Double.MAX_VALUE;
        for (TableSummary table : source.tables()) {
            List<TableSummary> inputs = new ArrayList<>();
            inputs.add(table);
            for (SortedRun below : there) {
                inputs.addAll(below.overlapping(table.smallest(), table.largest()));
            }
            Kind kind = inputs.size() == 1 ? Kind.MOVE : Kind.MERGE;
            Pick pick = Pick.of(kind, reason, inputs, target, run);
            double cost = cost(table, pick, reason);
            if (cost < least && Picker.isFree(shape, inputs, pick)) {
                best = pick;
                least = cost;
            }
        }
        return best;
    }

    /// Bytes that are read for each byte that goes down; a table of tombstones takes what they hide with it.
    private double cost(TableSummary table, Pick pick, Reason reason) {
        double cost = (double) pick.bytes() / table.bytes();
        boolean isDeleted = 100.0 * table.tombstones() >= (double) config.tombstonePercent() * table.entries();
        return reason == Reason.TOMBSTONES && !isDeleted ? cost + config.ratio() * Shape.BOTTOM : cost;
    }
}

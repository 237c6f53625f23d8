package io.varve.flush;

import io.varve.compaction.Pick;
import io.varve.format.TableSummary;
import io.varve.sstable.Table;
import java.util.ArrayList;
import java.util.List;

/// Tables that become part of one sorted run.
///
/// @param pick why, and where to
/// @param runs the inputs, the newest first, each ascending; they stay open until they are retired, after the merge
/// @param older tables that take no part and may have older versions of the same keys: what hides those is kept (I-18)
record MergePlan(Pick pick, List<List<Table>> runs, List<TableSummary> older) {
    /// More tables than this do not come of one merge; the last is larger then.
    static final long MOST_OUTPUTS = 1024;

    /// Copies the lists.
    public MergePlan {
        runs = List.copyOf(runs);
        older = List.copyOf(older);
    }

    /// All inputs, the newest first.
    List<Table> inputs() {
        List<Table> inputs = new ArrayList<>();
        runs.forEach(inputs::addAll);
        return inputs;
    }

    /// Bytes of all of them.
    long bytes() {
        return pick.bytes();
    }

    /// The last operation that is in any of them.
    long lastSequence() {
        long last = 0;
        for (Table input : inputs()) {
            last = Math.max(last, input.summary().lastSequence());
        }
        return last;
    }
}

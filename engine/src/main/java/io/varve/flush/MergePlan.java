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

    /// As a part of what is expected, so much more is taken: a file that has to grow takes a fourth at a time.
    private static final long SPARE = 16;

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

    /// Bytes that are likely to come of it, to take space for: all inputs; but what goes into a run that is there
    /// mostly takes the place of something there, and what does not finds space as it comes.
    long expectedBytes() {
        if (pick.run() == Pick.NEW_RUN) {
            return bytes();
        }
        long largest = 0;
        for (List<Table> run : runs) {
            long bytes = 0;
            for (Table table : run) {
                bytes += table.summary().bytes();
            }
            largest = Math.max(largest, bytes);
        }
        return Math.min(bytes(), largest + largest / SPARE);
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

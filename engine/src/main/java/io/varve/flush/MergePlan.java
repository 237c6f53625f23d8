package io.varve.flush;

import io.varve.sstable.Table;
import java.util.List;

/// Tables that become one sorted run.
///
/// **Requires:** nothing that is older than any of them is left out: so what they delete is gone when they are
/// merged (I-18).
///
/// @param inputs the newest first; they stay open until they are retired, after the merge
/// @param level that the run belongs to
/// @param bytes of all of them
record MergePlan(List<Table> inputs, int level, long bytes) {
    /// More tables than this do not come of one merge; the last is larger then.
    static final long MOST_OUTPUTS = 1024;

    /// The last operation that is in any of them.
    long lastSequence() {
        long last = 0;
        for (Table input : inputs) {
            last = Math.max(last, input.summary().lastSequence());
        }
        return last;
    }

    MergePlan {
        inputs = List.copyOf(inputs);
    }
}

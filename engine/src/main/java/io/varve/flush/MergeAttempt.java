package io.varve.flush;

import java.util.List;

/// One try at merging tables into a run.
final class MergeAttempt extends Attempt {
    private final MergePlan plan;
    private final Merging merging;
    private final List<Long> fileNumbers;

    /// @param fileNumbers for the tables of the run, in order; the last takes all that is left
    MergeAttempt(MergePlan plan, Merging merging, List<Long> fileNumbers) {
        this.plan = plan;
        this.merging = merging;
        this.fileNumbers = List.copyOf(fileNumbers);
    }

    @Override
    Built make() throws Exception {
        return merging.merge(this);
    }

    MergePlan plan() {
        return plan;
    }

    List<Long> fileNumbers() {
        return fileNumbers;
    }

    /// What makes a run of tables. Implemented by [TableMerge]; by others in tests.
    interface Merging {
        /// How many tables a plan makes at most.
        int tablesOf(MergePlan plan);

        /// Makes the run; as [Attempt#make].
        Built merge(MergeAttempt attempt) throws Exception;
    }
}

package io.varve.flush;

/// Stands where nothing is merged.
final class NoMerging implements MergeAttempt.Merging {
    @Override
    public int tablesOf(MergePlan plan) {
        return 1;
    }

    @Override
    public Built merge(MergeAttempt attempt) {
        throw new IllegalStateException("no merge here");
    }

    @Override
    public long oldestSnapshot() {
        return Long.MAX_VALUE;
    }

    @Override
    public long purgeTime() {
        return Long.MIN_VALUE;
    }
}

package io.varve.stats;

/// All that one store counts.
///
/// Each part says who may add to it: the writer's counters and histograms have one writer; those per
/// cause belong to the callers, who are many.
///
/// @param writer the writer's counters
/// @param groupRecords operations per group; the writer's
/// @param syncNanos how long syncs of the log took; the writer's
/// @param rejections writes that were rejected; the callers'
/// @param stalls writes that waited; the callers'
/// @param stallNanos how long they waited, added up; the callers'
public record StoreCounters(
        WriterCounters writer,
        Histogram groupRecords,
        Histogram syncNanos,
        CauseCounters rejections,
        CauseCounters stalls,
        CauseCounters stallNanos) {
    /// All zero.
    public StoreCounters() {
        this(
                new WriterCounters(),
                new Histogram(),
                new Histogram(),
                new CauseCounters(),
                new CauseCounters(),
                new CauseCounters());
    }
}

package io.varve.stats;

import java.util.concurrent.atomic.LongAdder;

/// All that one store counts.
///
/// Each part says who may add to it: the writer's counters and histograms have one writer; those per
/// cause belong to the callers, who are many.
///
/// @param isOn whether everything is counted that costs something; else what costs a store, and what is rare
/// @param writer the writer's counters
/// @param groupRecords operations per group; the writer's
/// @param commitNanos how long groups took, from the log until all were answered; the writer's
/// @param syncNanos how long syncs of the log took; the writer's
/// @param rotationNanos how long the writer wrote nothing while one memtable followed another; the writer's
/// @param readNanos how long lookups took, of some of them; the callers'
/// @param rejections writes that were rejected; the callers'
/// @param stalls writes that waited; the callers'
/// @param stallNanos how long they waited, added up; the callers'
/// @param backgroundFailures what failed on the store's own threads, retried or not; any thread's
/// @param forgottenHandles what was collected and never closed; any thread's
/// @param damagedReads reads that met damaged bytes of a file, or a machine that would not read it; the callers'
/// @param flush what flushes and merges have done; the installer's
public record StoreCounters(
        boolean isOn,
        WriterCounters writer,
        Histogram groupRecords,
        Histogram commitNanos,
        Histogram syncNanos,
        Histogram rotationNanos,
        Histogram readNanos,
        CauseCounters rejections,
        CauseCounters stalls,
        CauseCounters stallNanos,
        LongAdder backgroundFailures,
        LongAdder forgottenHandles,
        LongAdder damagedReads,
        FlushCounters flush) {
    /// All zero; everything is counted.
    public StoreCounters() {
        this(true);
    }

    /// All zero.
    public StoreCounters(boolean isOn) {
        this(
                isOn,
                new WriterCounters(),
                new Histogram(),
                new Histogram(),
                new Histogram(),
                new Histogram(),
                new Histogram(),
                new CauseCounters(),
                new CauseCounters(),
                new CauseCounters(),
                new LongAdder(),
                new LongAdder(),
                new LongAdder(),
                new FlushCounters());
    }
}

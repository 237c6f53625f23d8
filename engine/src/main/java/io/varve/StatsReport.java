package io.varve;

import static io.varve.stats.WriterCounter.GROUPS;
import static io.varve.stats.WriterCounter.LOG_BYTES;
import static io.varve.stats.WriterCounter.MEMTABLES_FROZEN;
import static io.varve.stats.WriterCounter.RECORDS;
import static io.varve.stats.WriterCounter.RECORD_BYTES;
import static io.varve.stats.WriterCounter.SEGMENTS_ROLLED;
import static io.varve.stats.WriterCounter.SYNCS;
import static io.varve.stats.WriterCounter.UNKNOWN_OUTCOMES;
import static io.varve.stats.WriterCounter.WRITES;

import io.varve.delivery.Events;
import io.varve.error.RejectionCause;
import io.varve.nativeio.MemoryBudget;
import io.varve.stats.FlushCounters;
import io.varve.stats.HistogramSnapshot;
import io.varve.stats.StoreCounters;
import io.varve.stats.WriterCounters;
import java.util.EnumMap;
import java.util.Map;

/// Puts together what the parts of a store count into one [StoreStats].
final class StatsReport {
    private final StoreCounters counters;
    private final MemoryBudget budget;
    private final Events events;

    StatsReport(StoreCounters counters, MemoryBudget budget, Events events) {
        this.counters = counters;
        this.budget = budget;
        this.events = events;
    }

    /// The stats of this moment; any thread.
    StoreStats take(StoreGauges gauges) {
        WriterCounters writer = counters.writer();
        return new StoreStats(
                gauges.state(),
                gauges.visibleSequence(),
                gauges.durableSequence(),
                counters.backgroundFailures().sum(),
                counters.forgottenHandles().sum(),
                writes(),
                new StoreStats.Log(
                        writer.get(LOG_BYTES),
                        gauges.segments(),
                        writer.get(SEGMENTS_ROLLED),
                        writer.get(SYNCS),
                        distribution(counters.syncNanos().snapshot())),
                new StoreStats.Memtables(
                        gauges.entries(),
                        gauges.entryBytes(),
                        gauges.frozen(),
                        gauges.frozenBytes(),
                        writer.get(MEMTABLES_FROZEN),
                        distribution(counters.rotationNanos().snapshot())),
                tables(gauges),
                new StoreStats.Ring(gauges.ringCapacity(), gauges.ringUsed()),
                new StoreStats.Cursors(gauges.cursors(), gauges.oldestCursorNanos()),
                memory(),
                new StoreStats.Events(events.told(), events.lost(), events.listenerFailures()));
    }

    private StoreStats.Tables tables(StoreGauges gauges) {
        FlushCounters flush = counters.flush();
        TableGauges tables = gauges.tables();
        return new StoreStats.Tables(
                tables.snapshotId(),
                tables.level0(),
                tables.inRuns(),
                tables.bytes(),
                tables.entries(),
                tables.retiredBytes(),
                flush.flushes(),
                flush.tableBytes(),
                flush.merges(),
                flush.mergeReadBytes(),
                flush.mergeWrittenBytes(),
                flush.moves(),
                tables.debtBytes(),
                tables.levels(),
                flush.mergingNanos(gauges.nanoTime()),
                flush.failures(),
                flush.retries(),
                counters.damagedReads().sum(),
                distribution(flush.streamNanos().snapshot()),
                distribution(flush.installNanos().snapshot()));
    }

    private StoreStats.Writes writes() {
        WriterCounters writer = counters.writer();
        return new StoreStats.Writes(
                writer.get(WRITES),
                writer.get(RECORDS),
                writer.get(RECORD_BYTES),
                writer.get(GROUPS),
                distribution(counters.groupRecords().snapshot()),
                writer.get(UNKNOWN_OUTCOMES),
                counters.rejections().nonZero(),
                stalls());
    }

    private Map<RejectionCause, StoreStats.Stall> stalls() {
        Map<RejectionCause, StoreStats.Stall> stalls = new EnumMap<>(RejectionCause.class);
        counters.stalls()
                .nonZero()
                .forEach((cause, count) -> stalls.put(
                        cause, new StoreStats.Stall(count, counters.stallNanos().get(cause))));
        return stalls;
    }

    private StoreStats.Memory memory() {
        return new StoreStats.Memory(
                budget.limit(),
                budget.used(),
                budget.highWater(),
                budget.accounts().stream()
                        .map(account -> new StoreStats.Account(account.purpose(), account.used(), account.highWater()))
                        .toList());
    }

    private static StoreStats.Distribution distribution(HistogramSnapshot values) {
        return new StoreStats.Distribution(
                values.count(),
                values.sum(),
                values.valueAt(500_000),
                values.valueAt(900_000),
                values.valueAt(990_000),
                values.valueAt(999_000),
                values.max());
    }
}

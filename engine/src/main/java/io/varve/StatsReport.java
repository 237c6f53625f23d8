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
import io.varve.stats.Histogram;
import io.varve.stats.HistogramSnapshot;
import io.varve.stats.ReadCounter;
import io.varve.stats.StoreCounters;
import io.varve.stats.WriterCounters;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Puts together what the parts of a store count into one [StoreStats].
///
/// **Owner:** one thread.
final class StatsReport {
    private final StoreCounters counters;
    private final MemoryBudget budget;
    private final Events events;
    private final ToLongFunction<ReadCounter> reads;
    private final HistogramSnapshot scratch = new HistogramSnapshot();

    /// @param reads what lookups have counted
    StatsReport(StoreCounters counters, MemoryBudget budget, Events events, ToLongFunction<ReadCounter> reads) {
        this.reads = reads;
        this.counters = counters;
        this.budget = budget;
        this.events = events;
    }

    /// The stats of this moment.
    StoreStats take(StoreGauges gauges) {
        WriterCounters writer = counters.writer();
        return new StoreStats(
                gauges.state(),
                counters.isOn(),
                gauges.visibleSequence(),
                gauges.durableSequence(),
                counters.backgroundFailures().sum() + events.dutyFailures(),
                counters.forgottenHandles().sum(),
                writes(gauges),
                reads(),
                new StoreStats.Log(
                        writer.get(LOG_BYTES),
                        gauges.segments(),
                        writer.get(SEGMENTS_ROLLED),
                        writer.get(SYNCS),
                        distribution(counters.syncNanos())),
                new StoreStats.Memtables(
                        gauges.entries(),
                        gauges.entryBytes(),
                        gauges.frozen(),
                        gauges.frozenBytes(),
                        writer.get(MEMTABLES_FROZEN),
                        distribution(counters.rotationNanos())),
                tables(gauges),
                gauges.tables().levels(),
                amplification(gauges.tables()),
                gauges.adaptation(),
                new StoreStats.Ring(gauges.ringCapacity(), gauges.ringUsed()),
                new StoreStats.Cursors(gauges.cursors(), gauges.oldestCursorNanos()),
                memory(),
                new StoreStats.Events(events.told(), events.lost(), events.listenerFailures()));
    }

    private StoreStats.Tables tables(StoreGauges gauges) {
        FlushCounters flush = counters.flush();
        TableGauges tables = gauges.tables();
        StoreStats.Level all = tables.all();
        long level0 = tables.levels().stream()
                .filter(level -> level.level() == 0)
                .mapToLong(StoreStats.Level::tables)
                .sum();
        return new StoreStats.Tables(
                tables.snapshotId(),
                level0,
                all.tables() - level0,
                all.bytes(),
                all.rawBytes(),
                all.entries(),
                all.tombstones(),
                tables.unfiltered(),
                tables.retiredBytes(),
                flush.flushes(),
                flush.tableBytes(),
                flush.merges(),
                flush.mergeReadBytes(),
                flush.mergeWrittenBytes(),
                flush.moves(),
                tables.debtBytes(),
                flush.mergingNanos(gauges.nanoTime()),
                flush.failures(),
                flush.retries(),
                counters.damagedReads().sum(),
                distribution(flush.streamNanos()),
                distribution(flush.installNanos()));
    }

    private StoreStats.Writes writes(StoreGauges gauges) {
        WriterCounters writer = counters.writer();
        return new StoreStats.Writes(
                writer.get(WRITES),
                writer.get(RECORDS),
                writer.get(RECORD_BYTES),
                writer.get(GROUPS),
                distribution(counters.groupRecords()),
                distribution(counters.commitNanos()),
                writer.get(UNKNOWN_OUTCOMES),
                counters.rejections().nonZero(),
                stalls(),
                gauges.bytesPerSecond());
    }

    private StoreStats.Reads reads() {
        return new StoreStats.Reads(
                reads.applyAsLong(ReadCounter.IN_MEMORY),
                reads.applyAsLong(ReadCounter.IN_LEVEL0),
                reads.applyAsLong(ReadCounter.IN_RUNS),
                reads.applyAsLong(ReadCounter.NOWHERE),
                reads.applyAsLong(ReadCounter.FILTERED),
                reads.applyAsLong(ReadCounter.FALSE_POSITIVES),
                reads.applyAsLong(ReadCounter.TOGETHER),
                reads.applyAsLong(ReadCounter.SEEKS),
                reads.applyAsLong(ReadCounter.STEPS),
                distribution(counters.readNanos()));
    }

    private StoreStats.Amplification amplification(TableGauges tables) {
        long given = counters.writer().get(RECORD_BYTES);
        long inTables = counters.flush().tableBytes() + counters.flush().mergeWrittenBytes();
        StoreStats.Reads done = reads();
        StoreStats.Level all = tables.all();
        long deepest = tables.levels().isEmpty() ? 0 : tables.levels().getLast().bytes();
        return new StoreStats.Amplification(
                ratio(counters.writer().get(LOG_BYTES) + inTables, given),
                ratio(inTables, given),
                ratio(done.tablesSearched(), done.lookups()),
                ratio(all.bytes(), deepest),
                ratio(all.bytes(), all.rawBytes()));
    }

    private static double ratio(long whole, long part) {
        return part == 0 ? 0 : (double) whole / part;
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

    private StoreStats.Distribution distribution(Histogram histogram) {
        HistogramSnapshot values = histogram.snapshot(scratch);
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

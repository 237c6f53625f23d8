package io.varve;

import io.varve.error.RejectionCause;
import io.varve.event.StoreState;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import java.util.List;
import java.util.Map;

/// Writes statistics into a page ([StatisticsFormat]).
///
/// **Owner:** one thread at a time. Allocates nothing.
final class StatisticsPage {
    private final Region page;
    private final Crc32c crc = new Crc32c();
    private long at;

    StatisticsPage(Region page) {
        this.page = page;
    }

    /// Fills the page.
    void fill(PublishedStatistics statistics) {
        page.fill(0, StatisticsFormat.PAGE_SIZE, (byte) 0);
        page.putLong(0, StatisticsFormat.MAGIC);
        page.putInt(StatisticsFormat.VERSION_OFFSET, StatisticsFormat.VERSION);
        page.putLongBigEndian(StatisticsFormat.STORE_OFFSET, statistics.storeHigh());
        page.putLongBigEndian(StatisticsFormat.STORE_OFFSET + Long.BYTES, statistics.storeLow());
        page.putLong(StatisticsFormat.PID_OFFSET, statistics.pid());
        page.putLong(StatisticsFormat.EPOCH_OFFSET, statistics.epoch());
        page.putLong(StatisticsFormat.OPENED_OFFSET, statistics.openedMillis());
        page.putLong(StatisticsFormat.WRITTEN_OFFSET, statistics.writtenMillis());
        page.putLong(StatisticsFormat.SERIAL_OFFSET, statistics.serial());
        page.putLong(StatisticsFormat.INTERVAL_OFFSET, statistics.intervalNanos());
        at = StatisticsFormat.BODY_OFFSET;
        put(statistics.stats());
        page.putInt(StatisticsFormat.CHECKSUM_OFFSET, checksum(crc, page));
    }

    /// Of a page, whatever is in it.
    static int checksum(Crc32c crc, Region page) {
        int from = StatisticsFormat.STORE_OFFSET;
        return crc.begin().update(page, from, StatisticsFormat.PAGE_SIZE - from).value();
    }

    /// The number of a state in the file.
    static long number(StoreState state) {
        return switch (state) {
            case OPEN -> 1;
            case READ_ONLY_RESUMABLE -> 2;
            case FAILED -> 3;
            case CLOSED -> 4;
        };
    }

    private void put(StoreStats stats) {
        put(number(stats.state()));
        put(stats.isCounting() ? 1 : 0);
        put(stats.visibleSequence());
        put(stats.durableSequence());
        put(stats.backgroundFailures());
        put(stats.forgottenHandles());
        put(stats.writes());
        put(stats.reads());
        put(stats.log());
        put(stats.memtables());
        put(stats.tables());
        put(stats.ring().capacity());
        put(stats.ring().used());
        put(stats.cursors().open());
        put(stats.cursors().oldestNanos());
        put(stats.events().told());
        put(stats.events().lost());
        put(stats.events().listenerFailures());
        put(stats.amplification());
        put(stats.adaptation());
        putLevels(stats.levels());
        put(stats.memory());
    }

    private void put(StoreStats.Writes writes) {
        put(writes.calls());
        put(writes.records());
        put(writes.bytes());
        put(writes.groups());
        put(writes.groupRecords());
        put(writes.commitNanos());
        put(writes.unknown());
        Map<RejectionCause, Long> rejections = writes.rejections();
        Map<RejectionCause, StoreStats.Stall> stalls = writes.stalls();
        RejectionCause[] causes = RejectionCause.values();
        put(causes.length);
        for (RejectionCause cause : causes) {
            put(rejections.getOrDefault(cause, 0L));
            StoreStats.Stall stall = stalls.get(cause);
            put(stall == null ? 0 : stall.count());
            put(stall == null ? 0 : stall.nanos());
        }
        put(writes.bytesPerSecond());
    }

    private void put(StoreStats.Reads reads) {
        put(reads.inMemory());
        put(reads.inLevel0());
        put(reads.inRuns());
        put(reads.nowhere());
        put(reads.filtered());
        put(reads.falsePositives());
        put(reads.together());
        put(reads.seeks());
        put(reads.steps());
        put(reads.sampledNanos());
    }

    private void put(StoreStats.Log log) {
        put(log.bytes());
        put(log.segments());
        put(log.segmentsRolled());
        put(log.syncs());
        put(log.syncNanos());
    }

    private void put(StoreStats.Memtables memtables) {
        put(memtables.entries());
        put(memtables.bytes());
        put(memtables.frozen());
        put(memtables.frozenBytes());
        put(memtables.frozenEver());
        put(memtables.rotationNanos());
    }

    private void put(StoreStats.Tables tables) {
        put(tables.snapshotId());
        put(tables.level0());
        put(tables.inRuns());
        put(tables.bytes());
        put(tables.rawBytes());
        put(tables.entries());
        put(tables.tombstones());
        put(tables.unfiltered());
        put(tables.retiredBytes());
        put(tables.flushes());
        put(tables.flushedBytes());
        put(tables.merges());
        put(tables.mergeReadBytes());
        put(tables.mergedBytes());
        put(tables.moves());
        put(tables.debtBytes());
        put(tables.mergingNanos());
        put(tables.failures());
        put(tables.retries());
        put(tables.damagedReads());
        put(tables.streamNanos());
        put(tables.installNanos());
    }

    private void put(StoreStats.Distribution values) {
        put(values.count());
        put(values.sum());
        put(values.p50());
        put(values.p90());
        put(values.p99());
        put(values.p999());
        put(values.max());
    }

    private void put(StoreStats.Amplification costs) {
        put(Double.doubleToLongBits(costs.write()));
        put(Double.doubleToLongBits(costs.flushAndMerge()));
        put(Double.doubleToLongBits(costs.read()));
        put(Double.doubleToLongBits(costs.space()));
        put(Double.doubleToLongBits(costs.compression()));
    }

    private void put(StoreStats.Adaptation adaptation) {
        put(adaptation.isOn() ? 1 : 0);
        put(adaptation.runs().size());
        for (int i = 0; i < adaptation.runs().size(); i++) {
            put(adaptation.runs().get(i));
        }
        put(adaptation.windows());
        put(adaptation.changes());
        put(adaptation.writtenBytes());
        put(adaptation.lookups());
        put(adaptation.seeks());
        put(adaptation.steps());
        put(adaptation.costNow());
        put(adaptation.costBest());
    }

    private void putLevels(List<StoreStats.Level> levels) {
        int count = Math.min(levels.size(), StatisticsFormat.MAX_LEVELS);
        put(count);
        for (int i = 0; i < count; i++) {
            StoreStats.Level level = levels.get(i);
            put(level.level());
            put(level.runs());
            put(level.tables());
            put(level.bytes());
            put(level.rawBytes());
            put(level.entries());
            put(level.tombstones());
        }
    }

    private void put(StoreStats.Memory memory) {
        put(memory.limit());
        put(memory.used());
        put(memory.highWater());
        int count = Math.min(memory.accounts().size(), StatisticsFormat.MAX_PURPOSES);
        put(count);
        for (int i = 0; i < count; i++) {
            StoreStats.Account account = memory.accounts().get(i);
            String purpose = account.purpose();
            for (int j = 0; j < Math.min(purpose.length(), StatisticsFormat.PURPOSE_SIZE); j++) {
                page.putByte(at + j, (byte) purpose.charAt(j));
            }
            at += StatisticsFormat.PURPOSE_SIZE;
            put(account.used());
            put(account.highWater());
        }
    }

    private void put(long number) {
        page.putLong(at, number);
        at += Long.BYTES;
    }
}

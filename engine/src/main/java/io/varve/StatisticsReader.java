package io.varve;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.varve.error.RejectionCause;
import io.varve.event.StoreState;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads statistics out of a page ([StatisticsFormat]) that [StatisticsPage] has filled, or anybody else.
final class StatisticsReader {
    private final Region page;
    private long at = StatisticsFormat.BODY_OFFSET;

    private StatisticsReader(Region page) {
        this.page = page;
    }

    /// What a page says; null when it is none, torn, or of another version.
    ///
    /// @throws IndexOutOfBoundsException when somebody has made a page that is longer than a page
    static @Nullable PublishedStatistics read(Region page) {
        boolean isWhole = page.getLong(0) == StatisticsFormat.MAGIC
                && page.getInt(StatisticsFormat.VERSION_OFFSET) == StatisticsFormat.VERSION
                && page.getInt(StatisticsFormat.CHECKSUM_OFFSET) == StatisticsPage.checksum(new Crc32c(), page);
        return isWhole ? new StatisticsReader(page).statistics() : null;
    }

    private PublishedStatistics statistics() {
        return new PublishedStatistics(
                page.getLongBigEndian(StatisticsFormat.STORE_OFFSET),
                page.getLongBigEndian(StatisticsFormat.STORE_OFFSET + Long.BYTES),
                page.getLong(StatisticsFormat.PID_OFFSET),
                page.getLong(StatisticsFormat.EPOCH_OFFSET),
                page.getLong(StatisticsFormat.OPENED_OFFSET),
                page.getLong(StatisticsFormat.WRITTEN_OFFSET),
                page.getLong(StatisticsFormat.SERIAL_OFFSET),
                page.getLong(StatisticsFormat.INTERVAL_OFFSET),
                stats());
    }

    private StoreStats stats() {
        StoreState state = state(take());
        boolean isCounting = take() != 0;
        long visible = take();
        long durable = take();
        long failures = take();
        long forgotten = take();
        StoreStats.Writes writes = writes();
        StoreStats.Reads reads = new StoreStats.Reads(
                take(), take(), take(), take(), take(), take(), take(), take(), take(), distribution());
        StoreStats.Log log = new StoreStats.Log(take(), take(), take(), take(), distribution());
        StoreStats.Memtables memtables =
                new StoreStats.Memtables(take(), take(), take(), take(), take(), distribution());
        StoreStats.Tables tables = tables();
        StoreStats.Ring ring = new StoreStats.Ring(take(), take());
        StoreStats.Cursors cursors = new StoreStats.Cursors(take(), take());
        StoreStats.Events events = new StoreStats.Events(take(), take(), take());
        StoreStats.Amplification costs =
                new StoreStats.Amplification(takeDouble(), takeDouble(), takeDouble(), takeDouble(), takeDouble());
        StoreStats.Adaptation adaptation = adaptation();
        List<StoreStats.Level> levels = levels();
        return new StoreStats(
                state,
                isCounting,
                visible,
                durable,
                failures,
                forgotten,
                writes,
                reads,
                log,
                memtables,
                tables,
                levels,
                costs,
                adaptation,
                ring,
                cursors,
                memory(),
                events);
    }

    private static StoreState state(long number) {
        for (StoreState state : StoreState.values()) {
            if (StatisticsPage.number(state) == number) {
                return state;
            }
        }
        throw new IndexOutOfBoundsException("state " + number);
    }

    private StoreStats.Writes writes() {
        long calls = take();
        long records = take();
        long bytes = take();
        long groups = take();
        StoreStats.Distribution groupRecords = distribution();
        StoreStats.Distribution commitNanos = distribution();
        long unknown = take();
        Map<RejectionCause, Long> rejections = new EnumMap<>(RejectionCause.class);
        Map<RejectionCause, StoreStats.Stall> stalls = new EnumMap<>(RejectionCause.class);
        RejectionCause[] causes = RejectionCause.values();
        long count = take();
        for (int i = 0; i < count; i++) {
            long rejected = take();
            StoreStats.Stall stall = new StoreStats.Stall(take(), take());
            if (i < causes.length && rejected > 0) {
                rejections.put(causes[i], rejected);
            }
            if (i < causes.length && stall.count() > 0) {
                stalls.put(causes[i], stall);
            }
        }
        return new StoreStats.Writes(
                calls, records, bytes, groups, groupRecords, commitNanos, unknown, rejections, stalls, take());
    }

    private StoreStats.Tables tables() {
        return new StoreStats.Tables(
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                take(),
                distribution(),
                distribution());
    }

    private StoreStats.Adaptation adaptation() {
        boolean isOn = take() != 0;
        List<Integer> runs = new ArrayList<>();
        long count = take();
        for (int i = 0; i < count; i++) {
            runs.add((int) take());
        }
        return new StoreStats.Adaptation(isOn, runs, take(), take(), take(), take(), take(), take(), take(), take());
    }

    private StoreStats.Distribution distribution() {
        return new StoreStats.Distribution(take(), take(), take(), take(), take(), take(), take());
    }

    private List<StoreStats.Level> levels() {
        List<StoreStats.Level> levels = new ArrayList<>();
        long count = take();
        for (int i = 0; i < count; i++) {
            levels.add(new StoreStats.Level((int) take(), take(), take(), take(), take(), take(), take()));
        }
        return levels;
    }

    private StoreStats.Memory memory() {
        long limit = take();
        long used = take();
        long highWater = take();
        List<StoreStats.Account> accounts = new ArrayList<>();
        long count = take();
        for (int i = 0; i < count; i++) {
            accounts.add(new StoreStats.Account(takePurpose(), take(), take()));
        }
        return new StoreStats.Memory(limit, used, highWater, accounts);
    }

    private String takePurpose() {
        require(StatisticsFormat.PURPOSE_SIZE);
        byte[] purpose = new byte[StatisticsFormat.PURPOSE_SIZE];
        page.copyTo(at, purpose, 0, purpose.length);
        at += purpose.length;
        return new String(purpose, US_ASCII).replace("\0", "");
    }

    private double takeDouble() {
        return Double.longBitsToDouble(take());
    }

    private long take() {
        require(Long.BYTES);
        long number = page.getLong(at);
        at += Long.BYTES;
        return number;
    }

    private void require(int length) {
        if (at + length > StatisticsFormat.PAGE_SIZE) {
            throw new IndexOutOfBoundsException("statistics of more than " + StatisticsFormat.PAGE_SIZE + " bytes");
        }
    }
}

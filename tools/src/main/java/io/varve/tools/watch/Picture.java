package io.varve.tools.watch;

import io.varve.PublishedStatistics;
import io.varve.StoreStats;
import io.varve.error.RejectionCause;
import io.varve.tools.text.Sizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A store at work as lines of text: rates since the picture before, and the tree level by level.
public final class Picture {
    private static final int BAR = 24;

    /// Purposes of memory that are named; the largest.
    private static final int PURPOSES = 4;

    private final StoreStats stats;
    private final Rates rates;
    private final List<String> lines = new ArrayList<>();

    private Picture(PublishedStatistics now, @Nullable PublishedStatistics before) {
        this.stats = now.stats();
        this.rates = new Rates(now, before);
    }

    /// Draws it.
    ///
    /// @param before what the store said earlier; null when nothing is known of that
    public static List<String> of(PublishedStatistics now, @Nullable PublishedStatistics before) {
        Picture picture = new Picture(now, before);
        picture.draw();
        return picture.lines;
    }

    private void draw() {
        writes();
        reads();
        log();
        work();
        stalls();
        memory();
        costs();
        tree();
    }

    private void writes() {
        line(
                "writes",
                String.format(
                        Locale.ROOT,
                        "%s/s  %s/s  %.1f to a group",
                        count(rates.perSecond(s -> s.writes().records())),
                        Sizes.bytes((long) rates.perSecond(s -> s.writes().bytes())),
                        rates.each(s -> s.writes().records(), s -> s.writes().groups())));
        line("  commit", times(stats.writes().commitNanos()));
    }

    private void reads() {
        StoreStats.Reads reads = stats.reads();
        line(
                "reads",
                String.format(
                        Locale.ROOT,
                        "%s/s  %s in memory, %s in level 0, %s in runs, %s nowhere",
                        count(rates.perSecond(
                                s -> s.reads().lookups() + s.reads().together())),
                        share(s -> s.reads().inMemory()),
                        share(s -> s.reads().inLevel0()),
                        share(s -> s.reads().inRuns()),
                        share(s -> s.reads().nowhere())));
        line("  lookup", times(reads.sampledNanos()));
    }

    private String share(ToLongFunction<StoreStats> of) {
        return String.format(
                Locale.ROOT, "%.0f%%", 100 * rates.each(of, s -> s.reads().lookups()));
    }

    private void log() {
        line(
                "log",
                String.format(
                        Locale.ROOT,
                        "%s/s  %s syncs/s  %s of what is in no table",
                        Sizes.bytes((long) rates.perSecond(s -> s.log().bytes())),
                        count(rates.perSecond(s -> s.log().syncs())),
                        Sizes.count(stats.log().segments(), "file")));
        line("  sync", times(stats.log().syncNanos()));
    }

    private void work() {
        StoreStats.Tables tables = stats.tables();
        String running = tables.mergingNanos() == 0
                ? ""
                : "; some run for " + Sizes.time(Duration.ofNanos(tables.mergingNanos()));
        line(
                "flush",
                String.format(
                        Locale.ROOT,
                        "%s/s  %s in all, %d failed",
                        Sizes.bytes((long) rates.perSecond(s -> s.tables().flushedBytes())),
                        Sizes.count(tables.flushes(), "flush", "flushes"),
                        tables.failures()));
        line(
                "merge",
                String.format(
                        Locale.ROOT,
                        "%s/s read, %s/s written  %s in all, %s to do%s",
                        Sizes.bytes((long) rates.perSecond(s -> s.tables().mergeReadBytes())),
                        Sizes.bytes((long) rates.perSecond(s -> s.tables().mergedBytes())),
                        Sizes.count(tables.merges(), "merge"),
                        Sizes.bytes(tables.debtBytes()),
                        running));
    }

    private void stalls() {
        if (stats.writes().stalls().isEmpty()) {
            line("stalls", "none");
        }
        stats.writes()
                .stalls()
                .forEach((cause, stall) -> line(
                        "stalls",
                        String.format(
                                Locale.ROOT,
                                "%s  %s, %s; in this time %s",
                                cause,
                                Sizes.count(stall.count(), "stall"),
                                Sizes.time(Duration.ofNanos(stall.nanos())),
                                Sizes.time(Duration.ofNanos(rates.growth(s -> nanosOf(s, cause)))))));
        long pace = stats.writes().bytesPerSecond();
        if (pace != Long.MAX_VALUE) {
            line("", pace == 0 ? "writes are held" : "writes are slowed down to " + Sizes.bytes(pace) + "/s");
        }
    }

    private static long nanosOf(StoreStats stats, RejectionCause cause) {
        StoreStats.Stall stall = stats.writes().stalls().get(cause);
        return stall == null ? 0 : stall.nanos();
    }

    private void memory() {
        StoreStats.Memory memory = stats.memory();
        String largest = memory.accounts().stream()
                .sorted((a, b) -> Long.compare(b.used(), a.used()))
                .filter(account -> account.used() > 0)
                .limit(PURPOSES)
                .map(account -> account.purpose() + " " + Sizes.bytes(account.used()))
                .collect(Collectors.joining(", "));
        line(
                "memory",
                String.format(
                        Locale.ROOT,
                        "%s  %s of %s",
                        bar(memory.used(), memory.limit()),
                        Sizes.bytes(memory.used()),
                        Sizes.bytes(memory.limit())));
        line("", largest);
        long unfiltered = stats.tables().unfiltered();
        if (unfiltered > 0) {
            line("", Sizes.count(unfiltered, "table") + " without a filter in memory");
        }
    }

    private void costs() {
        StoreStats.Amplification costs = stats.amplification();
        line(
                "costs",
                String.format(
                        Locale.ROOT,
                        "write x%.2f (x%.2f without the log), read %.2f tables, space x%.2f, stored x%.2f",
                        costs.write(),
                        costs.flushAndMerge(),
                        costs.read(),
                        costs.space(),
                        costs.compression()));
    }

    /// Bars are of one scale, that of the largest.
    private void tree() {
        long largest = Math.max(stats.memtables().bytes(), stats.memtables().frozenBytes());
        for (StoreStats.Level level : stats.levels()) {
            largest = Math.max(largest, level.bytes());
        }
        StoreStats.Memtables memtables = stats.memtables();
        line(
                "memtable",
                String.format(
                        Locale.ROOT,
                        "%s  %s, %s",
                        bar(memtables.bytes(), largest),
                        Sizes.bytes(memtables.bytes()),
                        Sizes.count(memtables.entries(), "entry", "entries")));
        if (memtables.frozen() > 0) {
            line(
                    "frozen",
                    String.format(
                            Locale.ROOT,
                            "%s  %s, %s",
                            bar(memtables.frozenBytes(), largest),
                            Sizes.bytes(memtables.frozenBytes()),
                            Sizes.count(memtables.frozen(), "memtable")));
        }
        for (StoreStats.Level level : stats.levels()) {
            line(
                    "level " + level.level(),
                    String.format(
                            Locale.ROOT,
                            "%s  %s, %s, %s, %s",
                            bar(level.bytes(), largest),
                            Sizes.bytes(level.bytes()),
                            level.level() == 0
                                    ? Sizes.count(level.tables(), "table")
                                    : Sizes.count(level.tables(), "table") + " in " + Sizes.count(level.runs(), "run"),
                            Sizes.count(level.entries(), "entry", "entries"),
                            Sizes.count(level.tombstones(), "tombstone")));
        }
    }

    /// What is there at all takes one place.
    static String bar(long part, long whole) {
        int full = whole <= 0 ? 0 : Math.clamp(Math.ceilDiv(part * BAR, whole), 0, BAR);
        return "[" + "#".repeat(full) + " ".repeat(BAR - full) + "]";
    }

    private String times(StoreStats.Distribution nanos) {
        if (nanos.count() == 0) {
            return stats.isCounting() ? "none yet" : "not counted";
        }
        return "p50 " + time(nanos.p50()) + "  p99 " + time(nanos.p99()) + "  p99.9 " + time(nanos.p999()) + "  max "
                + time(nanos.max());
    }

    static String time(long nanos) {
        if (nanos < 1_000_000) {
            return String.format(Locale.ROOT, nanos < 10_000 ? "%.1f us" : "%.0f us", nanos / 1e3);
        }
        return nanos < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
                : String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private static String count(double perSecond) {
        return String.format(Locale.ROOT, "%,.0f", perSecond);
    }

    private void line(String name, String text) {
        lines.add((name + " ".repeat(Math.max(1, 10 - name.length())) + text).stripTrailing());
    }
}

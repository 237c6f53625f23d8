package io.varve.bench.flush;

import io.varve.StoreStats;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// The word `flush`.
public final class FlushCommand {
    private static final List<String> KNOWN =
            List.of("--parts", "--threads", "--rate", "--seconds", "--memtable", "--megabytes", "--log", "--dir");
    private static final List<String> PARTS = List.of("rotation", "writing", "open", "recovery");
    private static final int MEBIBYTE = 1 << 20;
    private static final int READ_MILLIS = 1000;
    private static final int WRITING_ROUNDS = 3;
    private static final long NEVER_FULL = 1L << 30;
    /// Until the compiler has seen flushes, too, and leaves the processors alone.
    private static final long WARM_UP_NANOS = 10_000_000_000L;

    private final PrintStream out;
    private final List<String> parts;
    private final int threads;
    private final int rate;
    private final long nanos;
    private final long memtable;
    private final long data;
    private final long log;
    private final Path files;

    private FlushCommand(Settings settings, PrintStream out) {
        this.out = out;
        parts = List.of(settings.text("--parts", String.join(",", PARTS)).split(",", -1));
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("--parts are some of " + String.join(",", PARTS) + ".");
        }
        threads = settings.count("--threads", 4);
        rate = settings.count("--rate", 0);
        nanos = (long) (1e9 * settings.number("--seconds", 20));
        memtable = (long) settings.count("--memtable", 64) * MEBIBYTE;
        data = (long) settings.count("--megabytes", 1024) * MEBIBYTE;
        log = (long) settings.count("--log", 64) * MEBIBYTE;
        files = settings.files();
    }

    /// Runs it.
    ///
    /// @return the exit code
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run("flush", KNOWN, arguments, err, settings -> new FlushCommand(settings, out)::measure);
    }

    private void measure() throws IOException, ProbeException, InterruptedException {
        for (String part : parts) {
            try (WorkFolder folder = WorkFolder.below(files)) {
                switch (part) {
                    case "rotation" -> rotations(folder.path());
                    case "writing" -> writing(folder.path());
                    case "open" -> print("open, tables", Openings.ofTables(folder.path(), data));
                    default -> print("open, log to replay", Openings.ofLog(folder.path(), log));
                }
            }
        }
    }

    private void rotations(Path folder) throws IOException, InterruptedException {
        Rotations rotations = new Rotations(threads, nanos, Math.min(nanos, WARM_UP_NANOS), rate);
        Rotations.Result quiet =
                rotations.measure(Files.createDirectory(folder.resolve("quiet")), Math.max(NEVER_FULL, memtable));
        Rotations.Result flushing = rotations.measure(Files.createDirectory(folder.resolve("flushing")), memtable);
        out.println(String.format(
                Locale.ROOT,
                "put PROCESS x%d%s, 16 B keys, 100 B values, %.0f s each: %,.0f puts/s in memory only, %,.0f puts/s"
                        + " while flushing (%.2f), %d rotations of %d MiB",
                threads,
                rate == 0 ? "" : " at " + rate + "/s",
                nanos / 1e9,
                quiet.puts(),
                flushing.puts(),
                flushing.puts() / quiet.puts(),
                flushing.rotations(),
                memtable / MEBIBYTE));
        print("nothing rotates", quiet.elsewhere());
        print("far from rotations", flushing.elsewhere());
        print("20 ms around rotations", flushing.near());
        StoreStats.Distribution pause = flushing.stats().memtables().rotationNanos();
        out.println(String.format(
                Locale.ROOT,
                "  %-24s %,10d, us: p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f",
                "the writer rotates",
                pause.count(),
                pause.p50() / 1e3,
                pause.p99() / 1e3,
                pause.p999() / 1e3,
                pause.max() / 1e3));
        print("the machine's hiccups", flushing.hiccups());
        out.println("  while flushing: " + flushing.stats().writes() + "; "
                + flushing.stats().tables());
    }

    private void writing(Path folder) throws InterruptedException {
        long entries = Math.max(1, data / Entry.BYTES);
        try (Writing writing = new Writing(folder)) {
            writing.alone(READ_MILLIS);
            print("reads, no table made", writing.alone(READ_MILLIS));
            for (int round = 0; round < WRITING_ROUNDS; round++) {
                print("mapped", writing.measure(entries, true));
                print("by calls", writing.measure(entries, false));
            }
        }
    }

    private void print(String way, Writing.Result result) {
        out.println(String.format(
                Locale.ROOT,
                "table, %-9s %,d entries, %.1f MiB: %.0f ns of processor time per entry, %.0f MB/s with its sync",
                way,
                result.entries(),
                (double) result.bytes() / MEBIBYTE,
                (double) result.cpuNanos() / result.entries(),
                result.bytes() * 1e3 / result.nanos()));
        print("reads meanwhile", result.reads());
    }

    private void print(String words, Histogram latencies) {
        out.println(String.format(
                Locale.ROOT,
                "  %-24s %,10d, us: p50 %.1f, p99 %.1f, p99.9 %.1f, p99.99 %.1f, max %.1f",
                words,
                latencies.getTotalCount(),
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                latencies.getValueAtPercentile(99.9) / 1e3,
                latencies.getValueAtPercentile(99.99) / 1e3,
                latencies.getMaxValue() / 1e3));
    }

    private void print(String words, Openings.Result result) {
        out.println(String.format(
                Locale.ROOT,
                "%-24s %.1f MiB: median %.1f ms, best %.1f, worst %.1f; %,d operations replayed, says %.1f ms",
                words,
                (double) result.bytes() / MEBIBYTE,
                result.median() / 1e6,
                result.best() / 1e6,
                result.worst() / 1e6,
                result.last().operations(),
                result.last().duration().toNanos() / 1e6));
    }
}

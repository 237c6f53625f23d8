package io.varve.bench.openloop;

import io.varve.bench.flush.Hiccups;
import io.varve.bench.probe.JsonLines;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Usage;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Keys;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import io.varve.bench.stores.Setup;
import io.varve.bench.stores.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/// The word `under-merges`: what a put takes while memtables are flushed and tables are merged, at a
/// rate that is the same for all stores.
public final class UnderMergesCommand {
    private static final List<String> KNOWN = List.of(
            "--stores", "--threads", "--rate", "--seconds", "--memtable", "--times", "--durability", "--dir", "--json");
    private static final String USUAL = "varve,rocksdb,rocksdb-tuned";
    private static final long MEBIBYTE = 1 << 20;
    private static final int VALUE_BYTES = 100;

    private final PrintStream out;
    private final List<String> stores;
    private final int threads;
    private final double rate;
    private final long nanos;
    private final long memtable;
    private final long keys;
    private final Level level;
    private final Path files;
    private final String json;

    /// What came of one store.
    private record Result(String store, Round round, Histogram hiccups, Usage used, String remark) {
        double micros(double percentile) {
            return round.latencies().getValueAtPercentile(percentile) / 1e3;
        }
    }

    private UnderMergesCommand(Settings settings, PrintStream out) {
        this.out = out;
        stores = Stores.named(settings.text("--stores", USUAL), Stores.with(Stores.ALL, Stores.SPECIAL));
        threads = settings.count("--threads", 1);
        rate = settings.number("--rate", 40_000);
        nanos = (long) (1e9 * settings.number("--seconds", 30));
        memtable = settings.count("--memtable", 8) * MEBIBYTE;
        keys = settings.count("--times", 10) * memtable / (Keys.ANY.bytes() + VALUE_BYTES);
        level = settings.text("--durability", "process").equals("sync") ? Level.SYNC : Level.PROCESS;
        files = settings.files();
        json = settings.text("--json", "");
    }

    /// Runs it.
    ///
    /// @return the exit code: 0 measured, 1 something failed, 2 not understood
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run(
                "under-merges", KNOWN, arguments, err, settings -> new UnderMergesCommand(settings, out)::measure);
    }

    private void measure() throws IOException, InterruptedException, ProbeException {
        JsonLines lines = JsonLines.begin(json);
        out.println(String.format(
                Locale.ROOT,
                "under merges, put %s, %d threads at %,.0f/s together for %.0f s over %,d keys of 16 B with values of %d B, memtable"
                        + " %d MiB; latencies count from the intended beginning",
                level,
                threads,
                rate,
                nanos / 1e9,
                keys,
                VALUE_BYTES,
                memtable / MEBIBYTE));
        out.println("store              puts/s   p50 us   p99 us  p99.9 us  p99.99 us    max ms  unsent  CPU-s"
                + "  written MB  hiccups p99.9 us, max ms");
        List<Result> results = new ArrayList<>();
        for (String store : stores) {
            Result result = measure(store);
            results.add(result);
            lines.add(json(result));
            out.println(line(result));
            if (!result.remark().isEmpty()) {
                out.println("    " + result.remark());
            }
        }
        for (Result other : results.subList(1, results.size())) {
            out.println(String.format(
                    Locale.ROOT,
                    "%s: p99.9 %.2f times that of %s",
                    results.getFirst().store(),
                    results.getFirst().micros(99.9) / other.micros(99.9),
                    other.store()));
        }
    }

    private Result measure(String store) throws IOException, InterruptedException, ProbeException {
        Entries entries = new Entries(VALUE_BYTES, Entries.Filling.HALF, Keys.ANY);
        try (WorkFolder folder = WorkFolder.below(files);
                Peer peer = Stores.open(
                        store,
                        Files.createDirectory(folder.path().resolve(store)),
                        Setup.of(entries, keys, level).memtable(memtable))) {
            fill(peer);
            peer.onBegin();
            Usage before = Usage.now();
            Hiccups hiccups = Hiccups.begin();
            Round round;
            Histogram late;
            try {
                LongUnaryOperator numbers = index -> Math.floorMod((index * 0x9E3779B97F4A7C15L) >>> 20, keys);
                round = new Crowd(peer, threads, level).openLoop(rate, nanos / 10, nanos, numbers);
            } finally {
                late = hiccups.end();
            }
            Usage used = Usage.now().since(before);
            long puts = (long) (rate * 1.1 * nanos / 1e9);
            long given = puts * (Keys.ANY.bytes() + VALUE_BYTES);
            return new Result(store, round, late, used, peer.remark(used.writtenBytes(), given));
        }
    }

    /// And overwritten once, so that the tree has its shape.
    private void fill(Peer peer) {
        SplittableRandom random = new SplittableRandom(7);
        try (Session session = peer.session(Level.PROCESS)) {
            for (long i = 0; i < keys; i++) {
                session.put(i);
            }
            for (long i = 0; i < keys; i++) {
                session.put(random.nextLong(keys));
            }
        }
    }

    private static String line(Result result) {
        return String.format(
                Locale.ROOT,
                "%-17s %,7.0f  %7.1f  %7.1f  %8.1f  %9.1f  %8.1f  %6d  %5.1f  %,10d  %,.0f, %.1f",
                result.store(),
                result.round().achieved(),
                result.micros(50),
                result.micros(99),
                result.micros(99.9),
                result.micros(99.99),
                result.round().latencies().getMaxValue() / 1e6,
                result.round().unsent(),
                result.used().cpuNanos() / 1e9,
                result.used().writtenBytes() / 1_000_000,
                result.hiccups().getValueAtPercentile(99.9) / 1e3,
                result.hiccups().getMaxValue() / 1e6);
    }

    private String json(Result result) {
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"under-merges\",\"store\":\"%s\",\"durability\":\"%s\",\"threads\":%d,\"keys\":%d,\"rate\":%.0f,"
                        + "\"opsPerSecond\":%.1f,\"unsent\":%d,\"p50Nanos\":%.0f,\"p99Nanos\":%.0f,\"p999Nanos\":%.0f,"
                        + "\"p9999Nanos\":%.0f,\"maxNanos\":%d,\"cpuNanos\":%d,\"writtenBytes\":%d,\"hiccupP999Nanos\":%d,"
                        + "\"hiccupMaxNanos\":%d}",
                result.store(),
                level,
                threads,
                keys,
                rate,
                result.round().achieved(),
                result.round().unsent(),
                1e3 * result.micros(50),
                1e3 * result.micros(99),
                1e3 * result.micros(99.9),
                1e3 * result.micros(99.99),
                result.round().latencies().getMaxValue(),
                result.used().cpuNanos(),
                result.used().writtenBytes(),
                result.hiccups().getValueAtPercentile(99.9),
                result.hiccups().getMaxValue());
    }
}

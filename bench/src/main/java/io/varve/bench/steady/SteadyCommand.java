package io.varve.bench.steady;

import io.varve.bench.flush.Hiccups;
import io.varve.bench.probe.JsonLines;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import io.varve.bench.stores.Setup;
import io.varve.bench.stores.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// The word `steady`.
public final class SteadyCommand {
    private static final List<String> KNOWN =
            List.of("--stores", "--memtable", "--times", "--overwrites", "--rate", "--dir", "--json");
    private static final List<String> STORES =
            List.of("varve", "varve-windows", "varve-leveled", "rocksdb", "rocksdb-universal", "lmdb");

    /// Half of each value is random.
    private static final Entries ENTRIES = new Entries(100, Entries.Filling.HALF);

    private static final long ENTRY_BYTES = ENTRIES.bytes();
    private static final int MEBIBYTE = 1 << 20;

    private final PrintStream out;
    private final List<String> stores;
    private final long memtable;
    private final long keys;
    private final int overwrites;
    private final double rate;
    private final Path files;
    private final String json;

    private SteadyCommand(Settings settings, PrintStream out) {
        this.out = out;
        stores = Stores.named(settings.text("--stores", String.join(",", STORES)), Stores.with(STORES, Stores.ALL));
        memtable = (long) settings.count("--memtable", 16) * MEBIBYTE;
        keys = memtable * settings.count("--times", 10) / ENTRY_BYTES;
        overwrites = settings.count("--overwrites", 3);
        rate = settings.text("--rate", "").isEmpty() ? 0 : settings.number("--rate", 1);
        files = settings.files();
        json = settings.text("--json", "");
    }

    /// Runs it.
    ///
    /// @return the exit code
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run("steady", KNOWN, arguments, err, settings -> new SteadyCommand(settings, out)::measure);
    }

    private void measure() throws IOException, InterruptedException, ProbeException {
        out.println(String.format(
                Locale.ROOT,
                "steady, put PROCESS x1%s, %,d keys of 16 B with values of 100 B, memtable %d MiB, each key %d times"
                        + " on average, after one time unmeasured; CPU and writes until the store has come to rest",
                rate == 0 ? "" : String.format(Locale.ROOT, " at %,.0f/s", rate),
                keys,
                memtable / MEBIBYTE,
                overwrites));
        out.println("store              puts/s  puts/CPU-s  written x  space end  space peak  rest s"
                + "  p50 us  p99 us  p99.9 us  max ms  hiccups p99.9 us, max ms");
        JsonLines lines = JsonLines.begin(json);
        for (String store : stores) {
            Hiccups hiccups = Hiccups.begin();
            Run.Result result;
            Histogram late;
            try (WorkFolder folder = WorkFolder.below(files)) {
                Path directory = Files.createDirectory(folder.path().resolve(store));
                Setup setup = Setup.of(ENTRIES, keys, Level.PROCESS).memtable(memtable);
                try (Peer peer = Stores.open(store, directory, setup);
                        Session session = peer.session(Level.PROCESS)) {
                    result = new Run(peer, session, directory, keys, ENTRY_BYTES).measure(overwrites, rate);
                }
            } finally {
                late = hiccups.end();
            }
            out.println(line(store, result, late));
            if (!result.remark().isEmpty()) {
                out.println("    " + result.remark());
            }
            lines.add(json(store, result, late));
        }
    }

    private String line(String store, Run.Result result, Histogram late) {
        Histogram latencies = result.latencies();
        return String.format(
                Locale.ROOT,
                "%-17s %,7.0f  %,10.0f  %9.2f  %9.2f  %10.2f  %6s  %6.1f  %6.1f  %8.1f  %6.1f  %,.0f, %.1f",
                store,
                perSecond(result.puts(), result.nanos()),
                perSecond(result.puts(), result.used().cpuNanos()),
                written(result),
                space(result.end()),
                space(result.peak()),
                result.restNanos() < 0 ? "never" : String.format(Locale.ROOT, "%.1f", result.restNanos() / 1e9),
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                latencies.getValueAtPercentile(99.9) / 1e3,
                latencies.getMaxValue() / 1e6,
                late.getValueAtPercentile(99.9) / 1e3,
                late.getMaxValue() / 1e6);
    }

    private String json(String store, Run.Result result, Histogram late) {
        Histogram latencies = result.latencies();
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"steady\",\"store\":\"%s\",\"durability\":\"PROCESS\",\"threads\":1,\"keys\":%d,\"rate\":%.0f,"
                        + "\"opsPerSecond\":%.1f,\"opsPerCpuSecond\":%.1f,\"writeAmplification\":%.3f,\"spaceEnd\":%.3f,"
                        + "\"spacePeak\":%.3f,\"restNanos\":%d,\"p50Nanos\":%d,\"p99Nanos\":%d,\"p999Nanos\":%d,\"maxNanos\":%d,"
                        + "\"hiccupP999Nanos\":%d,\"hiccupMaxNanos\":%d}",
                store,
                keys,
                rate,
                perSecond(result.puts(), result.nanos()),
                perSecond(result.puts(), result.used().cpuNanos()),
                written(result),
                space(result.end()),
                space(result.peak()),
                result.restNanos(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getValueAtPercentile(99.9),
                latencies.getMaxValue(),
                late.getValueAtPercentile(99.9),
                late.getMaxValue());
    }

    private static double perSecond(long count, long nanos) {
        return count * 1e9 / nanos;
    }

    private static double written(Run.Result result) {
        return (double) result.used().writtenBytes() / (result.puts() * ENTRY_BYTES);
    }

    private double space(long bytes) {
        return (double) bytes / (keys * ENTRY_BYTES);
    }
}

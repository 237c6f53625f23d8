package io.varve.bench.phases;

import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.bench.probe.JsonLines;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// The word `phases`.
public final class PhasesCommand {
    private static final List<String> KNOWN = List.of("--seconds", "--memtable", "--times", "--dir", "--json");
    private static final long MEBIBYTE = 1 << 20;

    private final PrintStream out;
    private final int seconds;
    private final long memtable;
    private final int keys;
    private final Path files;
    private final String json;

    private PhasesCommand(Settings settings, PrintStream out) {
        this.out = out;
        seconds = settings.count("--seconds", 30);
        memtable = settings.count("--memtable", 8) * MEBIBYTE;
        keys = Math.toIntExact(settings.count("--times", 10) * memtable / (Load.KEY_BYTES + Load.VALUE_BYTES));
        files = settings.files();
        json = settings.text("--json", "");
    }

    /// Runs it.
    ///
    /// @return the exit code: 0 measured, 1 something failed, 2 not understood
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run("phases", KNOWN, arguments, err, settings -> new PhasesCommand(settings, out)::measure);
    }

    private void measure() throws IOException, ProbeException {
        JsonLines lines = JsonLines.begin(json);
        out.println(String.format(
                Locale.ROOT,
                "phases of %d s, %,d keys of 16 B with values of 100 B, memtable %d MiB, one thread at fixed rates",
                seconds,
                keys,
                memtable / MEBIBYTE));
        out.println("store           phase           CPU-s  written MB  late s  changes  runs by level");
        for (boolean isAdaptive : new boolean[] {false, true}) {
            measure(isAdaptive, lines);
        }
    }

    private void measure(boolean isAdaptive, JsonLines lines) throws IOException, ProbeException {
        String name = isAdaptive ? "varve-adaptive" : "varve";
        StoreOptions options = StoreOptions.builder()
                .memtableBytes(memtable)
                .adaptiveCompaction(isAdaptive)
                .build();
        try (WorkFolder folder = WorkFolder.below(files);
                Store store = Store.open(folder.path().resolve(name), options);
                Load load = new Load(store, keys)) {
            load.fill();
            double all = 0;
            for (Phase phase : Phase.ALL) {
                Load.Result result = load.play(phase, seconds);
                all += result.cpuNanos() / 1e9;
                var adaptation = store.stats().adaptation();
                out.println(String.format(
                        Locale.ROOT,
                        "%-15s %-14s %6.2f  %,10d  %6.2f  %7d  %s",
                        name,
                        phase.name(),
                        result.cpuNanos() / 1e9,
                        result.writtenBytes() / 1_000_000,
                        result.lateNanos() / 1e9,
                        adaptation.changes(),
                        adaptation.runs()));
                lines.add(String.format(
                        Locale.ROOT,
                        "{\"workload\":\"phases\",\"phase\":\"%s\",\"store\":\"%s\",\"seconds\":%d,\"cpuNanos\":%d,"
                                + "\"writtenBytes\":%d,\"lateNanos\":%d,\"changes\":%d}",
                        phase.name(),
                        name,
                        seconds,
                        result.cpuNanos(),
                        result.writtenBytes(),
                        result.lateNanos(),
                        adaptation.changes()));
            }
            out.println(String.format(Locale.ROOT, "%-15s %-14s %6.2f", name, "all", all));
        }
    }
}

package io.varve.bench.openloop;

import io.varve.bench.probe.JsonLines;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Setup;
import io.varve.bench.stores.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The word `open-loop`.
public final class OpenLoopCommand {
    private static final int ROUNDS = 3;
    private static final long MOST_ENTRIES = 10_000_000;
    private static final List<String> USUAL = List.of(Stores.PROBE, "varve", "rocksdb", "lmdb");
    private static final String AUTO = "auto";
    private static final List<String> KNOWN =
            List.of("--stores", "--threads", "--rate", "--seconds", "--durability", "--dir", "--json");

    private final PrintStream out;
    private final List<String> stores;
    private final int threads;
    private final String rateGiven;
    private final double rateWanted;
    private final long length;
    private final Level level;
    private final Path files;
    private final String json;

    private OpenLoopCommand(Settings settings, PrintStream out) {
        this.out = out;
        stores = Stores.named(settings.text("--stores", String.join(",", USUAL)), Stores.with(USUAL, Stores.ALL));
        threads = settings.count("--threads", 4);
        rateGiven = settings.text("--rate", AUTO);
        rateWanted = rateGiven.equals(AUTO) ? 0 : settings.number("--rate", 0);
        length = (long) (1e9 * settings.number("--seconds", 3));
        level = settings.isSynced() ? Level.SYNC : Level.PROCESS;
        files = settings.files();
        json = settings.text("--json", "");
    }

    /// Runs it.
    ///
    /// @return the exit code
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run("open-loop", KNOWN, arguments, err, settings -> new OpenLoopCommand(settings, out)::measure);
    }

    private void measure() throws IOException, InterruptedException, ProbeException {
        JsonLines lines = JsonLines.begin(json);
        double rate = rateWanted;
        if (rateGiven.equals(AUTO)) {
            double closed = onFresh("probe", crowd -> crowd.closedLoop(length / 2, length));
            rate = Math.max(1, closed / 2);
            out.println(String.format(
                    Locale.ROOT,
                    "the probe does %,.0f/s in a closed loop; every store is asked for half of it",
                    closed));
        }
        out.println(String.format(
                Locale.ROOT,
                "open loop, put %s, %d threads, 16 B keys, 100 B values, medians of %d rounds of %.1f s; latencies count"
                        + " from the intended beginning; lag is the driver's part of them",
                level,
                threads,
                ROUNDS,
                length / 1e9));
        List<Rounds> results = rounds(rate);
        out.println(Rounds.heading());
        for (Rounds each : results) {
            out.println(each.line());
            lines.add(each.json(threads, level));
        }
        compare(results);
    }

    private List<Rounds> rounds(double rate) throws IOException, InterruptedException, ProbeException {
        List<Rounds> results = new ArrayList<>();
        stores.forEach(store -> results.add(new Rounds(store, rate)));
        for (int round = 0; round < ROUNDS; round++) {
            for (Rounds each : results) {
                each.add(onFresh(each.store(), crowd -> crowd.openLoop(rate, length / 2, length)));
            }
        }
        return results;
    }

    /// Where both kept the rate; otherwise the latencies say how long the run was, and no more.
    private void compare(List<Rounds> results) {
        for (Rounds probe : results) {
            if (probe.store().equals("probe") && probe.isKept()) {
                for (Rounds each : results) {
                    if (each != probe && each.isKept()) {
                        out.println(ratios(each, probe));
                    }
                }
            }
        }
    }

    static String ratios(Rounds store, Rounds probe) {
        return String.format(
                Locale.ROOT,
                "%s: p50 %.2fx, p99 %.2fx, p99.9 %.2fx of the probe's",
                store.store(),
                store.latency(50) / probe.latency(50),
                store.latency(99) / probe.latency(99),
                store.latency(99.9) / probe.latency(99.9));
    }

    /// What is done with the threads on one store.
    private interface Work<T> {
        T on(Crowd crowd) throws InterruptedException;
    }

    private <T> T onFresh(String store, Work<T> work) throws IOException, InterruptedException, ProbeException {
        try (WorkFolder folder = WorkFolder.below(files);
                Peer peer = Stores.open(
                        store,
                        Files.createDirectory(folder.path().resolve(store)),
                        Setup.of(Entries.usual(), MOST_ENTRIES, level))) {
            return work.on(new Crowd(peer, threads, level));
        }
    }
}

package io.varve.bench.deletes;

import io.varve.bench.probe.JsonLines;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
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
import java.util.List;
import java.util.Locale;

/// The word `deletes`.
public final class DeletesCommand {
    private static final List<String> KNOWN =
            List.of("--stores", "--entries", "--percent", "--memtable", "--dir", "--json");
    private static final String USUAL = "varve,rocksdb,rocksdb-universal";
    private static final long MEBIBYTE = 1 << 20;

    private final PrintStream out;
    private final List<String> stores;
    private final List<Integer> percents;
    private final long keys;
    private final long memtable;
    private final Path files;
    private final String json;

    private DeletesCommand(Settings settings, PrintStream out) {
        this.out = out;
        stores = Stores.named(settings.text("--stores", USUAL), Stores.with(Stores.ALL, Stores.SPECIAL));
        percents = Settings.counts("--percent", settings.text("--percent", "50,90"));
        keys = settings.count("--entries", 700_000);
        memtable = settings.count("--memtable", 8) * MEBIBYTE;
        files = settings.files();
        json = settings.text("--json", "");
    }

    /// Runs it.
    ///
    /// @return the exit code: 0 measured, 1 something failed, 2 not understood
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run("deletes", KNOWN, arguments, err, settings -> new DeletesCommand(settings, out)::measure);
    }

    private void measure() throws IOException, InterruptedException, ProbeException {
        JsonLines lines = JsonLines.begin(json);
        out.println(String.format(
                Locale.ROOT,
                "deletes, PROCESS x1, of %,d keys of 16 B with values of 100 B, memtable %d MiB; before, just after, and at rest",
                keys,
                memtable / MEBIBYTE));
        out.println(
                "store             deleted  space MB before, after, at rest   back after s   scan ns/entry before, after, at rest");
        for (int percent : percents) {
            for (String store : stores) {
                measure(store, percent, lines);
            }
        }
    }

    private void measure(String store, int percent, JsonLines lines)
            throws IOException, InterruptedException, ProbeException {
        Deleting.Result result;
        try (WorkFolder folder = WorkFolder.below(files)) {
            Path directory = Files.createDirectory(folder.path().resolve(store));
            // In the order of keys, so that neighbours go and stay.
            Entries entries = new Entries(100, Entries.Filling.HALF, new Keys(Keys.Kind.PAIR, true));
            Setup setup = Setup.of(entries, keys, Level.PROCESS).memtable(memtable);
            try (Peer peer = Stores.open(store, directory, setup);
                    Session session = peer.session(Level.PROCESS)) {
                result = new Deleting(peer, session, directory, keys).measure(percent);
            }
        }
        out.println(String.format(
                Locale.ROOT,
                "%-17s %6d%%  %9.1f %9.1f %9.1f   %14s   %10.1f %9.1f %9.1f",
                store,
                percent,
                result.before().bytes() / 1e6,
                result.after().bytes() / 1e6,
                result.atRest().bytes() / 1e6,
                result.restNanos() < 0 ? "never" : String.format(Locale.ROOT, "%.1f", result.restNanos() / 1e9),
                result.before().scanNanos(),
                result.after().scanNanos(),
                result.atRest().scanNanos()));
        lines.add(String.format(
                Locale.ROOT,
                "{\"workload\":\"deletes\",\"store\":\"%s\",\"percent\":%d,\"keys\":%d,\"bytesBefore\":%d,\"bytesAfter\":%d,"
                        + "\"bytesAtRest\":%d,\"restNanos\":%d,\"scanNanosBefore\":%.1f,\"scanNanosAfter\":%.1f,"
                        + "\"scanNanosAtRest\":%.1f}",
                store,
                percent,
                keys,
                result.before().bytes(),
                result.after().bytes(),
                result.atRest().bytes(),
                result.restNanos(),
                result.before().scanNanos(),
                result.after().scanNanos(),
                result.atRest().scanNanos()));
    }
}

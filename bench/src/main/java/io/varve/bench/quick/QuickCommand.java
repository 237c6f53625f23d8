package io.varve.bench.quick;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Word;
import io.varve.bench.probe.WorkFolder;
import io.varve.bench.results.Keeping;
import io.varve.bench.results.Row;
import io.varve.bench.results.RowTable;
import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import io.varve.bench.stores.Setup;
import io.varve.bench.stores.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// The word `quick`.
public final class QuickCommand {
    private static final long ENTRIES = 2_000_000;
    private static final double SECONDS = 0.4;
    private static final long WARM_UP_NANOS = 200_000_000;
    private static final List<String> KNOWN = List.of(
            "--json",
            "--dir",
            "--out",
            "--rounds",
            "--seconds",
            "--entries",
            "--value-bytes",
            "--stores",
            "--workloads");

    /// What is measured unless somebody says otherwise.
    private static final List<String> USUAL =
            List.of(Stores.PROBE, "varve", "varve-tuned", "rocksdb", "rocksdb-tuned", "lmdb");

    private static final long FLUSHED = 64L << 20;
    private static final long LARGEST_MEMTABLE = 1L << 30;
    private static final double MOST_PUTS_PER_SECOND = 700_000;
    private static final double MOST_BATCHED_PER_SECOND = 4_000_000;

    /// What an entry takes in a memtable beside its key and its value, and somewhat more.
    private static final long ENTRY_OVERHEAD = 140;

    private final PrintStream out;
    private final PrintStream err;
    private final Settings settings;
    private final List<String> arguments;
    private final Path files;
    private final int rounds;
    private final double seconds;
    private final Entries entries;
    private final long count;
    private final List<String> stores;
    private final List<Workload> workloads;
    private final Set<String> failed = new HashSet<>();
    private int measured;

    private QuickCommand(Settings settings, List<String> arguments, PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        this.settings = settings;
        this.arguments = arguments;
        files = settings.files();
        rounds = settings.count("--rounds", 3);
        seconds = settings.number("--seconds", SECONDS);
        count = settings.count("--entries", (int) ENTRIES);
        entries = new Entries(settings.count("--value-bytes", 100), Entries.Filling.ZEROS);
        List<String> known = Stores.with(Stores.with(USUAL, Stores.ALL), Stores.SPECIAL);
        stores = Stores.named(settings.text("--stores", String.join(",", USUAL)), known);
        workloads = workloads(settings.text("--workloads", ""));
    }

    /// Runs it.
    ///
    /// @return the exit code
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run(
                "quick", KNOWN, arguments, err, settings -> new QuickCommand(settings, arguments, out, err)::measure);
    }

    private static List<Workload> workloads(String named) {
        if (named.isEmpty()) {
            return Workload.USUAL;
        }
        List<String> names = List.of(named.split(",", -1));
        List<Workload> chosen = Workload.ALL.stream()
                .filter(workload ->
                        named.equals("all") || names.contains(workload.name()) || names.contains(workload.title()))
                .toList();
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("--workloads are all, or some of "
                    + String.join(
                            ",",
                            Workload.ALL.stream().map(Workload::name).distinct().toList())
                    + ".");
        }
        return chosen;
    }

    private void measure() throws IOException, InterruptedException, ProbeException {
        try (Keeping keeping = Keeping.begin(
                settings, "quick", "how fast is the store beside its peers, at equal durability?", arguments)) {
            out.println(String.format(
                    Locale.ROOT,
                    "%d workloads, %s; %,d entries of %d B keys and %d B values, medians of %d rounds of %.1f s",
                    workloads.size(),
                    String.join(", ", stores),
                    count,
                    entries.keyBytes(),
                    entries.valueBytes(),
                    rounds,
                    seconds));
            out.println(RowTable.heading());
            writes(keeping);
            for (Workload.Layout layout : List.of(Workload.Layout.RUN, Workload.Layout.FIVE_RUNS)) {
                List<Workload> reads = workloads.stream()
                        .filter(workload -> workload.layout() == layout)
                        .toList();
                if (!reads.isEmpty()) {
                    readTables(reads, layout, keeping);
                }
            }
            out.println();
            keeping.end(out);
        }
    }

    private void writes(Keeping keeping) throws IOException, InterruptedException, ProbeException {
        for (Workload workload : workloads) {
            if (workload.readsTables() || keeping.isEnding()) {
                continue;
            }
            Map<String, List<Figure>> figures = new TreeMap<>();
            for (int round = 0; round < rounds; round++) {
                for (String store : stores) {
                    if (isMeant(workload, store) && !failed.contains(store) && !keeping.isEnding()) {
                        once(workload, store, keeping)
                                .ifPresent(figure -> figures.computeIfAbsent(store, name -> new ArrayList<>())
                                        .add(figure));
                    }
                }
            }
            measured++;
            for (String store : stores) {
                show(keeping, figures.getOrDefault(store, List.of()));
            }
        }
    }

    /// Stores are filled once, and stay open side by side.
    private void readTables(List<Workload> reads, Workload.Layout layout, Keeping keeping)
            throws IOException, ProbeException, InterruptedException {
        List<String> meant = stores.stream()
                .filter(store -> !failed.contains(store))
                .filter(store -> reads.stream().anyMatch(workload -> isMeant(workload, store)))
                .toList();
        long nanos = (long) (seconds * 1e9);
        try (WorkFolder folder = WorkFolder.below(files);
                TableReads tables = new TableReads(
                        folder.path(), layout, entries, count, (store, failure) -> fail(store, failure, keeping))) {
            for (String store : meant) {
                if (keeping.isEnding()) {
                    return;
                }
                out.println("[" + measured + "/" + workloads.size() + "] filling " + store + " with "
                        + String.format(Locale.ROOT, "%,d", count) + " entries");
                tables.add(store, directory -> Stores.open(store, directory, setup(reads.getFirst())));
            }
            for (Workload workload : reads) {
                if (keeping.isEnding()) {
                    return;
                }
                Collection<List<Figure>> figures = tables.measure(workload, rounds, warmUpNanos(), nanos);
                measured++;
                for (List<Figure> ofStore : figures) {
                    show(keeping, ofStore);
                }
            }
        }
    }

    private void show(Keeping keeping, List<Figure> figures) throws IOException {
        if (!figures.isEmpty()) {
            Row row = Figure.row(figures);
            keeping.add(row);
            out.println(RowTable.line(row));
        }
    }

    /// The probe knows puts, and gets of tables; logs that are used again or go around the page cache are there for
    /// durable puts, filters and caches for tables.
    private static boolean isMeant(Workload workload, String store) {
        if (store.equals(Stores.PROBE)) {
            return (workload.readsTables() && !workload.isWalk() && workload.kind() != Workload.Kind.MIXED)
                    || (workload.kind() == Workload.Kind.PUT && workload.layout() == Workload.Layout.MEMTABLE);
        }
        return switch (store) {
            case "varve-lz4", "varve-zstd", "rocksdb-lz4", "rocksdb-zstd" -> workload.readsTables();
            case "rocksdb-tuned" -> workload.readsTables() || workload.isSynced();
            case "varve-tuned" -> workload.isSynced();
            default -> true;
        };
    }

    /// A store that fails is left out from then on.
    private void fail(String store, Throwable failure, Keeping keeping) {
        failed.add(store);
        keeping.fail(err, store + " failed, and is left out: " + Word.sentence(failure));
    }

    /// Nothing where the store failed.
    private Optional<Figure> once(Workload workload, String store, Keeping keeping) throws InterruptedException {
        try {
            return Optional.of(once(workload, store));
        } catch (IOException | ProbeException | RuntimeException | LinkageError | OutOfMemoryError failure) {
            fail(store, failure, keeping);
            return Optional.empty();
        }
    }

    /// A fresh store each time, filled first where the workload reads.
    private Figure once(Workload workload, String store) throws IOException, InterruptedException, ProbeException {
        try (WorkFolder folder = WorkFolder.below(files);
                Peer peer =
                        Stores.open(store, Files.createDirectory(folder.path().resolve(store)), setup(workload))) {
            peer.prepare();
            AtomicLong next = new AtomicLong();
            if (workload.isFilledFirst()) {
                try (Session session = peer.session(workload.level())) {
                    while (next.get() < count) {
                        session.put(next.getAndIncrement());
                    }
                }
            }
            return new Crowd(workload, peer, next, count)
                    .run(warmUpNanos(), (long) (workload.stretch() * seconds * 1e9));
        }
    }

    /// Memtable is compared with memtable, and tables with tables; only where the workload says so does one become the
    /// other meanwhile.
    private Setup setup(Workload workload) {
        if (workload.readsTables()) {
            return Setup.of(entries, count, workload.level())
                    .memtable(memtableBytes(workload))
                    .unmerged()
                    .loaded();
        }
        Setup setup = Setup.of(entries, mostEntries(workload), workload.level());
        return workload.layout() == Workload.Layout.FLUSHING
                ? setup.memtable(FLUSHED)
                : setup.memtable(memtableBytes(workload)).unmerged();
    }

    private long mostEntries(Workload workload) {
        double filled = workload.isFilledFirst() ? count : 0;
        return (long)
                (workload.isRead()
                        ? filled
                        : filled + (workload.stretch() * seconds + warmUpNanos() / 1e9) * mostPerSecond(workload));
    }

    /// Of a memtable that holds what there will be to read, or what anybody can put in a round.
    private long memtableBytes(Workload workload) {
        long bytes = Long.highestOneBit(mostEntries(workload) * (entries.bytes() + ENTRY_OVERHEAD)) << 1;
        return Math.clamp(bytes, FLUSHED, LARGEST_MEMTABLE);
    }

    private long warmUpNanos() {
        return Math.min(WARM_UP_NANOS, (long) (seconds * 1e9));
    }

    private static double mostPerSecond(Workload workload) {
        return workload.kind() == Workload.Kind.PUT_BATCH ? MOST_BATCHED_PER_SECOND : MOST_PUTS_PER_SECOND;
    }
}

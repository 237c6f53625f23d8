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
import java.util.stream.Stream;

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

    /// All of a run that has no settings, with something to spare.
    private static final long LONGEST_NANOS = 172_000_000_000L;

    /// What it takes to fill a store, per entry, where it takes long.
    private static final long FILL_NANOS = 4000;

    private static final double MOST_PUTS_PER_SECOND = 700_000;
    private static final double MOST_SYNCED_PER_SECOND = 300_000;
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
    private final boolean isUsual;
    private Pace pace;
    private long deadline;
    private double roundSeconds;
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
        isUsual = Stream.of("--seconds", "--rounds", "--entries", "--stores", "--workloads")
                .allMatch(name -> settings.text(name, "").isEmpty());
        pace = Pace.unhurried(seconds);
        roundSeconds = seconds;
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
            deadline = System.nanoTime() + LONGEST_NANOS;
            pace = pace(false, readingSeconds());
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

    /// A run with settings of its own takes as long as they want.
    private Pace pace(boolean isReading, double laterSeconds) {
        return isUsual
                ? new Pace(seconds, deadline, (int) planned(isReading), (long) (laterSeconds * 1e9))
                : Pace.unhurried(seconds);
    }

    /// Filling, and rounds of reads as they should be.
    private double readingSeconds() {
        return count * stores.size() * FILL_NANOS / 1e9 + planned(true) * (seconds + warmUpNanos() / 1e9);
    }

    private long planned(boolean isReading) {
        return workloads.stream()
                .filter(workload -> workload.readsTables() == isReading)
                .mapToLong(workload -> rounds
                        * stores.stream()
                                .filter(store -> isMeant(workload, store))
                                .count())
                .sum();
    }

    private void choosePace(Workload workload, Keeping keeping) {
        roundSeconds = pace.seconds(System.nanoTime());
        if (roundSeconds < seconds) {
            String sentence = String.format(
                    Locale.ROOT,
                    "%s: rounds of %.2f s, so that all is over in three minutes on this machine",
                    workload.title(),
                    roundSeconds);
            out.println(sentence);
            keeping.remark(sentence);
        }
    }

    private void writes(Keeping keeping) throws IOException, InterruptedException, ProbeException {
        for (Workload workload : workloads) {
            if (workload.readsTables() || keeping.isEnding()) {
                continue;
            }
            choosePace(workload, keeping);
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
            pace = pace(true, 0);
            for (Workload workload : reads) {
                if (keeping.isEnding()) {
                    return;
                }
                choosePace(workload, keeping);
                long began = System.nanoTime();
                Collection<List<Figure>> figures =
                        tables.measure(workload, rounds, warmUpNanos(), (long) (roundSeconds * 1e9));
                int ended = figures.stream().mapToInt(List::size).sum();
                pace.onRounds(ended, System.nanoTime() - began, roundSeconds);
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
        long began = System.nanoTime();
        try {
            return Optional.of(once(workload, store));
        } catch (IOException | ProbeException | RuntimeException | LinkageError | OutOfMemoryError failure) {
            fail(store, failure, keeping);
            return Optional.empty();
        } finally {
            pace.onRounds(1, System.nanoTime() - began, roundSeconds);
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
                    .run(warmUpNanos(), (long) (workload.stretch() * roundSeconds * 1e9));
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
        if (workload.isSynced()) {
            return MOST_SYNCED_PER_SECOND;
        }
        return workload.kind() == Workload.Kind.PUT_BATCH ? MOST_BATCHED_PER_SECOND : MOST_PUTS_PER_SECOND;
    }
}

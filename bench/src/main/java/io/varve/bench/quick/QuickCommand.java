package io.varve.bench.quick;

import io.varve.Compression;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.WorkFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.EnvFlags;
import org.rocksdb.CompressionType;

/// The word `quick`.
public final class QuickCommand {
    private static final int ROUNDS = 3;
    private static final long ENTRIES = 400_000;
    private static final long WARM_UP_NANOS = 400_000_000;
    private static final List<String> STORES =
            List.of("probe", "varve", "varve-direct", "varve-flushing", "rocksdb", "rocksdb-recycled", "lmdb");

    /// Those whose tables are packed: measured when they are named.
    private static final List<String> PACKED = List.of("varve-lz4", "varve-zstd", "rocksdb-lz4", "rocksdb-zstd");

    private static final long LARGE = 3L << 30;
    private static final long FLUSHED = 64L << 20;
    private static final long LARGEST_MEMTABLE = 1L << 30;
    private static final double MOST_PUTS_PER_SECOND = 700_000;
    private static final double MOST_BATCHED_PER_SECOND = 4_000_000;

    /// What one takes in a memtable, and somewhat more.
    private static final long ENTRY_BYTES = 256;

    /// Tables have so many times as many entries: 2 million, more than the caches of a processor hold.
    private static final int TABLE_FACTOR = 5;

    private final PrintStream out;
    private @Nullable Path json;
    private Path files = Path.of(System.getProperty("java.io.tmpdir"));
    private double seconds = 1;
    private long entries = ENTRIES;
    private List<String> stores = STORES;
    private @Nullable String only;

    private QuickCommand(PrintStream out) {
        this.out = out;
    }

    /// Runs it.
    ///
    /// @return the exit code: 0 measured, 1 something failed, 2 not understood
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        QuickCommand command = new QuickCommand(out);
        String problem = command.parse(arguments);
        if (problem != null) {
            err.println(problem);
            return 2;
        }
        try {
            command.measure();
            return 0;
        } catch (IOException | ProbeException | IllegalStateException failure) {
            err.println("varve bench quick: " + failure.getMessage());
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private @Nullable String parse(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i += 2) {
            String word = arguments.get(i);
            if (i + 1 == arguments.size()) {
                return word + " wants a value after it.";
            }
            String value = arguments.get(i + 1);
            try {
                switch (word) {
                    case "--json" -> json = Path.of(value);
                    case "--dir" -> files = Path.of(value);
                    case "--seconds" -> seconds = Double.parseDouble(value);
                    case "--entries" -> entries = Long.parseLong(value);
                    case "--stores" -> stores = List.of(value.split(","));
                    case "--workloads" -> only = value;
                    default -> {
                        return "varve bench quick knows --json FILE, --dir DIR, --seconds N, --entries N, --stores A,B"
                                + " and --workloads A,B, not '" + word + "'.";
                    }
                }
            } catch (NumberFormatException notANumber) {
                return word + " wants a number, not '" + value + "'.";
            }
        }
        List<String> known = new ArrayList<>(STORES);
        known.addAll(PACKED);
        if (!known.containsAll(stores)) {
            return "--stores are some of " + String.join(",", known) + ".";
        }
        if (workloads().isEmpty()) {
            return "--workloads are some of "
                    + String.join(
                            ",",
                            Workload.ALL.stream().map(Workload::name).distinct().toList()) + ".";
        }
        return seconds > 0 && entries > 0 ? null : "--seconds and --entries are above 0.";
    }

    private void measure() throws IOException, InterruptedException, ProbeException {
        List<Figure> medians = new ArrayList<>();
        out.println(String.format(
                Locale.ROOT,
                "%-16s %-16s %12s %10s %10s %10s   16 B keys, 100 B values, median of %d rounds of %.1f s",
                "workload",
                "store",
                "ops/s",
                "p50 us",
                "p99 us",
                "p99.9 us",
                ROUNDS,
                seconds));
        for (Workload workload : workloads()) {
            if (workload.readsTables()) {
                continue;
            }
            Map<String, List<Figure>> rounds = new TreeMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                for (String store : stores) {
                    if (isMeant(workload, store)) {
                        rounds.computeIfAbsent(store, name -> new ArrayList<>()).add(once(workload, store));
                    }
                }
            }
            for (String store : stores) {
                show(medians, rounds.getOrDefault(store, List.of()));
            }
        }
        for (Workload.Layout layout : List.of(Workload.Layout.RUN, Workload.Layout.FIVE_RUNS)) {
            List<Workload> reads = workloads().stream()
                    .filter(workload -> workload.layout() == layout)
                    .toList();
            if (!reads.isEmpty()) {
                readTables(reads, layout, medians);
            }
        }
        out.println();
        ratios(medians);
        if (json != null) {
            Files.write(json, medians.stream().map(Figure::json).toList());
        }
    }

    /// Stores are filled once, and stay open side by side.
    private void readTables(List<Workload> reads, Workload.Layout layout, List<Figure> medians)
            throws IOException, ProbeException {
        List<String> meant = stores.stream()
                .filter(store -> isMeant(reads.getFirst(), store))
                .toList();
        long nanos = (long) (seconds * 1e9);
        try (WorkFolder folder = WorkFolder.below(files);
                TableReads tables = new TableReads(folder.path(), layout, TABLE_FACTOR * entries)) {
            for (String store : meant) {
                tables.add(store, directory -> open(store, directory, reads.getFirst()));
            }
            for (Workload workload : reads) {
                List<List<Figure>> rounds = tables.measure(workload, ROUNDS, Math.min(WARM_UP_NANOS, nanos), nanos);
                for (List<Figure> ofStore : rounds) {
                    show(medians, ofStore);
                }
            }
        }
    }

    private void show(List<Figure> medians, List<Figure> rounds) {
        if (!rounds.isEmpty()) {
            Figure median = median(rounds);
            medians.add(median);
            out.println(median.line());
        }
    }

    /// The probe knows puts, and gets of tables; recycled and direct logs are there for durable puts.
    private static boolean isMeant(Workload workload, String store) {
        return switch (store) {
            case "probe" ->
                (workload.readsTables() && !workload.isWalk())
                        || (workload.kind() == Workload.Kind.PUT && workload.layout() == Workload.Layout.MEMTABLE);
            case "varve-flushing" -> workload.layout() == Workload.Layout.FLUSHING;
            case "varve-lz4", "varve-zstd", "rocksdb-lz4", "rocksdb-zstd" -> workload.readsTables();
            case "rocksdb-recycled", "varve-direct" -> workload.kind() == Workload.Kind.PUT && workload.isSynced();
            default -> true;
        };
    }

    private List<Workload> workloads() {
        List<String> names = only == null ? List.of() : List.of(only.split(","));
        return Workload.ALL.stream()
                .filter(workload -> only == null || names.contains(workload.name()) || names.contains(workload.title()))
                .toList();
    }

    /// A fresh store each time, filled first where the workload reads.
    private Figure once(Workload workload, String store) throws IOException, InterruptedException, ProbeException {
        try (WorkFolder folder = WorkFolder.below(files);
                Peer peer = open(store, Files.createDirectory(folder.path().resolve(store)), workload)) {
            peer.prepare();
            AtomicLong next = new AtomicLong();
            if (workload.isFilledFirst()) {
                try (Session session = peer.session(false)) {
                    while (next.get() < entries) {
                        session.put(next.getAndIncrement());
                    }
                }
            }
            return new Crowd(workload, peer, next, entries)
                    .run(warmUpNanos(), (long) (workload.stretch() * seconds * 1e9));
        }
    }

    private Peer open(String store, Path directory, Workload workload) throws ProbeException {
        long rocksMemtable = workload.layout() == Workload.Layout.FLUSHING ? FLUSHED : LARGE;
        return switch (store) {
            case "probe" ->
                workload.readsTables()
                        ? new TableProbePeer(directory, (int) (TABLE_FACTOR * entries))
                        : new ProbePeer(directory);
            case "varve" -> VarvePeer.large(directory, memtableBytes(workload));
            case "varve-lz4" -> VarvePeer.packed(directory, memtableBytes(workload), Compression.LZ4);
            case "varve-zstd" -> VarvePeer.packed(directory, memtableBytes(workload), Compression.ZSTD);
            case "rocksdb-lz4" -> new RocksPeer(directory, rocksMemtable, CompressionType.LZ4_COMPRESSION);
            case "rocksdb-zstd" -> new RocksPeer(directory, rocksMemtable, CompressionType.ZSTD_COMPRESSION);
            case "varve-direct" -> new VarvePeer(directory, VarvePeer.Kind.DIRECT);
            case "varve-flushing" -> new VarvePeer(directory, VarvePeer.Kind.FLUSHING);
            case "rocksdb" -> new RocksPeer(directory, rocksMemtable, false);
            case "rocksdb-recycled" -> new RocksPeer(directory, LARGE, true);
            case "lmdb" -> new LmdbPeer(directory, 2 * LARGE, lmdbFlags(workload));
            default -> throw new IllegalArgumentException(store);
        };
    }

    private static EnvFlags[] lmdbFlags(Workload workload) {
        if (workload.isSynced()) {
            return new EnvFlags[0];
        }
        return workload.readsTables()
                ? new EnvFlags[] {EnvFlags.MDB_NOSYNC, EnvFlags.MDB_WRITEMAP}
                : new EnvFlags[] {EnvFlags.MDB_NOSYNC};
    }

    /// Of a memtable that holds what there will be to read, or what anybody can put in a round.
    private long memtableBytes(Workload workload) {
        double filled = workload.isFilledFirst() ? TABLE_FACTOR * (double) entries : 0;
        double count = workload.isRead()
                ? filled
                : filled + (workload.stretch() * seconds + warmUpNanos() / 1e9) * mostPerSecond(workload);
        long bytes = Long.highestOneBit((long) (count * ENTRY_BYTES)) << 1;
        return Math.clamp(bytes, FLUSHED, LARGEST_MEMTABLE);
    }

    private long warmUpNanos() {
        return Math.min(WARM_UP_NANOS, (long) (seconds * 1e9));
    }

    private static double mostPerSecond(Workload workload) {
        return workload.kind() == Workload.Kind.PUT_BATCH ? MOST_BATCHED_PER_SECOND : MOST_PUTS_PER_SECOND;
    }

    private static Figure median(List<Figure> figures) {
        List<Figure> sorted = new ArrayList<>(figures);
        sorted.sort(Comparator.comparingDouble(Figure::opsPerSecond));
        return sorted.get(sorted.size() / 2);
    }

    private void ratios(List<Figure> medians) {
        out.println("varve is, in operations per second:");
        for (Figure ours : medians) {
            if (ours.store().equals(ours.workload().ours())) {
                StringBuilder line = new StringBuilder(
                        String.format(Locale.ROOT, "%-16s", ours.workload().title()));
                for (Figure other : medians) {
                    if (other.workload().equals(ours.workload())
                            && !other.store().equals(ours.store())) {
                        line.append(String.format(
                                Locale.ROOT, "  %.2fx %s", ours.opsPerSecond() / other.opsPerSecond(), other.store()));
                    }
                }
                out.println(line);
            }
        }
    }
}

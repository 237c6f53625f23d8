package io.varve.bench.load;

import io.varve.bench.probe.MemoryGroup;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Settings;
import io.varve.bench.probe.Word;
import io.varve.bench.results.Keeping;
import io.varve.bench.results.Row;
import io.varve.bench.results.RowTable;
import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Stores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The names of workloads, `full` for all of them, and `lmdbjava` for a suite of its own.
public final class LoadCommand {
    private static final List<String> KNOWN = List.of(
            "--stores",
            "--threads",
            "--entries",
            "--value-bytes",
            "--filling",
            "--durability",
            "--seconds",
            "--rounds",
            "--processes",
            "--memory-limit",
            "--dir",
            "--out",
            "--json");
    private static final String FULL = "full";

    /// Of a process.
    private static final long LEAST_MEMORY = 512L << 20;

    private static final String USUAL_STORES = "varve,varve-tuned,rocksdb,rocksdb-tuned,lmdb";

    /// Callers of durable puts in a full run.
    private static final List<Integer> CROWDS = List.of(1, 4, 16, 64, 256, 512);

    private final PrintStream out;
    private final PrintStream err;
    private final String word;
    private final List<Task> tasks = new ArrayList<>();
    private final List<String> stores;
    private final Entries.Filling filling;
    private final long count;
    private final long nanos;
    private final int rounds;
    private final boolean isForked;
    private final long memory;
    private final Path files;
    private final Settings settings;
    private final List<String> arguments;

    /// One line of results per store.
    private record Task(Load load, Level level, int threads, int valueBytes) {
        String title() {
            return load.name() + " x" + threads + ", values of " + valueBytes + " B";
        }
    }

    private LoadCommand(String word, Settings settings, List<String> arguments, PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
        this.word = word;
        boolean isFull = word.equals(FULL);
        stores = Stores.named(
                settings.text("--stores", isFull ? String.join(",", Stores.ALL) : USUAL_STORES),
                Stores.with(Stores.ALL, Stores.SPECIAL));
        filling = filling(settings.text("--filling", "half"));
        count = settings.count("--entries", isFull ? 200_000 : 1_000_000);
        nanos = (long) (1e9 * settings.number("--seconds", isFull ? 3 : 5));
        rounds = settings.count("--rounds", 3);
        memory = memory(settings);
        isForked = isForked(settings.text("--processes", "each"), memory);
        files = settings.files();
        this.settings = settings;
        this.arguments = arguments;
        plan(isFull);
    }

    private void plan(boolean isFull) {
        List<Integer> threads = Settings.counts("--threads", settings.text("--threads", "1"));
        String values = settings.text("--value-bytes", "");
        String levelGiven = settings.text("--durability", "");
        chosen().forEach(load -> {
            Level level = levelGiven.isEmpty() ? load.level() : Level.named(levelGiven);
            List<Integer> sizes =
                    values.isEmpty() ? List.of(load.valueBytes()) : Settings.counts("--value-bytes", values);
            boolean isCrowded = isFull
                    && level == Level.SYNC
                    && settings.text("--threads", "").isEmpty();
            for (int size : sizes) {
                // Refused here rather than in the middle of a run.
                new Entries(size, Entries.Filling.ZEROS);
                for (int callers : isCrowded ? CROWDS : threads) {
                    tasks.add(new Task(load, level, callers, size));
                }
            }
        });
    }

    private List<Load> chosen() {
        return switch (word) {
            case FULL -> Loads.ALL;
            case Suite.WORD -> Suite.ALL;
            default -> List.of(Loads.named(word).orElseThrow());
        };
    }

    private static long memory(Settings settings) {
        long bytes = (long) settings.count("--memory-limit", 0) << 20;
        if (bytes > 0 && bytes < LEAST_MEMORY) {
            throw new IllegalArgumentException(
                    "--memory-limit is at least " + (LEAST_MEMORY >> 20) + " MiB, of which a JVM takes some.");
        }
        return bytes;
    }

    private static boolean isForked(String text, long memory) {
        if (!text.equals("each") && !(text.equals("one") && memory == 0)) {
            throw new IllegalArgumentException(
                    "--processes is each, or one where memory is not limited, not '" + text + "'.");
        }
        return text.equals("each");
    }

    private static Entries.Filling filling(String name) {
        return switch (name) {
            case "zeros" -> Entries.Filling.ZEROS;
            case "half" -> Entries.Filling.HALF;
            case "random" -> Entries.Filling.RANDOM;
            default ->
                throw new IllegalArgumentException("--filling of values is zeros, half or random, not '" + name + "'.");
        };
    }

    /// Whether there is a workload of this name.
    public static boolean knows(String word) {
        return word.equals(FULL) || word.equals(Suite.WORD) || Loads.named(word).isPresent();
    }

    /// What the workloads are, for people.
    public static String usage() {
        StringBuilder text = new StringBuilder();
        Loads.ALL.forEach(load -> text.append(String.format("  %-16s %s%n", load.name(), load.says())));
        text.append(String.format("  %-16s %s%n", Suite.WORD, Suite.SAYS));
        return text.toString();
    }

    /// Runs it.
    ///
    /// @return the exit code
    public static int run(String word, List<String> arguments, PrintStream out, PrintStream err) {
        return Word.run(
                word, KNOWN, arguments, err, settings -> new LoadCommand(word, settings, arguments, out, err)::measure);
    }

    private void measure() throws IOException, ProbeException, InterruptedException {
        String question = word.equals(FULL) || word.equals(Suite.WORD)
                ? "what does each store do with each workload?"
                : "what does each store do with " + word + " ("
                        + Loads.named(word).orElseThrow().says() + ")?";
        try (Keeping keeping = Keeping.begin(settings, word, question, arguments);
                MemoryGroup group = group()) {
            out.println(String.format(
                    Locale.ROOT,
                    "%,d entries, values %s; medians of %d rounds of at most %.1f s on fresh stores, in turn%s",
                    count,
                    filling == Entries.Filling.HALF
                            ? "half random"
                            : filling.name().toLowerCase(Locale.ROOT),
                    rounds,
                    nanos / 1e9,
                    isForked ? ", each in a process of its own" : ""));
            tellMemory(group, keeping);
            out.println(RowTable.heading());
            for (int i = 0; i < tasks.size() && !keeping.isEnding(); i++) {
                if (tasks.size() > 1) {
                    out.println("[" + (i + 1) + "/" + tasks.size() + "] "
                            + tasks.get(i).title());
                }
                measure(tasks.get(i), isForked ? new Fork(files, group) : null, keeping);
            }
            keeping.end(out);
        }
    }

    /// Where the kernel does not permit one, stores and heap are limited all the same.
    private @Nullable MemoryGroup group() {
        if (memory == 0) {
            return null;
        }
        try {
            return MemoryGroup.of(memory);
        } catch (ProbeException refused) {
            err.println("varve bench " + word + ": " + refused.getMessage());
            return null;
        }
    }

    /// What is limited, and how, stands beside the figures.
    private void tellMemory(@Nullable MemoryGroup group, Keeping keeping) {
        if (memory == 0) {
            return;
        }
        String sentence = String.format(
                Locale.ROOT,
                "Of %,d MiB, the heap has a quarter and what a store takes for itself another; %s.",
                memory >> 20,
                group == null
                        ? "NOTHING LIMITS THE PAGE CACHE, which may hold all data"
                        : "the process with the page cache of its files has no more, by a " + group.words());
        out.println(sentence);
        keeping.remark(sentence);
    }

    /// All rounds of all stores; one that fails is left out of further rounds.
    private void measure(Task task, @Nullable Fork fork, Keeping keeping) throws IOException, InterruptedException {
        Entries entries = new Entries(task.valueBytes(), filling, task.load().keys());
        List<Rounds> results = new ArrayList<>();
        for (String store : stores) {
            if (Stores.levels(store).contains(task.level())) {
                results.add(new Rounds(
                        new Round(
                                task.load(),
                                store,
                                task.level(),
                                filling,
                                entries,
                                count,
                                task.threads(),
                                nanos,
                                memory),
                        fork));
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (Rounds each : results) {
                if (!each.hasFailed() && !keeping.isEnding()) {
                    each.run(files)
                            .ifPresent(sentence -> keeping.fail(err, task.load().name() + ", " + sentence));
                }
            }
        }
        for (Rounds each : results) {
            Optional<Row> row = each.row();
            if (row.isPresent()) {
                keeping.add(row.get());
                out.println(RowTable.line(row.get()));
            }
        }
    }
}

package io.varve.compaction;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.Expiry;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/// A tree without files: tables are maps of keys to versions, so that it can be checked what a pick does to answers.
final class TreeModel {
    static final int ENTRY = 100;

    private final CompactionConfig config;
    private final Map<Long, NavigableMap<Integer, Entry>> content = new HashMap<>();
    private List<SortedRun> runs = new ArrayList<>();
    private final NavigableMap<Integer, Entry> truth = new TreeMap<>();
    final List<Pick> running = new ArrayList<>();
    private long nextTable = 1;
    private long nextRun = 1;
    private long sequence = 1;
    long rewritten;
    long flushed;

    /// By which what is over is over for everybody.
    long purgeMillis;

    private record Entry(long sequence, int value, boolean isDeleted, long expiry) {
        boolean isAlive(long asOf) {
            return !isDeleted && !Expiry.isOver(expiry, asOf);
        }

        /// As a merge or a flush passes it on where it may hide something.
        Entry asOf(long millis) {
            return isAlive(millis) ? this : new Entry(sequence, value, true, Expiry.NEVER);
        }
    }

    TreeModel(CompactionConfig config) {
        this.config = config;
    }

    Shape shape() {
        Set<Long> taken = new HashSet<>();
        running.forEach(pick -> taken.addAll(pick.inputs()));
        return new Shape(runs, running, taken, Long.MAX_VALUE, purgeMillis);
    }

    /// Puts a table of so many writes into level 0; values below 0 delete.
    void flush(Map<Integer, Integer> writes) {
        flush(writes, Map.of());
    }

    /// @param expiries of those keys that have one
    void flush(Map<Integer, Integer> writes, Map<Integer, Long> expiries) {
        NavigableMap<Integer, Entry> table = new TreeMap<>();
        writes.forEach((key, value) -> {
            long expiry = value < 0 ? Expiry.NEVER : expiries.getOrDefault(key, Expiry.NEVER);
            table.put(key, new Entry(sequence++, value, value < 0, expiry));
        });
        truth.putAll(table);
        TableSummary made = table(table);
        flushed += made.bytes();
        runs.addFirst(new SortedRun(0, nextRun++, List.of(made)));
    }

    /// Begins one job, which takes its place among those that run.
    void begin(Pick pick) {
        requireApart(pick);
        running.add(pick);
    }

    /// Ends one.
    void end(Pick pick) {
        running.remove(pick);
        Set<Long> inputs = new HashSet<>(pick.inputs());
        List<TableSummary> merged = new ArrayList<>();
        List<SortedRun> next = new ArrayList<>();
        requireNothingOlderAbove(pick, inputs);
        long number = pick.run() == Pick.NEW_RUN ? nextRun++ : pick.run();
        boolean hasOlder = false;
        NavigableMap<Integer, Entry> all = new TreeMap<>();
        for (SortedRun run : runs) {
            List<TableSummary> kept = new ArrayList<>();
            for (TableSummary table : run.tables()) {
                if (inputs.contains(table.number())) {
                    merged.add(table);
                    contentOf(table).forEach(all::putIfAbsent);
                } else {
                    kept.add(table);
                    boolean isBelow = run.level() > pick.level()
                            || (run.level() == pick.level() && (pick.run() == Pick.NEW_RUN || run.number() < number));
                    hasOlder |= isBelow && SortedRun.overlaps(table, pick.smallest(), pick.largest());
                }
            }
            if (!kept.isEmpty()) {
                next.add(new SortedRun(run.level(), run.number(), kept));
            }
        }
        assertTrue(merged.size() == inputs.size(), "inputs that are gone");
        List<TableSummary> outputs = outputs(pick, merged, all, hasOlder);
        SortedRun target = new SortedRun(pick.level(), number, sorted(with(next, pick.level(), number, outputs)));
        next.removeIf(run -> run.level() == pick.level() && run.number() == number);
        if (!target.tables().isEmpty()) {
            next.add(target);
        }
        next.sort(Comparator.comparingInt(SortedRun::level)
                .thenComparing(Comparator.comparingLong(SortedRun::number).reversed()));
        runs = next;
        requireRuns();
    }

    /// All answers are right.
    void requireTruth() {
        NavigableMap<Integer, Entry> seen = new TreeMap<>();
        for (SortedRun run : runs) {
            run.tables().forEach(table -> contentOf(table).forEach(seen::putIfAbsent));
        }
        assertTrue(answers(truth).equals(answers(seen)), "other answers");
    }

    private NavigableMap<Integer, Integer> answers(NavigableMap<Integer, Entry> entries) {
        NavigableMap<Integer, Integer> answers = new TreeMap<>();
        entries.forEach((key, entry) -> {
            if (entry.isAlive(purgeMillis)) {
                answers.put(key, entry.value());
            }
        });
        return answers;
    }

    long bytes() {
        long bytes = 0;
        for (SortedRun run : runs) {
            bytes += run.bytes();
        }
        return bytes;
    }

    List<SortedRun> runs() {
        return runs;
    }

    private List<TableSummary> outputs(
            Pick pick, List<TableSummary> merged, NavigableMap<Integer, Entry> all, boolean hasOlder) {
        if (pick.kind() != Pick.Kind.MERGE) {
            return pick.kind() == Pick.Kind.MOVE ? merged : List.of();
        }
        all.replaceAll((key, entry) -> entry.asOf(purgeMillis));
        if (!hasOlder) {
            all.values().removeIf(Entry::isDeleted);
        }
        rewritten += (long) all.size() * ENTRY;
        List<TableSummary> outputs = new ArrayList<>();
        NavigableMap<Integer, Entry> open = new TreeMap<>();
        for (Map.Entry<Integer, Entry> entry : all.entrySet()) {
            open.put(entry.getKey(), entry.getValue());
            if ((long) open.size() * ENTRY >= config.tableBytes()) {
                outputs.add(table(open));
                open = new TreeMap<>();
            }
        }
        if (!open.isEmpty()) {
            outputs.add(table(open));
        }
        return outputs;
    }

    private static List<TableSummary> with(List<SortedRun> runs, int level, long number, List<TableSummary> outputs) {
        List<TableSummary> tables = new ArrayList<>(outputs);
        for (SortedRun run : runs) {
            if (run.level() == level && run.number() == number) {
                tables.addAll(run.tables());
            }
        }
        return tables;
    }

    private static List<TableSummary> sorted(List<TableSummary> tables) {
        tables.sort(Comparator.comparing(TableSummary::smallest));
        return tables;
    }

    private NavigableMap<Integer, Entry> contentOf(TableSummary table) {
        return Objects.requireNonNull(content.get(table.number()));
    }

    /// I-75.
    private void requireApart(Pick pick) {
        for (Pick other : running) {
            assertFalse(pick.inputs().stream().anyMatch(other.inputs()::contains), pick + " beside " + other);
        }
    }

    /// D-16, I-76: what is older than an input and shares keys with it lies below the output, or is an input.
    private void requireNothingOlderAbove(Pick pick, Set<Long> inputs) {
        List<TableSummary> above = new ArrayList<>();
        for (SortedRun run : runs) {
            for (TableSummary table : run.tables()) {
                if (inputs.contains(table.number())) {
                    above.add(table);
                    continue;
                }
                boolean isBelow = run.level() > pick.level()
                        || (run.level() == pick.level() && (pick.run() == Pick.NEW_RUN || run.number() < pick.run()));
                for (TableSummary input : above) {
                    boolean isShared = SortedRun.overlaps(table, input.smallest(), input.largest());
                    assertTrue(isBelow || !isShared, () -> pick + " passes table " + table.number());
                }
            }
        }
    }

    private void requireRuns() {
        for (SortedRun run : runs) {
            for (int i = 1; i < run.tables().size(); i++) {
                TableSummary before = run.tables().get(i - 1);
                assertTrue(before.largest().compareTo(run.tables().get(i).smallest()) < 0, "overlap in " + run);
            }
        }
    }

    private TableSummary table(NavigableMap<Integer, Entry> entries) {
        long number = nextTable++;
        content.put(number, entries);
        long deleted = entries.values().stream().filter(Entry::isDeleted).count();
        long first = entries.values().stream().mapToLong(Entry::sequence).min().orElseThrow();
        long last = entries.values().stream().mapToLong(Entry::sequence).max().orElseThrow();
        long[] expiries =
                entries.values().stream().mapToLong(Entry::expiry).sorted().toArray();
        return new TableSummary(
                number,
                (long) entries.size() * ENTRY,
                0,
                entries.size(),
                deleted,
                (long) entries.size() * ENTRY,
                key(entries.firstKey()),
                key(entries.lastKey()),
                first,
                last,
                expiries[0],
                expiries[(expiries.length + 2) / 3 - 1],
                expiries[expiries.length - 1],
                0);
    }

    private static KeyBytes key(int key) {
        return KeyBytes.of(ByteBuffer.allocate(Integer.BYTES).putInt(key).array());
    }
}

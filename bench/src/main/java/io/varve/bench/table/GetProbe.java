package io.varve.bench.table;

import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Table;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// **Question:** what does the machine give for a get from one sorted table: filter, index, block, value copied
/// out; and for a get of a key that is not there?
///
/// **How:** 2 M entries of 16 and 100 bytes in a mapped file that is wholly in the page cache, filter and index on
/// huge pages ([RawTable]); keys asked for in random order, each way in turn, round after round, on one thread.
///
/// Beside them a table of the engine with the same entries, asked by `mayContain`, `find` and a copy.
///
/// **Decides:** the kind of index (D-22 ff.), and what the engine's tables are held against: 0.7 of this.
public final class GetProbe implements Probe {
    private static final int ROUNDS = 9;
    private static final int ENTRIES = 2_000_000;
    private static final int SMOKE_ENTRIES = 2_000;
    private static final int QUERIES = 1 << 20;
    private static final int SMOKE_QUERIES = 1 << 8;

    /// Used by the list of probes.
    public GetProbe() {}

    @Override
    public String name() {
        return "table-get";
    }

    @Override
    public String question() {
        return "What does the machine give for a get from one sorted table, and for a miss?";
    }

    @Override
    public String decides() {
        return "the index of tables, and what their gets are held against.";
    }

    @Override
    public long fileBytes() {
        return 640L << 20;
    }

    @Override
    public ProbeReport run(ProbeRun run) throws ProbeException {
        int rounds = run.choose(ROUNDS, 1);
        int count = run.choose(QUERIES, SMOKE_QUERIES);
        int entries = run.choose(ENTRIES, SMOKE_ENTRIES);
        Map<GetWay, double[]> hits = new EnumMap<>(GetWay.class);
        double[] misses = new double[rounds];
        double[] engineHits = new double[rounds];
        double[] engineMisses = new double[rounds];
        try (Directory directory = run.folder().open();
                RawTable table = new RawTable(directory, entries, count);
                EngineTable engine = new EngineTable(directory, table.prefixes())) {
            for (int round = run.choose(-2, 0); round < rounds; round++) {
                run.progress().accept(round < 0 ? "warming up" : "round " + (round + 1) + " of " + rounds);
                for (GetWay way : GetWay.values()) {
                    double nanos = nanosPerGet(table, way, count);
                    if (round >= 0) {
                        hits.computeIfAbsent(way, each -> new double[rounds])[round] = nanos;
                    }
                }
                double miss = nanosPerMiss(table, count);
                double engineHit = nanosPerEngineGet(engine, table.queries(), count);
                double engineMiss = nanosPerEngineMiss(engine, table.queries(), count);
                if (round >= 0) {
                    misses[round] = miss;
                    engineHits[round] = engineHit;
                    engineMisses[round] = engineMiss;
                }
            }
        }
        return ProbeReport.of(
                List.of(summary(hits, misses, engineHits, engineMisses)),
                List.of(rounds + " rounds after two to warm up; " + count + " gets each; " + entries + " entries"));
    }

    private static double nanosPerGet(RawTable table, GetWay way, int count) throws ProbeException {
        int found = 0;
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            found += table.get(i * 16L, way) ? 1 : 0;
        }
        long nanos = System.nanoTime() - begin;
        if (found != count) {
            throw new ProbeException(way.words() + " found " + found + " of " + count + " keys.");
        }
        return (double) nanos / count;
    }

    private static double nanosPerMiss(RawTable table, int count) throws ProbeException {
        int found = 0;
        long begin = System.nanoTime();
        for (int i = count; i < 2 * count; i++) {
            found += table.mayContain(i * 16L) ? 1 : 0;
        }
        long nanos = System.nanoTime() - begin;
        if (found > count / 20) {
            throw new ProbeException("The filter let " + found + " of " + count + " absent keys pass.");
        }
        return (double) nanos / count;
    }

    private static double nanosPerEngineGet(EngineTable table, Region queries, int count) throws ProbeException {
        int found = 0;
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            found += table.get(queries, i * 16L) ? 1 : 0;
        }
        long nanos = System.nanoTime() - begin;
        if (found != count) {
            throw new ProbeException("The engine found " + found + " of " + count + " keys.");
        }
        return (double) nanos / count;
    }

    private static double nanosPerEngineMiss(EngineTable table, Region queries, int count) throws ProbeException {
        int found = 0;
        long begin = System.nanoTime();
        for (int i = count; i < 2 * count; i++) {
            found += table.mayContain(queries, i * 16L) ? 1 : 0;
        }
        long nanos = System.nanoTime() - begin;
        if (found > count / 20) {
            throw new ProbeException("The engine's filter let " + found + " of " + count + " absent keys pass.");
        }
        return (double) nanos / count;
    }

    private static Table summary(
            Map<GetWay, double[]> hits, double[] misses, double[] engineHits, double[] engineMisses) {
        Table table = Table.summary(
                "Nanoseconds per get, one thread, 2 M entries of 16 + 100 bytes (medians of the rounds)",
                List.of("way", "median", "best", "worst"));
        hits.forEach((way, nanos) -> table.add(row("hit: " + way.words(), nanos)));
        table.add(row("miss: filter only", misses));
        table.add(row("hit: table of the engine", engineHits));
        table.add(row("miss: table of the engine", engineMisses));
        return table;
    }

    private static List<Object> row(String words, double[] nanos) {
        double[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new ArrayList<>(List.of(words, sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]));
    }
}

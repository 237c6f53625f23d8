package io.varve.bench.sync;

import io.varve.bench.probe.Percentiles;
import io.varve.bench.probe.Probe;
import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.ProbeReport;
import io.varve.bench.probe.ProbeRun;
import io.varve.bench.probe.Table;
import io.varve.nativeio.Directory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// **Question:** what does a durable append cost, by the state of the file and the way it is opened; and what
/// does a small write without sync cost after each way to prepare the file?
///
/// **How:** records of 4 KiB and of 150 B, each written and synced, timed one by one. All ways take turns in
/// short bursts, because the disk drifts by the minute; each round has fresh files. The table shows the median
/// over rounds of each percentile. Then 150 B records without sync into the same kinds of file.
///
/// **Decides:** how log segments are prepared and recycled, in which chunks they are zeroed, and whether the
/// direct log is worth its padding.
public final class SyncProbe implements Probe {
    private static final int[] LENGTHS = {4096, 150};

    /// Long enough to lie beyond what one journal commit of a neighbour disturbs, short beside the drift.
    private static final int BURST = 25;

    private static final int ROUNDS = 7;

    /// A slow disk gets fewer rounds once this is over.
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static final int FEWEST_ROUNDS = 3;

    private static final int BURSTS = 48;
    private static final int SMALL_LENGTH = 150;
    private static final int SMALL_WRITES = 20_000;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    /// Used by the list of probes.
    public SyncProbe() {}

    @Override
    public String name() {
        return "sync";
    }

    @Override
    public String question() {
        return "What does a durable append cost, and a small write without sync, by the state of the file?";
    }

    @Override
    public String decides() {
        return "how log segments are prepared, zeroed and recycled, and whether a direct log is worth its padding.";
    }

    @Override
    public long fileBytes() {
        return 256L << 20;
    }

    @Override
    public ProbeReport run(ProbeRun run) throws ProbeException {
        int rounds = run.choose(ROUNDS, 1);
        int bursts = run.choose(BURSTS, 1);
        int burst = run.choose(BURST, 2);
        Map<String, Percentiles> synced = new LinkedHashMap<>();
        Map<Preparation, Percentiles> small = new EnumMap<>(Preparation.class);
        try (Directory directory = run.folder().open();
                Buffers buffers = new Buffers()) {
            // One round more than is counted, to warm up code, page cache and disk.
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            for (int round = run.choose(-1, 0); round < rounds; round++) {
                if (round >= FEWEST_ROUNDS && System.nanoTime() > deadline) {
                    rounds = round;
                    break;
                }
                run.progress().accept(round < 0 ? "warming up" : "round " + (round + 1) + " of " + rounds);
                Map<String, Histogram> syncRound = syncRound(directory, buffers, bursts, burst);
                Map<Preparation, Histogram> smallRound = smallRound(directory, buffers, run.choose(SMALL_WRITES, 100));
                if (round >= 0) {
                    syncRound.forEach((key, nanos) -> synced.computeIfAbsent(key, each -> new Percentiles())
                            .add(nanos));
                    smallRound.forEach((key, nanos) -> small.computeIfAbsent(key, each -> new Percentiles())
                            .add(nanos));
                }
            }
        }
        return report(
                synced,
                small,
                List.of(String.format(
                        "%d rounds after one to warm up; per round and way %d records in turns of %d; then %d small writes",
                        rounds, bursts * burst, burst, run.choose(SMALL_WRITES, 100))));
    }

    private static Map<String, Histogram> syncRound(Directory directory, Buffers buffers, int bursts, int burst)
            throws ProbeException {
        Map<String, Histogram> found = new LinkedHashMap<>();
        List<SyncLane> lanes = new ArrayList<>();
        try {
            for (int length : LENGTHS) {
                for (SyncWay way : SyncWay.values()) {
                    if (way.isDirect() && !directory.capabilities().hasDirect()) {
                        continue;
                    }
                    int size = Math.max(1 << 20, (bursts * burst * length / (1 << 20) + 1) << 20);
                    lanes.add(new SyncLane(way, length, size, directory, buffers));
                }
            }
            for (int i = 0; i < bursts; i++) {
                for (SyncLane lane : lanes) {
                    lane.append(burst);
                }
            }
            lanes.forEach(lane -> found.put(lane.length() + " B, " + lane.way().words(), lane.nanos()));
            return found;
        } finally {
            lanes.forEach(SyncLane::close);
        }
    }

    private static Map<Preparation, Histogram> smallRound(Directory directory, Buffers buffers, int writes)
            throws ProbeException {
        Map<Preparation, Histogram> found = new EnumMap<>(Preparation.class);
        for (Preparation preparation : Preparation.values()) {
            found.put(preparation, SmallWrites.measure(directory, buffers, preparation, SMALL_LENGTH, writes));
        }
        return found;
    }

    private static ProbeReport report(
            Map<String, Percentiles> synced, Map<Preparation, Percentiles> small, List<String> settings) {
        Table syncTable = Table.summary(
                "Write and sync, microseconds (p50, p90, p99: median of the rounds; p99.9: all rounds together)",
                List.of("record and file", "p50", "p90", "p99", "p99.9", "count"));
        Table rounds =
                Table.raw("each round, nanoseconds", List.of("what", "round", "p50", "p90", "p99", "p99.9", "count"));
        synced.forEach((key, found) -> {
            syncTable.add(List.of(
                    key,
                    found.median(50) / 1e3,
                    found.median(90) / 1e3,
                    found.median(99) / 1e3,
                    found.overall(99.9) / 1e3,
                    found.count()));
            addRounds(rounds, key, found);
        });
        Table smallTable = Table.summary(
                "Write of 150 B without sync, nanoseconds (the clock's own cost of some 25 ns included)",
                List.of("file", "mean", "p50", "p90", "p99", "p99.9", "count"));
        small.forEach((key, found) -> {
            smallTable.add(List.of(
                    key.words(),
                    found.medianMean(),
                    found.median(50),
                    found.median(90),
                    found.median(99),
                    found.overall(99.9),
                    found.count()));
            addRounds(rounds, "150 B without sync, " + key.words(), found);
        });
        return ProbeReport.of(List.of(syncTable, smallTable, rounds), settings);
    }

    private static void addRounds(Table table, String what, Percentiles found) {
        for (int round = 0; round < found.rounds().size(); round++) {
            Histogram nanos = found.rounds().get(round);
            List<Object> row = new ArrayList<>(List.of(what, round + 1));
            for (double percentile : PERCENTILES) {
                row.add(nanos.getValueAtPercentile(percentile));
            }
            row.add(nanos.getTotalCount());
            table.add(row);
        }
    }
}

package io.varve.bench.load;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Word;
import io.varve.bench.results.Curve;
import io.varve.bench.results.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rounds of one workload on one store.
final class Rounds {
    private final Round round;
    private final @Nullable Fork fork;
    private final List<Round.Result> results = new ArrayList<>();
    private boolean hasFailed;

    /// @param fork where each has a process of its own
    Rounds(Round round, @Nullable Fork fork) {
        this.round = round;
        this.fork = fork;
    }

    boolean hasFailed() {
        return hasFailed;
    }

    /// One more.
    ///
    /// @return what went wrong, if anything did
    Optional<String> run(Path files) throws InterruptedException {
        try {
            results.add(fork == null ? round.run(files) : fork.run(round));
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (IOException | ProbeException | RuntimeException | OutOfMemoryError failure) {
            hasFailed = true;
            return Optional.of(round.store() + " failed: " + Word.sentence(failure));
        }
    }

    /// The median of what there is, with the worst and the best; nothing where no round ended.
    Optional<Row> row() {
        if (results.isEmpty()) {
            return Optional.empty();
        }
        List<Round.Result> sorted = results.stream()
                .sorted(Comparator.comparingDouble(this::perSecond))
                .toList();
        Round.Result median = sorted.get(sorted.size() / 2);
        return Optional.of(new Row(
                round.load().name(),
                round.store(),
                round.load().durability(round.level()),
                round.threads(),
                false,
                perSecond(median),
                perSecond(sorted.getFirst()),
                perSecond(sorted.getLast()),
                median.latencies().getValueAtPercentile(50),
                median.latencies().getValueAtPercentile(99),
                median.latencies().getValueAtPercentile(99.9),
                more(median),
                Curve.of(median.latencies()),
                median.timeline()));
    }

    private Map<String, Double> more(Round.Result result) {
        Map<String, Double> more = new LinkedHashMap<>();
        more.put("entries", (double) round.count());
        more.put("valueBytes", (double) round.entries().valueBytes());
        more.put("rounds", (double) results.size());
        more.put("maxNanos", (double) result.latencies().getMaxValue());
        more.put("cpuSeconds", result.used().cpuNanos() / 1e9);
        more.put("bytesRead", (double) result.used().readBytes());
        long readPerTurn = round.load().bytesRead(round.count(), round.entries());
        if (readPerTurn > 0) {
            more.put(
                    "readAmplification",
                    result.used().readBytes() / Math.max(1.0, (double) result.taken() * readPerTurn));
        }
        if (fork != null) {
            more.put("residentPeakBytes", (double) result.resident().peakBytes());
            more.put("anonymousBytes", (double) result.resident().anonymousBytes());
        }
        if (round.memory() > 0) {
            more.put("memoryLimitBytes", (double) round.memory());
        }
        if (!round.load().isReading()) {
            more.put("cameToRest", result.isSettled() ? 1.0 : 0.0);
            more.put("bytesWritten", (double) result.used().writtenBytes());
        }
        if (isOnlyWriting()) {
            more.put(
                    "writeAmplification",
                    result.used().writtenBytes()
                            / Math.max(
                                    1.0,
                                    (double) result.taken() * round.entries().bytes()));
        }
        more.put("bytesOnDisk", (double) result.bytesOnDisk());
        if (round.load().isFilled() && !round.load().name().startsWith("delete")) {
            more.put(
                    "spaceAmplification",
                    result.bytesOnDisk()
                            / ((double) round.count() * round.entries().bytes()));
        }
        return more;
    }

    private boolean isOnlyWriting() {
        return round.load().name().startsWith("fill") || round.load().name().equals("overwrite");
    }

    /// Entries, of which a turn may have many.
    private double perSecond(Round.Result result) {
        return result.turns() * 1e9 * round.load().entriesPerTurn(round.count()) / result.took();
    }
}

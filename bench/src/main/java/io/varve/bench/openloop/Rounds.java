package io.varve.bench.openloop;

import io.varve.bench.stores.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The rounds of one store; each of its figures is the middle one of the rounds.
final class Rounds {
    static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 100.0);

    /// Below this part of the rate, the store did not keep it.
    private static final double KEPT = 0.99;

    private final String store;
    private final double rate;
    private final List<Round> rounds = new ArrayList<>();

    Rounds(String store, double rate) {
        this.store = store;
        this.rate = rate;
    }

    void add(Round round) {
        rounds.add(round);
    }

    String store() {
        return store;
    }

    double achieved() {
        return median(Round::achieved);
    }

    /// Whether the store did what was asked of it; if not, its latencies say how long the run was, and little
    /// of the store.
    boolean isKept() {
        return achieved() >= KEPT * rate && rounds.stream().allMatch(round -> round.unsent() == 0);
    }

    /// In nanoseconds.
    double latency(double percentile) {
        return median(round -> round.latencies().getValueAtPercentile(percentile));
    }

    /// The driver's own part of most latencies, in nanoseconds.
    double lag(double percentile) {
        return median(round -> round.lags().getValueAtPercentile(percentile));
    }

    static String heading() {
        return String.format(
                Locale.ROOT,
                "%-8s %12s %12s %10s %10s %10s %10s %10s %10s",
                "store",
                "intended/s",
                "achieved/s",
                "p50 us",
                "p90 us",
                "p99 us",
                "p99.9 us",
                "max us",
                "lag p50");
    }

    String line() {
        StringBuilder line =
                new StringBuilder(String.format(Locale.ROOT, "%-8s %,12.0f %,12.0f", store, rate, achieved()));
        for (double percentile : PERCENTILES) {
            line.append(String.format(Locale.ROOT, " %10.1f", latency(percentile) / 1e3));
        }
        line.append(String.format(Locale.ROOT, " %10.1f", lag(50) / 1e3));
        return line.append(isKept() ? "" : "  DID NOT KEEP THE RATE").toString();
    }

    String json(int threads, Level level) {
        long unsent = rounds.stream().mapToLong(Round::unsent).sum();
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"open-loop-put\",\"store\":\"%s\",\"durability\":\"%s\",\"threads\":%d,"
                        + "\"virtual\":false,\"intendedPerSecond\":%.1f,\"achievedPerSecond\":%.1f,\"kept\":%b,"
                        + "\"unsent\":%d,\"p50Nanos\":%.0f,\"p90Nanos\":%.0f,\"p99Nanos\":%.0f,\"p999Nanos\":%.0f,"
                        + "\"maxNanos\":%.0f,\"lagP50Nanos\":%.0f,\"lagP99Nanos\":%.0f}",
                store,
                level,
                threads,
                rate,
                achieved(),
                isKept(),
                unsent,
                latency(50),
                latency(90),
                latency(99),
                latency(99.9),
                latency(100),
                lag(50),
                lag(99));
    }

    private double median(ToDoubleFunction<Round> figure) {
        double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}

package io.varve.bench.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;

/// The rounds of one measurement: the median over rounds of each percentile, and all samples together.
public final class Percentiles {
    private final Histogram all = new Histogram(10_000_000_000L, 3);
    private final List<Histogram> rounds = new ArrayList<>();

    /// Nothing measured yet.
    public Percentiles() {}

    /// Adds a round, in nanoseconds.
    public void add(Histogram round) {
        rounds.add(round);
        all.add(round);
    }

    /// The middle one of the rounds' percentiles, in nanoseconds.
    public double median(double percentile) {
        double[] values = rounds.stream()
                .mapToDouble(round -> round.getValueAtPercentile(percentile))
                .sorted()
                .toArray();
        return values[values.length / 2];
    }

    /// The middle one of the rounds' means, in nanoseconds.
    public double medianMean() {
        double[] values = rounds.stream().mapToDouble(Histogram::getMean).toArray();
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /// A percentile of all samples: for the far ones, of which a round has too few.
    public double overall(double percentile) {
        return all.getValueAtPercentile(percentile);
    }

    /// Samples of all rounds.
    public long count() {
        return all.getTotalCount();
    }

    /// The rounds as they came.
    public List<Histogram> rounds() {
        return List.copyOf(rounds);
    }
}

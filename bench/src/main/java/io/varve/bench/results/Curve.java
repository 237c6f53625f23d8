package io.varve.bench.results;

import java.util.List;
import org.HdrHistogram.Histogram;

/// The percentiles that are kept of a histogram.
public final class Curve {
    private static final double[] PERCENTILES = {
        0, 10, 25, 50, 75, 90, 95, 97.5, 99, 99.5, 99.9, 99.95, 99.99, 99.999, 100
    };

    private Curve() {}

    /// As far as there are values to tell them apart.
    public static List<Row.Point> of(Histogram histogram) {
        long count = histogram.getTotalCount();
        return java.util.Arrays.stream(PERCENTILES)
                .filter(each -> each == 100 || count * (100 - each) >= 100)
                .mapToObj(each -> new Row.Point(each, histogram.getValueAtPercentile(each)))
                .toList();
    }
}

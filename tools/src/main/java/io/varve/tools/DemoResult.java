package io.varve.tools;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/// What one step came to.
///
/// @param latencies nanoseconds of each call
record DemoResult(String what, long nanos, Histogram latencies) {
    static final String HEADING = String.format(
            Locale.ROOT,
            "%-28s %10s %12s %9s %9s %9s %9s",
            "16 B keys, 100 B values",
            "calls",
            "calls/s",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "max us");

    String line() {
        return String.format(
                Locale.ROOT,
                "%-28s %,10d %,12.0f %9.1f %9.1f %9.1f %9.1f",
                what,
                latencies.getTotalCount(),
                latencies.getTotalCount() * 1e9 / nanos,
                micros(latencies.getValueAtPercentile(50)),
                micros(latencies.getValueAtPercentile(99)),
                micros(latencies.getValueAtPercentile(99.9)),
                micros(latencies.getMaxValue()));
    }

    private static double micros(long nanos) {
        return nanos / 1e3;
    }
}

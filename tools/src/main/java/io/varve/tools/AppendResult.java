package io.varve.tools;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/// What one way of appending came to. A latency is the time from the write to the end of its sync.
///
/// @param latencies nanoseconds of each sync, with the writes it covers
record AppendResult(AppendWay way, int records, long nanos, Histogram latencies) {
    static final String HEADING = String.format(
            Locale.ROOT,
            "%-20s %10s %12s %9s %9s %9s %9s",
            "durable appends",
            "records",
            "records/s",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "max us");

    String line() {
        return String.format(
                Locale.ROOT,
                "%-20s %,10d %,12.0f %9.1f %9.1f %9.1f %9.1f",
                way.title,
                records,
                records * 1e9 / nanos,
                micros(latencies.getValueAtPercentile(50)),
                micros(latencies.getValueAtPercentile(99)),
                micros(latencies.getValueAtPercentile(99.9)),
                micros(latencies.getMaxValue()));
    }

    private static double micros(long nanos) {
        return nanos / 1e3;
    }
}

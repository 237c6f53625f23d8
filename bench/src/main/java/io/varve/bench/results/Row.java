package io.varve.bench.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What one store gave for one workload.
///
/// @param durability SYNC, PROCESS or NONE: figures are compared within one only
/// @param opsPerSecond of the median round
/// @param low the worst round's; `opsPerSecond` where there was one round
/// @param high the best round's
/// @param more further figures by name, such as `writeAmplification`
/// @param curve latencies by percentile, for a line
/// @param timeline operations per second, one figure for each `TIMELINE_MILLIS`; empty where nobody looked
public record Row(
        String workload,
        String store,
        String durability,
        int threads,
        boolean isVirtual,
        double opsPerSecond,
        double low,
        double high,
        long p50Nanos,
        long p99Nanos,
        long p999Nanos,
        Map<String, Double> more,
        List<Point> curve,
        List<Double> timeline) {
    /// How long a part of the timeline is.
    public static final int TIMELINE_MILLIS = 100;

    /// One percentile.
    ///
    /// @param percentile from 0 to 100
    public record Point(double percentile, long nanos) {}

    /// What is measured: rows of one title and durability are compared.
    public String title() {
        return workload + " x" + threads + (isVirtual ? " virtual" : "");
    }

    /// What it was run on and with: what two runs must share to be compared.
    public String key() {
        return workload + "|" + store + "|" + durability + "|" + threads + "|" + isVirtual;
    }

    /// The same, named otherwise.
    public Row named(String newWorkload, String newStore, String newDurability) {
        return new Row(
                newWorkload,
                newStore,
                newDurability,
                threads,
                isVirtual,
                opsPerSecond,
                low,
                high,
                p50Nanos,
                p99Nanos,
                p999Nanos,
                more,
                curve,
                timeline);
    }

    /// One object with the figures that tools read, and no others.
    public String shortJson() {
        return "{" + fields() + "}";
    }

    /// One object with all figures.
    public String json() {
        StringBuilder text = new StringBuilder("{").append(fields());
        text.append(String.format(Locale.ROOT, ",\"low\":%.1f,\"high\":%.1f", low, high));
        new LinkedHashMap<>(more)
                .forEach((name, value) ->
                        text.append(",\"").append(name).append("\":").append(plain(value)));
        if (!curve.isEmpty()) {
            text.append(",\"percentiles\":[")
                    .append(curve.stream()
                            .map(point -> "[" + plain(point.percentile()) + "," + point.nanos() + "]")
                            .collect(Collectors.joining(",")))
                    .append(']');
        }
        if (!timeline.isEmpty()) {
            text.append(",\"timelineMillis\":").append(TIMELINE_MILLIS).append(",\"timeline\":[");
            text.append(timeline.stream().map(Row::plain).collect(Collectors.joining(",")))
                    .append(']');
        }
        return text.append('}').toString();
    }

    private String fields() {
        return String.format(
                Locale.ROOT,
                "\"workload\":\"%s\",\"store\":\"%s\",\"durability\":\"%s\",\"threads\":%d,\"virtual\":%b,"
                        + "\"opsPerSecond\":%.1f,\"p50Nanos\":%d,\"p99Nanos\":%d,\"p999Nanos\":%d",
                workload,
                store,
                durability,
                threads,
                isVirtual,
                opsPerSecond,
                p50Nanos,
                p99Nanos,
                p999Nanos);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%.4f", value);
    }
}

package io.varve.bench.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows of objects.
final class RowReader {
    private static final Set<String> FIELDS = Set.of(
            "workload",
            "store",
            "durability",
            "threads",
            "virtual",
            "opsPerSecond",
            "low",
            "high",
            "p50Nanos",
            "p99Nanos",
            "p999Nanos",
            "percentiles",
            "timeline",
            "timelineMillis");

    private RowReader() {}

    static Row row(Map<?, ?> object) {
        double ops =
                object.get("opsPerSecond") instanceof Double given ? given : number(object, "achievedPerSecond", 0);
        Map<String, Double> more = new LinkedHashMap<>();
        object.forEach((name, value) -> {
            if (value instanceof Double figure && name instanceof String text && !FIELDS.contains(text)) {
                more.put(text, figure);
            }
        });
        // Below 0, it says that nobody counted.
        more.computeIfPresent("heapBytes", (name, bytes) -> bytes < 0 ? null : bytes);
        return new Row(
                Results.string(object, "workload"),
                Results.string(object, "store"),
                Results.string(object, "durability"),
                (int) number(object, "threads", 1),
                Boolean.TRUE.equals(object.get("virtual")),
                ops,
                number(object, "low", ops),
                number(object, "high", ops),
                (long) number(object, "p50Nanos", 0),
                (long) number(object, "p99Nanos", 0),
                (long) number(object, "p999Nanos", 0),
                more,
                curve(object),
                numbers(object.get("timeline")));
    }

    /// Of an old row, what it knows.
    private static List<Row.Point> curve(Map<?, ?> object) {
        List<Row.Point> points = new ArrayList<>();
        if (object.get("percentiles") instanceof List<?> list) {
            for (Object pair : list) {
                List<Double> both = numbers(pair);
                points.add(new Row.Point(both.get(0), both.get(1).longValue()));
            }
            return points;
        }
        add(points, object, 50, "p50Nanos");
        add(points, object, 90, "p90Nanos");
        add(points, object, 99, "p99Nanos");
        add(points, object, 99.9, "p999Nanos");
        add(points, object, 100, "maxNanos");
        return points;
    }

    private static void add(List<Row.Point> points, Map<?, ?> object, double percentile, String name) {
        if (object.get(name) instanceof Double nanos && nanos > 0) {
            points.add(new Row.Point(percentile, nanos.longValue()));
        }
    }

    private static List<Double> numbers(@Nullable Object value) {
        List<Double> numbers = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(each -> numbers.add((Double) each));
        }
        return numbers;
    }

    private static double number(Map<?, ?> object, String name, double otherwise) {
        return object.get(name) instanceof Double number ? number : otherwise;
    }
}

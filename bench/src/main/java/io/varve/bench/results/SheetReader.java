package io.varve.bench.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tables of probes, and of JMH's list.
final class SheetReader {
    private SheetReader() {}

    /// Of `{"table": title, "rows": [{column: cell}]}`.
    static Result.Sheet table(Map<?, ?> object) {
        Set<String> columns = new LinkedHashSet<>();
        List<Map<?, ?>> rows = new ArrayList<>();
        for (Object each : (List<?>) Objects.requireNonNull(object.get("rows"))) {
            Map<?, ?> row = (Map<?, ?>) Objects.requireNonNull(each);
            rows.add(row);
            row.keySet().forEach(name -> columns.add(String.valueOf(name)));
        }
        List<List<String>> cells = rows.stream()
                .map(row -> columns.stream().map(name -> cell(row.get(name))).toList())
                .toList();
        return new Result.Sheet(Results.string(object, "table"), List.copyOf(columns), cells);
    }

    /// One table per benchmark class and unit.
    static List<Result.Sheet> benchmarks(List<Map<?, ?>> benchmarks) {
        Map<String, List<List<String>>> tables = new LinkedHashMap<>();
        for (Map<?, ?> each : benchmarks) {
            Map<?, ?> metric = (Map<?, ?>) Objects.requireNonNull(each.get("primaryMetric"));
            String full = Results.string(each, "benchmark");
            int method = full.lastIndexOf('.');
            String name = full.substring(full.lastIndexOf('.', method - 1) + 1, method);
            StringBuilder row = new StringBuilder(full.substring(method + 1));
            if (each.get("params") instanceof Map<?, ?> params) {
                params.forEach((param, value) ->
                        row.append(", ").append(param).append(' ').append(value));
            }
            row.append(", ").append(cell(each.get("threads"))).append(" thread(s)");
            tables.computeIfAbsent(name + ", " + Results.string(metric, "scoreUnit"), key -> new ArrayList<>())
                    .add(List.of(row.toString(), cell(metric.get("score")), cell(metric.get("scoreError"))));
        }
        List<Result.Sheet> sheets = new ArrayList<>();
        tables.forEach((title, rows) -> sheets.add(
                new Result.Sheet(title, List.of("benchmark", "score", "error (99.9 %)"), List.copyOf(rows))));
        return sheets;
    }

    private static String cell(@Nullable Object value) {
        if (value instanceof Double number) {
            if (number == Math.rint(number) && Math.abs(number) < 1e12) {
                return String.format(Locale.ROOT, "%,d", number.longValue());
            }
            return String.format(Locale.ROOT, Math.abs(number) >= 100 ? "%,.0f" : "%.3g", number);
        }
        return value == null ? "" : value.toString();
    }
}

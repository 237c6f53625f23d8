package io.varve.bench.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Rows as people read them on a terminal.
public final class RowTable {
    private RowTable() {}

    /// The line above rows.
    public static String heading() {
        return String.format(
                Locale.ROOT,
                "%-20s %-14s %-8s %14s %8s %10s %10s %10s",
                "workload",
                "store",
                "level",
                "ops/s",
                "spread",
                "p50 us",
                "p99 us",
                "p99.9 us");
    }

    /// One row.
    public static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "%-20s %-14s %-8s %,14.0f %7.0f%% %10.1f %10.1f %10.1f",
                row.title().replace(" virtual", "v"),
                row.store(),
                row.durability(),
                row.opsPerSecond(),
                row.opsPerSecond() == 0 ? 0 : 50 * (row.high() - row.low()) / row.opsPerSecond(),
                row.p50Nanos() / 1e3,
                row.p99Nanos() / 1e3,
                row.p999Nanos() / 1e3);
    }

    /// Heading and rows, and how our store compares.
    public static String text(List<Row> rows) {
        StringBuilder text = new StringBuilder(heading()).append('\n');
        rows.forEach(row -> text.append(line(row)).append('\n'));
        ratios(rows).forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /// One line per workload: how many times the operations per second of the others our store does, at the same
    /// durability. Nothing where our store was not measured.
    public static List<String> ratios(List<Row> rows) {
        Map<String, List<Row>> together = new LinkedHashMap<>();
        rows.forEach(row -> together.computeIfAbsent(row.title() + " " + row.durability(), key -> new ArrayList<>())
                .add(row));
        List<String> lines = new ArrayList<>();
        together.values()
                .forEach(same -> same.stream()
                        .filter(row -> row.store().equals("varve"))
                        .findFirst()
                        .ifPresent(ours -> lines.add(ratios(ours, same))));
        if (!lines.isEmpty()) {
            lines.add(0, "varve is, in operations per second at the same durability:");
        }
        return lines;
    }

    private static String ratios(Row ours, List<Row> same) {
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "%-20s", ours.title().replace(" virtual", "v")));
        same.stream()
                .filter(row -> !row.store().equals("varve"))
                .forEach(row -> line.append(String.format(
                        Locale.ROOT, "  %.2fx %s", ours.opsPerSecond() / row.opsPerSecond(), row.store())));
        return line.toString();
    }
}

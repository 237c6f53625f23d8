package io.varve.bench.report;

import io.varve.bench.results.Result;
import io.varve.bench.results.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// The charts of one result, each in a card with its row of durability and its figures.
final class Cards {
    private static final int LEAST_CALLERS = 3;
    private static final int LEAST_PARTS = 5;
    private static final double BEYOND = 0.5;
    private static final List<String> COSTS = List.of(
            "writeAmplification",
            "readAmplification",
            "spaceAmplification",
            "spaceEnd",
            "spacePeak",
            "residentPeakBytes");

    private final String folder;
    private final List<Row> rows;
    private final StringBuilder html = new StringBuilder();
    private int charts;

    private Cards(Result result) {
        folder = result.folder();
        rows = result.rows();
    }

    static String of(Result result) {
        Cards cards = new Cards(result);
        grouped(cards.rows, row -> row.title() + "|" + row.durability()).forEach((key, same) -> cards.workload(same));
        grouped(cards.rows, row -> row.workload() + "|" + row.durability()).forEach((key, same) -> {
            cards.scaling(same);
            cards.costs(same);
        });
        return cards.html.toString();
    }

    static Map<String, List<Row>> grouped(List<Row> rows, Function<Row, String> key) {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        rows.forEach(row -> groups.computeIfAbsent(key.apply(row), each -> new ArrayList<>())
                .add(row));
        return groups;
    }

    /// A class of the page's style.
    static String kind(String store) {
        return "s-" + store.replaceAll("[^a-z0-9-]", "");
    }

    private String id() {
        charts++;
        return "c-" + folder.replaceAll("[^A-Za-z0-9-]", "") + "-" + charts;
    }

    private void open(String title, String durability) {
        html.append("<article class=\"card\" data-words=\"")
                .append(Svg.escape((title + " " + folder).toLowerCase(Locale.ROOT)))
                .append("\"><header><h4>")
                .append(Svg.escape(title))
                .append("</h4><span class=\"row ")
                .append(durability.toLowerCase(Locale.ROOT))
                .append("\" title=\"What a write promised when it returned. Compare within one row only.\">")
                .append(durability.equals("NONE") ? "reads" : durability)
                .append("</span></header>\n");
    }

    private void close(List<Row> shown) {
        html.append("<details><summary>Figures</summary>")
                .append(Figures.table(folder, shown))
                .append("</details></article>\n");
    }

    private void workload(List<Row> same) {
        Row first = same.getFirst();
        if (first.opsPerSecond() == 0) {
            counted(same);
            return;
        }
        open(first.title().replace(" x", " × "), first.durability());
        html.append("<p class=\"unit\">operations per second, longer is better</p>");
        html.append(BarChart.draw(
                id(),
                first.title() + ", " + first.durability(),
                "operations per second",
                same.stream()
                        .map(row -> new BarChart.Bar(
                                row.store(), kind(row.store()), row.opsPerSecond(), row.low(), row.high()))
                        .toList()));
        if (same.stream().anyMatch(row -> row.curve().size() > 1)) {
            html.append("<details><summary>Latency by percentile</summary>");
            legend(same);
            html.append(curves(first, same)).append("</details>\n");
        }
        if (same.stream().anyMatch(row -> row.timeline().size() >= LEAST_PARTS)) {
            html.append("<details><summary>Throughput over time</summary>");
            legend(same);
            html.append(timeline(first, same)).append("</details>\n");
        }
        close(same);
    }

    /// Where calls were counted and not timed.
    private void counted(List<Row> same) {
        Row first = same.getFirst();
        open(first.title().replace(" x", " × "), first.durability());
        if (first.more().containsKey("syncs") && first.more().containsKey("puts")) {
            html.append("<p class=\"unit\">syncs and synced writes per put</p>");
            html.append(BarChart.draw(
                    id(),
                    "Syncs per put, " + first.title() + ", " + first.durability(),
                    "syncs and synced writes per put",
                    same.stream()
                            .map(row -> {
                                Map<String, Double> more = row.more();
                                double each = (more.getOrDefault("syncs", 0.0) + more.getOrDefault("syncedWrites", 0.0))
                                        / more.getOrDefault("puts", 1.0);
                                return new BarChart.Bar(row.store(), kind(row.store()), each, each, each);
                            })
                            .toList()));
        }
        close(same);
    }

    private void legend(List<Row> some) {
        html.append("<p class=\"legend\">");
        some.stream()
                .map(Row::store)
                .distinct()
                .forEach(store -> html.append("<span><i class=\"")
                        .append(kind(store))
                        .append("\"></i>")
                        .append(Svg.escape(store))
                        .append("</span> "));
        html.append("</p>");
    }

    /// Across, equal steps are ten times as rare; the slowest call of all stands at the right.
    private String curves(Row first, List<Row> same) {
        double most = 3;
        double least = Double.MAX_VALUE;
        double slowest = 1;
        for (Row row : same) {
            for (Row.Point point : row.curve()) {
                most = point.percentile() < 100 ? Math.max(most, rarity(point.percentile(), 0)) : most;
                least = Math.min(least, Math.max(1.0, (double) point.nanos()));
                slowest = Math.max(slowest, (double) point.nanos());
            }
        }
        double end = most + BEYOND;
        List<Double> ticks = new ArrayList<>(List.of(rarity(50, 0), 1.0, 2.0));
        for (double tick = 3; tick <= most + 0.01; tick++) {
            ticks.add(tick);
        }
        ticks.add(end);
        List<LineChart.Line> lines = same.stream()
                .filter(row -> row.curve().size() > 1)
                .map(row -> new LineChart.Line(
                        row.store(),
                        kind(row.store()),
                        row.curve().stream()
                                .map(point -> new LineChart.Dot(
                                        rarity(point.percentile(), end),
                                        (double) point.nanos(),
                                        row.store() + ", p" + Numbers.exact(point.percentile()) + ": "
                                                + Numbers.time((double) point.nanos())))
                                .toList()))
                .toList();
        return LineChart.draw(
                id(),
                "Latency of " + first.title() + ", " + first.durability(),
                "Latency by percentile; the figures are in the table below.",
                Axis.marked(0, end, false, ticks, tick -> tick == end ? "max" : percentile(tick)),
                "percentile",
                Axis.decades(least, slowest, Numbers::time),
                lines,
                true);
    }

    private static double rarity(double percentile, double end) {
        return percentile >= 100 ? end : -Math.log10(1 - percentile / 100);
    }

    private static String percentile(double rarity) {
        String text = String.format(Locale.ROOT, "%.3f", 100 * (1 - Math.pow(10, -rarity)));
        return text.replaceAll("\\.?0+$", "");
    }

    private String timeline(Row first, List<Row> same) {
        double most = 0;
        int parts = 1;
        List<LineChart.Line> lines = new ArrayList<>();
        for (Row row : same) {
            List<LineChart.Dot> dots = new ArrayList<>();
            for (int i = 0; i < row.timeline().size(); i++) {
                most = Math.max(most, row.timeline().get(i));
                dots.add(new LineChart.Dot(
                        i * Row.TIMELINE_MILLIS / 1000.0, row.timeline().get(i), ""));
            }
            parts = Math.max(parts, row.timeline().size());
            lines.add(new LineChart.Line(row.store(), kind(row.store()), dots));
        }
        return LineChart.draw(
                id(),
                "Throughput of " + first.title() + " over time, " + first.durability(),
                "Operations per second in each tenth of a second of the median round; a stall is a fall to 0.",
                Axis.linear((parts - 1) * Row.TIMELINE_MILLIS / 1000.0, Numbers::brief),
                "seconds",
                Axis.linear(most, Numbers::brief),
                lines,
                false);
    }

    private void scaling(List<Row> same) {
        List<Row> platform = same.stream()
                .filter(row -> !row.isVirtual() && row.opsPerSecond() > 0)
                .toList();
        List<Integer> callers =
                platform.stream().map(Row::threads).distinct().sorted().toList();
        if (callers.size() < LEAST_CALLERS) {
            return;
        }
        Row first = platform.getFirst();
        open(first.workload() + " by callers", first.durability());
        html.append("<p class=\"unit\">operations per second, by threads that call at once</p>");
        legend(platform);
        List<LineChart.Line> lines = new ArrayList<>();
        grouped(platform, Row::store)
                .forEach((store, ofStore) -> lines.add(new LineChart.Line(
                        store,
                        kind(store),
                        ofStore.stream()
                                .map(row -> new LineChart.Dot(
                                        row.threads(),
                                        row.opsPerSecond(),
                                        store + " × " + row.threads() + ": " + Numbers.brief(row.opsPerSecond())
                                                + "/s"))
                                .toList())));
        double most = platform.stream().mapToDouble(Row::opsPerSecond).max().orElse(1);
        html.append(LineChart.draw(
                id(),
                first.workload() + " by callers, " + first.durability(),
                "Operations per second for " + callers + " callers; the figures are in the table below.",
                Axis.marked(
                        callers.getFirst(),
                        callers.getLast(),
                        true,
                        callers.stream().map(Integer::doubleValue).toList(),
                        Numbers::brief),
                "callers",
                Axis.linear(most, Numbers::brief),
                lines,
                true));
        html.append("<details><summary>Figures</summary>")
                .append(Figures.table(folder, platform))
                .append("</details></article>\n");
    }

    private static String unit(String name) {
        return switch (name) {
            case "writeAmplification" -> "bytes written per byte given, shorter is better";
            case "readAmplification" -> "bytes from the disk per byte asked for, shorter is better";
            case "residentPeakBytes" -> "memory of the whole process at most, mapped files with it, shorter is better";
            default -> "bytes on disk per byte of data, shorter is better";
        };
    }

    private void costs(List<Row> same) {
        for (String name : COSTS) {
            List<Row> rowsWith =
                    same.stream().filter(row -> row.more().containsKey(name)).toList();
            if (rowsWith.stream().allMatch(row -> row.more().getOrDefault(name, 0.0) == 0)
                    || rowsWith.stream().map(Row::title).distinct().count() > 1) {
                continue;
            }
            Row first = rowsWith.getFirst();
            open(first.title().replace(" x", " × ") + ": " + Figures.words(name), first.durability());
            html.append("<p class=\"unit\">").append(unit(name)).append("</p>");
            html.append(BarChart.draw(
                    id(),
                    Figures.words(name) + ", " + first.title(),
                    name.endsWith("Bytes") ? "bytes" : "times",
                    rowsWith.stream()
                            .map(row -> {
                                double value = row.more().getOrDefault(name, 0.0);
                                return new BarChart.Bar(row.store(), kind(row.store()), value, value, value);
                            })
                            .toList()));
            close(rowsWith);
        }
    }
}

package io.varve.bench.report;

import io.varve.bench.results.Result;
import io.varve.bench.results.Row;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The tables beside charts. Every figure is there as it was kept (`data value`), and as people read it.
final class Figures {
    private Figures() {}

    /// Of some rows of one result.
    static String table(String folder, List<Row> rows) {
        Set<String> more = new LinkedHashSet<>();
        rows.forEach(row -> more.addAll(row.more().keySet()));
        boolean isTimed = rows.stream().anyMatch(row -> row.opsPerSecond() > 0);
        boolean isVaried = rows.stream().map(Row::title).distinct().count() > 1;
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><tr>");
        if (isVaried) {
            html.append("<th>workload</th>");
        }
        html.append("<th>store</th>");
        if (isTimed) {
            html.append("<th>ops/s</th><th>worst</th><th>best</th><th>p50</th><th>p99</th><th>p99.9</th>");
        }
        more.forEach(name -> html.append("<th>").append(Svg.escape(words(name))).append("</th>"));
        html.append("</tr>\n");
        for (Row row : rows) {
            html.append("<tr data-key=\"")
                    .append(Svg.escape(folder + "|" + row.key()))
                    .append("\">");
            if (isVaried) {
                html.append("<td>").append(Svg.escape(row.title())).append("</td>");
            }
            html.append("<td>").append(Svg.escape(row.store())).append("</td>");
            if (isTimed) {
                html.append(cell("opsPerSecond", row.opsPerSecond(), Numbers.brief(row.opsPerSecond())))
                        .append(spread(row))
                        .append(time("p50Nanos", row.p50Nanos()))
                        .append(time("p99Nanos", row.p99Nanos()))
                        .append(time("p999Nanos", row.p999Nanos()));
            }
            for (String name : more) {
                Double value = row.more().get(name);
                html.append(
                        value == null
                                ? "<td></td>"
                                : cell(
                                        name,
                                        value,
                                        name.endsWith("Nanos") ? Numbers.time(value) : Numbers.brief(value)));
            }
            html.append("</tr>\n");
        }
        return html.append("</table></div>\n").toString();
    }

    private static String cell(String name, double value, String words) {
        return "<td class=\"n\"><data data-name=\"" + name + "\" value=\"" + Numbers.exact(value) + "\">"
                + Svg.escape(words) + "</data></td>";
    }

    /// Nothing, where one round was measured, or nobody kept the others.
    private static String spread(Row row) {
        return row.low() == row.high()
                ? "<td></td><td></td>"
                : cell("low", row.low(), Numbers.brief(row.low()))
                        + cell("high", row.high(), Numbers.brief(row.high()));
    }

    private static String time(String name, long nanos) {
        return cell(name, (double) nanos, Numbers.time((double) nanos));
    }

    /// Of a probe or of JMH.
    static String table(Result.Sheet sheet) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><tr>");
        sheet.columns()
                .forEach(
                        column -> html.append("<th>").append(Svg.escape(column)).append("</th>"));
        html.append("</tr>\n");
        for (List<String> row : sheet.rows()) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append(i == 0 ? "<td>" : "<td class=\"n\">")
                        .append(Svg.escape(row.get(i)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</table></div>\n").toString();
    }

    /// `writeAmplification` as `write amplification`.
    static String words(String name) {
        return name.replace("Nanos", "")
                .replaceAll("([a-z0-9])([A-Z])", "$1 $2")
                .toLowerCase(Locale.ROOT);
    }
}

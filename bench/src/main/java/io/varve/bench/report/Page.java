package io.varve.bench.report;

import io.varve.bench.results.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// The page. The same results give the same bytes.
final class Page {
    private final List<Result> results;
    private final StringBuilder html = new StringBuilder();

    private Page(List<Result> results) {
        this.results = results;
    }

    static String of(List<Result> results) {
        Page page = new Page(results);
        page.head();
        page.overview();
        page.workloads();
        page.others();
        page.html.append("</main>\n<script>\n").append(resource("report.js")).append("</script>\n</body>\n</html>\n");
        return page.html.toString();
    }

    private void head() {
        html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>Varve, measured</title>\n");
        html.append("<link rel=\"icon\" href=\"data:,\">\n<style>\n")
                .append(resource("report.css"))
                .append("</style>\n</head>\n<body>\n");
        html.append("<header class=\"top\"><div><p class=\"brand\">Varve</p><h1>Measured</h1><p class=\"lead\">");
        html.append(
                "Every figure that is kept in this repository, beside the stores it was measured beside, in the same run, at ");
        html.append("the same durability. ").append(results.size()).append(" results");
        if (!results.isEmpty()) {
            html.append(", ")
                    .append(results.getFirst().date())
                    .append(" to ")
                    .append(results.getLast().date());
        }
        html.append(".</p></div></header>\n<main>\n");
    }

    private void overview() {
        String tiles = Overview.tiles(results);
        if (!tiles.isEmpty()) {
            html.append(
                    "<section><h2>In the newest run of each workload</h2>\n<p class=\"note\">Operations per second, and how many ");
            html.append(
                    "times those of the others in the same run: of RocksDB and LMDB the better of default and tuned settings.</p>\n");
            html.append("<div class=\"tiles\">\n").append(tiles).append("</div>");
            html.append(
                    "<dl class=\"rows\"><div><dt><span class=\"row sync\">SYNC</span></dt><dd>a loss of power leaves the write</dd></div>");
            html.append(
                    "<div><dt><span class=\"row process\">PROCESS</span></dt><dd>the end of the process leaves it</dd></div>");
            html.append(
                    "<div><dt><span class=\"row none\">reads</span></dt><dd>nothing is written</dd></div></dl></section>\n");
        }
        String history = Overview.history(results);
        if (!history.isEmpty()) {
            html.append(
                    "<section><h2>History</h2>\n<p class=\"note\">Runs on one kind of machine, on different days and with other ");
            html.append(
                    "settings where their command says so: a line shows where things went, a single step proves little.</p>\n");
            html.append("<div class=\"cards\">\n").append(history).append("</div></section>\n");
        }
    }

    private void workloads() {
        html.append(
                "<section><h2>Results</h2>\n<label class=\"find\">Show <input id=\"find\" type=\"search\" placeholder=\"put-sync, ");
        html.append("overwrite, 2026-11-21 …\" aria-label=\"Show charts whose name has these words\"></label>\n");
        for (Result result : results.reversed()) {
            if (!result.rows().isEmpty()) {
                begin(result);
                html.append("<div class=\"cards\">\n").append(Cards.of(result)).append("</div></section>\n");
            }
        }
        html.append("</section>\n");
    }

    /// Probes, JMH, and what is told by notes alone.
    private void others() {
        html.append("<section><h2>Probes and parts</h2>\n");
        for (Result result : results.reversed()) {
            if (result.rows().isEmpty()) {
                begin(result);
                for (Result.Sheet sheet : result.sheets()) {
                    html.append("<details><summary>")
                            .append(Svg.escape(sheet.title()))
                            .append("</summary>");
                    html.append(Figures.table(sheet)).append("</details>\n");
                }
                html.append("</section>\n");
            }
        }
        html.append("</section>\n");
    }

    private void begin(Result result) {
        html.append("<section class=\"result\" id=\"")
                .append(Svg.escape(result.folder()))
                .append("\"><h3>");
        html.append(Svg.escape(result.subject()))
                .append("</h3><p class=\"when\">")
                .append(Svg.escape(result.date()));
        html.append(result.commit().isEmpty() ? "" : " · commit <code>" + Svg.escape(result.commit()) + "</code>");
        html.append("</p>\n");
        if (!result.command().isEmpty()) {
            html.append("<pre class=\"command\">")
                    .append(Svg.escape(result.command().strip()))
                    .append("</pre>\n");
        }
        if (!result.machineLine().isEmpty()) {
            html.append("<p class=\"machine\">")
                    .append(Svg.escape(result.machineLine()))
                    .append("</p>\n");
        }
        if (!result.notes().isBlank()) {
            html.append("<details class=\"notes\"><summary>Question, answer, caveats</summary>");
            html.append(Markdown.html(result.notes())).append("</details>\n");
        }
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

package io.varve.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.probe.Repository;
import io.varve.bench.results.Result;
import io.varve.bench.results.Results;
import io.varve.bench.results.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    private static final Path HOME = Repository.here().root().resolve("jmh-results");
    private static final Pattern LINE = Pattern.compile("\"(opsPerSecond|p50Nanos|p99Nanos|p999Nanos)\":([0-9.]+)");

    @TempDir
    Path directory;

    @Test
    void theCommittedPageIsThatOfTheCommittedResults() throws IOException {
        assertTrue(
                ReportCommand.render(HOME).equals(Files.readString(HOME.resolve("index.html"))),
                "results were added or the page has changed: run ./varve bench report, look at it, and commit it");
    }

    /// Read here from the files as text, so that a mistake in reading them shows too.
    @Test
    void everyFigureOfThePageIsThatOfItsFile() throws IOException {
        String page = ReportCommand.render(HOME);
        int figures = 0;
        for (Result result : Results.in(HOME)) {
            Path json = HOME.resolve(result.folder()).resolve("result.json");
            if (result.rows().isEmpty() || !Files.exists(json)) {
                continue;
            }
            List<String> lines = Files.readAllLines(json);
            for (int i = 0; i < lines.size(); i++) {
                // A second file of figures comes after the first, which is called result-… and sorts before it.
                Row row = result.rows().get(result.rows().size() - lines.size() + i);
                String cells = cells(page, result.folder() + "|" + row.key());
                Matcher figure = LINE.matcher(lines.get(i));
                while (figure.find()) {
                    double value = Double.parseDouble(figure.group(2));
                    assertTrue(
                            cells.contains(
                                    "data-name=\"" + figure.group(1) + "\" value=\"" + Numbers.exact(value) + "\""),
                            () -> result.folder() + ": " + figure.group() + " is not in " + cells);
                    figures++;
                }
            }
        }
        assertTrue(figures > 500, "only " + figures + " figures");
    }

    @Test
    void barsAreAsLongAsTheirFigures() throws IOException {
        Matcher chart = Pattern.compile("(?s)<svg.*?</svg>").matcher(ReportCommand.render(HOME));
        Pattern bar = Pattern.compile("width=\"([0-9.]+)\"[^>]*data-value=\"([0-9.]+)\"");
        int bars = 0;
        while (chart.find()) {
            double scale = 0;
            for (Matcher each = bar.matcher(chart.group()); each.find(); bars++) {
                double width = Double.parseDouble(each.group(1));
                double value = Double.parseDouble(each.group(2));
                if (width > 20) {
                    scale = scale == 0 ? width / value : scale;
                    assertEquals(scale, width / value, scale * 0.01, each.group());
                }
            }
        }
        assertTrue(bars > 100, "only " + bars + " bars");
    }

    @Test
    void thePageNeedsNothingElseAndEveryChartHasWords() throws IOException {
        String page = ReportCommand.render(HOME);
        assertFalse(Pattern.compile("(src|href)=\"(?!#|data:,)").matcher(page).find(), "something is loaded");
        assertFalse(page.contains("@import") || page.contains("url("), "something is loaded");
        int charts = count(page, "<svg ");
        assertTrue(charts > 20);
        assertEquals(charts, count(page, "<desc "));
        assertEquals(count(page, "<article "), count(page, "</article>"));
        assertTrue(page.contains("prefers-color-scheme: dark") && page.contains("name=\"viewport\""));
        for (Result result : Results.in(HOME)) {
            assertTrue(page.contains("id=\"" + result.folder() + "\""), result.folder());
        }
    }

    @Test
    void stallsScalingAndAmplificationAreDrawn() throws IOException {
        StringBuilder json = new StringBuilder();
        for (int threads : new int[] {1, 4, 16}) {
            json.append("{\"workload\":\"fillsync\",\"store\":\"varve\",\"durability\":\"SYNC\",\"threads\":")
                    .append(threads);
            json.append(
                    ",\"virtual\":false,\"opsPerSecond\":1000.5,\"p50Nanos\":1,\"p99Nanos\":2,\"p999Nanos\":3,\"low\":900.0,");
            json.append("\"high\":1100.0,\"timelineMillis\":100,\"timeline\":[1,2,0,0,5,6]}\n");
        }
        json.append(
                "{\"workload\":\"overwrite\",\"store\":\"a<b\",\"durability\":\"PROCESS\",\"threads\":1,\"virtual\":false,");
        json.append(
                "\"opsPerSecond\":7.5,\"p50Nanos\":1,\"p99Nanos\":2,\"p999Nanos\":3,\"writeAmplification\":8.25}\n");
        Path folder = Files.createDirectory(directory.resolve("2026-12-01-abc1234-some"));
        Files.writeString(folder.resolve("result.json"), json);

        String page = ReportCommand.render(directory);
        assertTrue(page.contains("fillsync by callers, SYNC"));
        assertTrue(page.contains("over time, SYNC"));
        assertTrue(page.contains("data-value=\"8.25\""));
        assertTrue(page.contains("a&lt;b") && !page.contains("a<b"));
        assertEquals(3, count(page, "class=\"error\"") / 3);
    }

    @Test
    void aFolderThatCannotBeReadIsOneSentence() throws IOException {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(told, true, StandardCharsets.UTF_8);
        assertEquals(2, ReportCommand.run(List.of("--all"), directory, stream, stream));
        assertEquals(1, ReportCommand.run(List.of(directory.resolve("none").toString()), directory, stream, stream));
        Path folder = Files.createDirectory(directory.resolve("2026-12-01-abc1234-some"));
        Files.writeString(folder.resolve("result.json"), "{]");
        assertEquals(1, ReportCommand.run(List.of(), directory, stream, stream));
        assertEquals(3, told.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void aBrowserShowsItWithoutAnError() throws Exception {
        Optional<Path> browser = Browser.find();
        if (browser.isEmpty()) {
            System.out.println(
                    "ReportTest: no headless Chromium was found; jmh-results/README.md says how to install one");
            Assumptions.abort("no browser");
        }
        Path page = directory.resolve("index.html");
        // What a browser changes in its tree shows that the script has run.
        Files.writeString(
                page,
                ReportCommand.render(HOME)
                        .replace(
                                "</body>",
                                "<script>find.value = 'put-sync'; find.dispatchEvent(new Event('input'));</script></body>"));
        Path said = directory.resolve("said");
        Process process = new ProcessBuilder(
                        browser.get().toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(directory.resolve("dom").toFile())
                .redirectError(said.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser did not end");
        String dom = Files.readString(directory.resolve("dom"));
        assertEquals(count(ReportCommand.render(HOME), "<svg "), count(dom, "<svg "));
        assertTrue(dom.contains(" hidden=\"\""), "the script did not run");
        try (Stream<String> lines = Files.lines(said)) {
            assertEquals(
                    List.of(), lines.filter(line -> line.contains("CONSOLE")).toList());
        }
    }

    /// All cells of the rows of a key: some figures stand in several tables.
    private static String cells(String page, String key) {
        Matcher row = Pattern.compile("(?s)<tr data-key=\"" + Pattern.quote(Svg.escape(key)) + "\">(.*?)</tr>")
                .matcher(page);
        StringBuilder cells = new StringBuilder();
        while (row.find()) {
            cells.append(row.group(1));
        }
        return cells.toString();
    }

    private static int count(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }
}

package io.varve;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The page docs/RELIABILITY.md: what each lane counted when it ran last, and what it has found so far. With
/// `-Dgolden=rewrite` it is made from the reports below `target`, so after a run of all tests.
final class ReliabilityPageTest {
    private static final Path PAGE = Path.of("../docs/RELIABILITY.md");
    private static final Path FOUND = Path.of("src/test/resources/reliability/found.txt");

    @Test
    void namesEveryLane() throws IOException {
        if ("rewrite".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, made());
        }

        String page = Files.readString(PAGE);
        String found = Files.readString(FOUND);
        for (Lane lane : Lane.values()) {
            assertTrue(page.contains("## " + lane.title() + "\n"), () -> PAGE + " has no " + lane.title());
            assertTrue(found.contains("[" + lane.title() + "]\n"), () -> FOUND + " has no " + lane.title());
        }
    }

    private static String made() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Reliability

                What the lanes of one run of the tests have counted, and which mistakes each has found so far. Made by
                `ReliabilityPageTest` from what one `./varve test` left; [CONTRIBUTING.md](../CONTRIBUTING.md) says how.
                `-Deffort=` multiplies the figures.

                """);
        page.append("| | |\n|---|---|\n");
        row(page, "date", LocalDate.now(ZoneOffset.UTC).toString());
        row(page, "commit", said("git", "rev-parse", "--short=12", "HEAD"));
        row(page, "processor", said("sh", "-c", "sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1"));
        row(page, "cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        row(page, "kernel", said("uname", "-sr"));
        row(page, "JDK", System.getProperty("java.vendor") + " " + Runtime.version());
        for (Lane lane : Lane.values()) {
            page.append("\n## ").append(lane.title()).append("\n\n").append(lane.question());
            page.append("\n\n| figure | |\n|---|--:|\n");
            Path report = LaneReport.fileOf(LaneReport.FOLDER, lane);
            Map<String, String> figures =
                    Files.exists(report) ? LaneReport.read(report) : Map.of("not in this run", "–");
            figures.forEach((what, value) -> row(page, what, value));
            page.append("\nFound so far:\n\n").append(found(lane));
        }
        return page.toString();
    }

    /// Kept by hand: below the title of a lane in brackets, what it has found, a line each.
    private static String found(Lane lane) throws IOException {
        String all = Files.readString(FOUND);
        int start = all.indexOf("[" + lane.title() + "]\n") + lane.title().length() + 3;
        int end = all.indexOf("\n[", start);
        return all.substring(start, end < 0 ? all.length() : end).strip() + "\n";
    }

    private static void row(StringBuilder page, String what, String value) {
        page.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }

    private static String said(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}

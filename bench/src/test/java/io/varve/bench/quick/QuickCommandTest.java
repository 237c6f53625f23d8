package io.varve.bench.quick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuickCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void runsToItsEndAndLeavesOnlyItsResult() throws IOException {
        Path json = directory.resolve("result.json");
        Path kept = directory.resolve("kept");
        Path files = Files.createDirectory(directory.resolve("files"));
        int code = run(
                "--rounds",
                "1",
                "--seconds",
                "0.01",
                "--entries",
                "500",
                "--dir",
                files.toString(),
                "--out",
                kept.toString(),
                "--json",
                json.toString());
        String said = out.toString(StandardCharsets.UTF_8);
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, code, said);
        assertTrue(said.contains("\nget-hit x1"), said);
        assertTrue(said.contains("\nvarve is, in operations per second at the same durability:\nput-sync x1 "), said);

        List<String> lines = Files.readAllLines(json);
        assertEquals(5 * 6 + 2 * 4 + 2 * 5 + 2 * 4 + 4, lines.size());
        for (String line : lines) {
            assertTrue(
                    line.matches(
                            "\\{\"workload\":\"[a-z0-9-]+\",\"store\":\"[a-z-]+\",\"durability\":\"(SYNC|PROCESS|NONE)\","
                                    + "\"threads\":\\d+,\"virtual\":(true|false),\"opsPerSecond\":[\\d.]+,\"p50Nanos\":\\d+,"
                                    + "\"p99Nanos\":\\d+,\"p999Nanos\":\\d+}"),
                    line);
        }
        try (Stream<Path> left = Files.list(files)) {
            assertEquals(List.of(), left.toList());
        }
        try (Stream<Path> folders = Files.list(kept)) {
            Path folder = folders.findFirst().orElseThrow();
            assertTrue(folder.getFileName().toString().endsWith("-quick"), folder.toString());
            assertEquals(
                    lines.size(),
                    Files.readAllLines(folder.resolve("result.json")).size());
            for (String name : List.of("command.txt", "machine.txt", "notes.md")) {
                assertFalse(Files.readString(folder.resolve(name)).isBlank(), name);
            }
        }
    }

    @Test
    void measuresWhatIsNamed() {
        assertEquals(
                0,
                run(
                        "--seconds",
                        "0.01",
                        "--entries",
                        "500",
                        "--value-bytes",
                        "64",
                        "--dir",
                        directory.toString(),
                        "--out",
                        "none",
                        "--stores",
                        "varve,mvstore",
                        "--workloads",
                        "mixed-memtable x4,get-32-5runs,scan-1000-views"));
        String said = out.toString(StandardCharsets.UTF_8);
        assertEquals(
                6,
                said.lines()
                        .filter(line -> line.matches("[a-z0-9-]+ x[14] +[a-z]+ +[A-Z]+ .*"))
                        .count(),
                said);
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() throws IOException {
        Path file = Files.createFile(directory.resolve("a file"));
        assertEquals(2, run("--fast", "1"));
        assertEquals(2, run("--seconds", "many"));
        assertEquals(2, run("--json"));
        assertEquals(2, run("--stores", "varve,nobody"));
        assertEquals(2, run("--workloads", "nothing"));
        assertEquals(1, run("--dir", file.toString(), "--out", "none"));
        assertEquals(6, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    private int run(String... arguments) {
        return QuickCommand.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}

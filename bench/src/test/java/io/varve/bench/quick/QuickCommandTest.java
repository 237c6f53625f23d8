package io.varve.bench.quick;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
        assertEquals(
                0,
                run("--seconds", "0.01", "--entries", "500", "--dir", directory.toString(), "--json", json.toString()));

        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("\nget-hit x1"), out.toString(StandardCharsets.UTF_8));
        List<String> lines = Files.readAllLines(json);
        assertEquals(5 * 6 + 4 * 4 + 3 + 3 * 4 + 3 + 4 * 4 + 2 * 3 + 9 * 3, lines.size());
        for (String line : lines) {
            assertTrue(
                    line.matches("\\{\"workload\":\"[a-z0-9-]+\",\"store\":\"[a-z-]+\",\"durability\":\"[A-Za-z]+\","
                            + "\"threads\":\\d+,\"virtual\":(true|false),\"opsPerSecond\":[\\d.]+,\"p50Nanos\":\\d+,"
                            + "\"p99Nanos\":\\d+,\"p999Nanos\":\\d+,\"heapBytes\":-?[\\d.]+}"),
                    line);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(json), left.toList());
        }
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() throws IOException {
        Path file = Files.createFile(directory.resolve("a file"));
        assertEquals(2, run("--fast", "1"));
        assertEquals(2, run("--seconds", "many"));
        assertEquals(2, run("--json"));
        assertEquals(2, run("--stores", "varve,nobody"));
        assertEquals(2, run("--workloads", "nothing"));
        assertEquals(1, run("--dir", file.toString()));
        assertEquals(6, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    private int run(String... arguments) {
        return QuickCommand.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}

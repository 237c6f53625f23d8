package io.varve.bench.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MergeCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void runsToItsEndAndLeavesNothing() throws IOException {
        Path files = Files.createDirectory(directory.resolve("files"));
        Path json = directory.resolve("figures.json");
        int code = run(
                "--runs",
                "2",
                "--entries",
                "100",
                "--bottom",
                "1000",
                "--rounds",
                "2",
                "--dir",
                "" + files,
                "--json",
                "" + json);

        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, code);
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("round  2"), said);
        assertTrue(said.contains("best:"), said);
        assertTrue(Files.readString(json).contains("\"nanosPerEntry\""));
        try (var left = Files.list(files)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        assertEquals(2, run("--fast", "1"));
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    private int run(String... arguments) {
        return MergeCommand.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}

package io.varve.bench.flush;

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

final class FlushCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void runsToItsEndAndLeavesNothing() throws IOException {
        int code = run(
                "--seconds",
                "0.05",
                "--memtable",
                "1",
                "--megabytes",
                "1",
                "--log",
                "1",
                "--dir",
                directory.toString());

        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, code);
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("20 ms around rotations"), said);
        assertTrue(said.contains("table, by calls"), said);
        assertTrue(said.contains("open, tables"), said);
        assertTrue(said.contains("open, log to replay"), said);
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        assertEquals(2, run("--fast", "1"));
        assertEquals(2, run("--parts", "all"));
        assertEquals(2, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    private int run(String... arguments) {
        return FlushCommand.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}

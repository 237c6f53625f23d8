package io.varve.bench.steady;

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

final class SteadyCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void runsToItsEndAndLeavesNothing() throws IOException {
        Path files = Files.createDirectory(directory.resolve("files"));
        Path json = directory.resolve("figures.json");
        int code = run(
                "--memtable",
                "1",
                "--times",
                "1",
                "--overwrites",
                "1",
                "--rate",
                "100000",
                "--dir",
                files.toString(),
                "--json",
                json.toString());

        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, code);
        String said = out.toString(StandardCharsets.UTF_8);
        for (String store :
                List.of("varve ", "varve-windows ", "varve-leveled ", "rocksdb ", "rocksdb-universal ", "lmdb ")) {
            assertTrue(said.contains("\n" + store), said);
        }
        assertTrue(said.contains("written x: log"), said);
        assertEquals(6, Files.readAllLines(json).size());
        try (var left = Files.list(files)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        assertEquals(2, run("--fast", "1"));
        assertEquals(2, run("--stores", "all"));
        assertEquals(2, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    private int run(String... arguments) {
        return SteadyCommand.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}

package io.varve.bench.openloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnderMergesCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void asksAllForTheSameAndSaysHowTheyCompare() throws Exception {
        Path json = directory.resolve("figures.json");
        int code = run(
                "--memtable",
                "1",
                "--times",
                "2",
                "--rate",
                "2000",
                "--seconds",
                "0.3",
                "--dir",
                directory.toString(),
                "--json",
                json.toString());

        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, code);
        String said = out.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("times that of rocksdb-tuned"), said);
        assertEquals(3, Files.readAllLines(json).size());
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        assertEquals(2, run("--fast", "1"));
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    private int run(String... arguments) {
        return UnderMergesCommand.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}

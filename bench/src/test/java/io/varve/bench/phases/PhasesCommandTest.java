package io.varve.bench.phases;

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

final class PhasesCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void playsEachPhaseOnBothStores() throws Exception {
        Path json = directory.resolve("figures.json");
        int code = run(
                "--seconds",
                "1",
                "--memtable",
                "1",
                "--times",
                "2",
                "--dir",
                directory.toString(),
                "--json",
                json.toString());

        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, code);
        assertEquals(2 * Phase.ALL.size(), Files.readAllLines(json).size());
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("varve-adaptive"));
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        assertEquals(2, run("--fast", "1"));
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    private int run(String... arguments) {
        return PhasesCommand.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}

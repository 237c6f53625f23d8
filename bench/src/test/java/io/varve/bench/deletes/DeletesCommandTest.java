package io.varve.bench.deletes;

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

final class DeletesCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void spaceComesBackAndScansAreMeasured() throws Exception {
        Path json = directory.resolve("figures.json");
        int code = run(
                "--entries",
                "20000",
                "--percent",
                "50",
                "--memtable",
                "1",
                "--stores",
                "varve",
                "--dir",
                directory.toString(),
                "--json",
                json.toString());

        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, code);
        assertTrue(!out.toString(StandardCharsets.UTF_8).contains("never"), out.toString(StandardCharsets.UTF_8));
        assertEquals(1, Files.readAllLines(json).size());
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        assertEquals(2, run("--fast", "1"));
        assertEquals(1, err.toString(StandardCharsets.UTF_8).lines().count());
    }

    private int run(String... arguments) {
        return DeletesCommand.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}

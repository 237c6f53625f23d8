package io.varve.bench.steady;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SteadyCommandTest {
    private final Spoken steady = new Spoken(SteadyCommand::run);

    @TempDir
    Path directory;

    @Test
    void runsToItsEndAndLeavesNothing() throws IOException {
        Path files = Files.createDirectory(directory.resolve("files"));
        Path json = directory.resolve("figures.json");
        steady.assertDone(
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

        for (String store :
                List.of("varve ", "varve-windows ", "varve-leveled ", "rocksdb ", "rocksdb-universal ", "lmdb ")) {
            assertTrue(steady.out().contains("\n" + store), steady::out);
        }
        assertTrue(steady.out().contains("written x: log"), steady::out);
        assertEquals(6, Files.readAllLines(json).size());
        Spoken.assertHolds(files);
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        steady.assertRefused("--fast", "1");
        steady.assertRefused("--stores", "all");
    }
}

package io.varve.bench.openloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.testing.Spoken;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnderMergesCommandTest {
    private final Spoken underMerges = new Spoken(UnderMergesCommand::run);

    @TempDir
    Path directory;

    @Test
    void asksAllForTheSameAndSaysHowTheyCompare() throws Exception {
        Path json = directory.resolve("figures.json");
        underMerges.assertDone(
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

        String said = underMerges.out();
        assertTrue(said.contains("times that of rocksdb-tuned"), said);
        assertEquals(3, Files.readAllLines(json).size());
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        underMerges.assertRefused("--fast", "1");
    }
}

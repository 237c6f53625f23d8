package io.varve.bench.phases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.testing.Spoken;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhasesCommandTest {
    private final Spoken phases = new Spoken(PhasesCommand::run);

    @TempDir
    Path directory;

    @Test
    void playsEachPhaseOnBothStores() throws Exception {
        Path json = directory.resolve("figures.json");
        phases.assertDone(
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

        assertEquals(2 * Phase.ALL.size(), Files.readAllLines(json).size());
        assertTrue(phases.out().contains("varve-adaptive"));
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        phases.assertRefused("--fast", "1");
    }
}

package io.varve.bench.deletes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.testing.Spoken;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeletesCommandTest {
    private final Spoken deletes = new Spoken(DeletesCommand::run);

    @TempDir
    Path directory;

    @Test
    void spaceComesBackAndScansAreMeasured() throws Exception {
        Path json = directory.resolve("figures.json");
        deletes.assertDone(
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

        assertTrue(!deletes.out().contains("never"), deletes::out);
        assertEquals(1, Files.readAllLines(json).size());
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        deletes.assertRefused("--fast", "1");
    }
}

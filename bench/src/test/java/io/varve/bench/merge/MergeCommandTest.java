package io.varve.bench.merge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MergeCommandTest {
    private final Spoken merge = new Spoken(MergeCommand::run);

    @TempDir
    Path directory;

    @Test
    void runsToItsEndAndLeavesNothing() throws IOException {
        Path files = Files.createDirectory(directory.resolve("files"));
        Path json = directory.resolve("figures.json");
        merge.assertDone(
                "--runs",
                "2",
                "--entries",
                "100",
                "--bottom",
                "1000",
                "--rounds",
                "2",
                "--dir",
                files.toString(),
                "--json",
                json.toString());

        assertTrue(merge.out().contains("round  2"), merge::out);
        assertTrue(merge.out().contains("best:"), merge::out);
        assertTrue(Files.readString(json).contains("\"nanosPerEntry\""));
        Spoken.assertHolds(files);
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        merge.assertRefused("--fast", "1");
    }
}

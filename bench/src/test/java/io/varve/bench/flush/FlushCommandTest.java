package io.varve.bench.flush;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlushCommandTest {
    private final Spoken flush = new Spoken(FlushCommand::run);

    @TempDir
    Path directory;

    @Test
    void runsToItsEndAndLeavesNothing() throws IOException {
        flush.assertDone(
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

        for (String part :
                List.of("20 ms around rotations", "table, by calls", "open, tables", "open, log to replay")) {
            assertTrue(flush.out().contains(part), flush::out);
        }
        Spoken.assertHolds(directory);
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        flush.assertRefused("--fast", "1");
        flush.assertRefused("--parts", "all");
    }
}

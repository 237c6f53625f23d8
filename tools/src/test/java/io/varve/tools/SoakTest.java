package io.varve.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.tools.session.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SoakTest {
    @TempDir
    Path directory;

    /// The hour of it is `./varve soak`.
    @Test
    void twentySecondsOfEverythingStayRightAndFlat() throws IOException {
        Cli.Run run = Cli.run("soak", "--minutes", "0.33", "--memtable", "0.25", "--dir", directory.toString());

        assertEquals("", run.err());
        assertEquals(Exit.OK, run.exit(), run.out());
        assertTrue(run.out().contains(" answers checked, all right; opened 7 times."), run.out());
        assertTrue(run.out().matches("(?s).*\nAmplification: write x\\d.* merges.*"), run.out());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void refusesWhatCannotBe() {
        assertEquals(Exit.WRONG_CALL, Cli.run("soak", "--minutes", "0").exit());
        assertEquals(Exit.WRONG_CALL, Cli.run("soak", "--memtable", "0.1").exit());
    }
}

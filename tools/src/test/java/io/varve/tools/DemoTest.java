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

final class DemoTest {
    private String out = "";
    private String err = "";

    @TempDir
    Path directory;

    @Test
    void writesReadsKillsRecoversAndLeavesNothing() throws IOException {
        assertEquals(Exit.OK, run("demo", "--seconds", "0.05", "--dir", directory.toString()));

        String text = out;
        assertEquals("", err);
        assertTrue(
                text.contains("A second one there is refused: held by pid "
                        + ProcessHandle.current().pid()),
                text);
        for (String step :
                new String[] {"durable put, 1 thread", "durable put, 16 threads", "put without sync", "get, "}) {
            assertTrue(text.contains("\n" + step), step + " in " + text);
        }
        assertTrue(text.matches("(?s).*Read back: [1-9]\\d* keys, every one with its value.\n.*"), text);
        assertTrue(
                text.matches("(?s).*All [1-9]\\d* that were acknowledged are there.\n.*All [1-9]\\d* that were .*"),
                text);
        assertTrue(text.endsWith("And they are there after a merge of all tables into one.\n"), text);
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void overwritesForMinutesAndSaysWhatThatCosts() throws IOException {
        assertEquals(Exit.OK, run("demo", "--minutes", "0.02", "--dir", directory.toString()));

        assertEquals("", err);
        assertTrue(out.contains("500,000 keys of 16 B with values of 100 B, overwritten and read in any order"), out);
        assertEquals(
                10,
                out.lines()
                        .filter(line -> line.matches(".* x\\d+\\.\\d\\d +x\\d.*"))
                        .count(),
                out);
        for (String word : new String[] {"tables", "off heap", "resident"}) {
            assertTrue(out.matches("(?s).*\n  " + word + " +[^\n]* [+-]\\d+%\n.*"), word + " in " + out);
        }
        assertTrue(out.matches("(?s).*\nAmplification: write x\\d.*, space x\\d[^\n]*\n[\\d,]+ flushes, .*\n"), out);
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(0, left.count());
        }
        assertEquals(Exit.WRONG_CALL, run("demo", "--minutes", "0"));
    }

    @Test
    void saysThatADirectoryIsMissing() {
        Path absent = directory.resolve("absent");
        assertEquals(Exit.FAILED, run("demo", "--dir", absent.toString()));
        assertEquals("varve: --dir " + absent + " is not a directory\n", err);
    }

    @Test
    void refusesATimeThatIsNone() {
        for (String seconds : new String[] {"0", "-1", "NaN", "1e9"}) {
            assertEquals(Exit.WRONG_CALL, run("demo", "--seconds", seconds), seconds);
        }
        assertEquals("", out);
    }

    private int run(String... arguments) {
        Cli.Run run = Cli.run(arguments);
        out = run.out();
        err = run.err();
        return run.exit();
    }
}

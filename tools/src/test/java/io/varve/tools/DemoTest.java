package io.varve.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path directory;

    @Test
    void writesReadsKillsRecoversAndLeavesNothing() throws IOException {
        assertEquals(Main.OK, run("demo", "--seconds", "0.05", "--dir", directory.toString()));

        String text = out.toString();
        assertEquals("", err.toString());
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
    void saysThatADirectoryIsMissing() {
        Path absent = directory.resolve("absent");
        assertEquals(Main.FAILED, run("demo", "--dir", absent.toString()));
        assertEquals("varve: --dir " + absent + " is not a directory\n", err.toString());
    }

    @Test
    void refusesATimeThatIsNone() {
        for (String seconds : new String[] {"0", "-1", "NaN", "1e9"}) {
            assertEquals(Main.WRONG_CALL, run("demo", "--seconds", seconds), seconds);
        }
        assertEquals("", out.toString());
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}

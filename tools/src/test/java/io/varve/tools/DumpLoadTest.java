package io.varve.tools;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Store;
import io.varve.WriteBatch;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.tools.session.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `dump` prints, `load` makes a store of again; and what is wrong or cut, it refuses.
final class DumpLoadTest {
    @TempDir
    Path directory;

    private String first;
    private String second;

    @BeforeEach
    void name() {
        first = directory.resolve("first").toString();
        second = directory.resolve("second").toString();
    }

    @RandomizedTest(seeds = 2)
    void givesBackEveryByteOfAnyStore(long seed) {
        fill(first, seed);
        byte[] all = Cli.run("dump", "--hex", first).bytes();
        for (String format : new String[] {"", "--hex", "--json", "--json --hex"}) {
            byte[] dump = Cli.run(call("dump " + format, first)).bytes();
            String copy = second + format.replace(" ", "");

            Cli.Run load = Cli.run(
                    dump, call("load --create --max-value 64k " + format.replace("--json --hex", "--json"), copy));

            assertEquals("", load.err());
            assertEquals(Exit.OK, load.exit());
            assertArrayEquals(dump, Cli.run(call("dump " + format, copy)).bytes());
            assertArrayEquals(all, Cli.run("dump", "--hex", copy).bytes());
        }
    }

    @Test
    void loadsAFileOfManyEntriesAndSaysSo() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            lines.append("key")
                    .append(i)
                    .append('\t')
                    .append("x".repeat(i % 300))
                    .append('\n');
        }
        Path file = Files.writeString(directory.resolve("entries"), lines);

        Cli.Run run = Cli.run(
                "load",
                "--create",
                "--progress",
                "--json",
                first,
                writeJson(file).toString());

        assertEquals(Exit.OK, run.exit(), run.err());
        assertTrue(run.err().matches("(?s).*loaded 5,000 entries, [0-9.]+ KiB in .*\n"), run.err());
        assertEquals("5000", Cli.at(run.out(), "entries"));
        assertEquals(5000, Cli.run("scan", "-k", first).out().lines().count());
        Cli.Run dump = Cli.run("dump", "--progress", first);
        assertTrue(dump.err().contains("dumped 5,000 entries"), dump.err());
    }

    @Test
    void loadsBytesThatNobodyEscaped() {
        assertEquals(
                Exit.OK,
                Cli.run("\u00e9\u00ff\tv\r\n".getBytes(ISO_8859_1), "load", "--create", "--max-value", "64k", first)
                        .exit());

        assertEquals("e9ff\t760d\n", Cli.run("scan", "--hex", first).out());
    }

    @Test
    void loadsCsv() {
        byte[] csv = "a,1\r\n\"b,\"\"\",\"x\ny\"\n,\n".getBytes(UTF_8);

        assertEquals(
                Exit.OK,
                Cli.run(csv, "load", "--create", "--max-value", "64k", "--csv", first)
                        .exit());

        assertEquals("\t\na\t1\nb,\"\tx\\ny\n", Cli.run("scan", first).out());
    }

    @Test
    void laterLinesWinAndLoadingAgainDoesNoHarm() {
        byte[] lines = "a\t1\na\t2\n".getBytes(UTF_8);

        Cli.run(lines, "load", "--create", "--max-value", "64k", first);
        Cli.run(lines, "load", "--max-value", "64k", first);

        assertEquals("a\t2\n", Cli.run("scan", first).out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "a\\tb\\ncd\\n|~~|there is no tab between a key and a value",
                "a\\tb\\nc\\td\\te\\n|~~|there is a second tab",
                "a\\tb\\nc\\t\\\\q\\n|~~|'\\q' is no escape",
                "a\\tb\\nc\\td|~~|the last line does not end with a newline, and so may be cut",
                "61\\t62\\n6\\t62\\n|--hex|'6' is not pairs of hexadecimal digits",
                "{\"key\":\"a\",\"value\":\"b\"}\\n{\"key\":\"c\"\\n|--json|no JSON: more is expected at character 11",
                "{\"key\":\"a\",\"value\":\"b\"}\\n{\"key\":\"c\"}\\n|--json|it has no text 'value' or 'valueHex'",
                "{\"key\":\"a\",\"value\":\"b\"}\\n[]\\n|--json|it is JSON, and no object",
                "{\"key\":\"a\",\"value\":\"b\"}\\n{\"key\":\"a\",\"value\":\"b\",\"x\":1}\\n|--json|it has more names",
                "{\"key\":\"a\",\"value\":\"b\"}\\n{\"key\":\"a\",\"value\":\"\\\\ud800\"}\\n|--json|'value' has half a surrogate",
                "a,b\\nc,d,e\\n|--csv|it has 3 cells, not a key and a value",
                "a,b\\nc,\"d\\n|--csv|a quoted cell has no end"
            })
    void loadsWhatIsBeforeAWrongLineAndSaysWhichItIs(String input, String option, String reason) {
        byte[] bytes = input.replace("\\n", "\n")
                .replace("\\t", "\t")
                .replace("\\\\", "\\")
                .getBytes(UTF_8);

        Cli.Run run = Cli.run(bytes, call("load --create --max-value 64k " + option, first));

        assertEquals(Exit.FAILED, run.exit());
        assertTrue(run.err().startsWith("varve: line 2 of standard input was not loaded: " + reason), run.err());
        assertTrue(run.err().endsWith("; the first 1 line is in the store; go on with --skip 1\n"), run.err());
        assertEquals("a\tb\n", Cli.run("scan", first).out());
    }

    @Test
    void goesOnBehindTheLinesThatAreLoaded() {
        byte[] lines = "bad\na\t1\nb\t2\n".getBytes(UTF_8);
        Cli.Run refused = Cli.run(lines, "load", "--create", "--max-value", "64k", first);
        assertTrue(refused.err().endsWith("; nothing of it is in the store\n"), refused.err());

        assertEquals(
                Exit.OK,
                Cli.run(lines, "load", "--max-value", "64k", "--skip", "1", first)
                        .exit());

        assertEquals("a\t1\nb\t2\n", Cli.run("scan", first).out());
        Cli.Run beyond = Cli.run(lines, "load", "--max-value", "64k", "--skip", "9", first);
        assertEquals(Exit.FAILED, beyond.exit());
        assertEquals("varve: there are only 3 lines in standard input to skip\n", beyond.err());
    }

    @Test
    void refusesAValueAboveTheLimitUnlessItIsRaised() {
        byte[] line = ("k\t" + "x".repeat(20 << 20) + "\n").getBytes(UTF_8);

        Cli.Run refused = Cli.run(line, "load", "--create", first);
        assertEquals(Exit.FAILED, refused.exit());
        assertTrue(refused.err().contains("a value of 20971520 bytes: at most "), refused.err());

        assertEquals(Exit.OK, Cli.run(line, "load", "--max-value", "20m", first).exit());
        assertEquals((20 << 20) + 3, Cli.run("dump", first).bytes().length);
    }

    @Test
    void refusesWhatItDoesNotUnderstand() {
        assertEquals(Exit.WRONG_CALL, Cli.run("load", "--csv", "--json", first).exit());
        assertEquals(Exit.WRONG_CALL, Cli.run("load", "--skip", "-1", first).exit());
        assertEquals(
                Exit.WRONG_CALL, Cli.run("load", "--max-value", "1g", first).exit());
        Cli.Run folder = Cli.run("load", "--create", first, directory.toString());
        assertEquals("varve: cannot read " + directory + ": Is a directory\n", folder.err());
        Cli.Run absent = Cli.run("load", "--create", first, directory + "/absent");
        assertEquals(Exit.FAILED, absent.exit());
        assertEquals("varve: cannot read " + directory + "/absent: there is no such file\n", absent.err());
    }

    private Path writeJson(Path entries) throws IOException {
        Path json = directory.resolve("json");
        StringBuilder lines = new StringBuilder();
        for (String line : Files.readAllLines(entries)) {
            String[] parts = line.split("\t", -1);
            lines.append("{\"key\":\"" + parts[0] + "\",\"value\":\"" + parts[1] + "\"}\n");
        }
        return Files.writeString(json, lines);
    }

    private static String[] call(String words, String store) {
        return (words.strip() + " " + store).split(" +");
    }

    private static void fill(String store, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        try (Store opened = Store.open(Path.of(store));
                WriteBatch batch = opened.batch()) {
            for (int i = 0; i < 1000; i++) {
                byte[] key = new byte[random.nextInt(random.nextInt(20) == 0 ? 2000 : 12)];
                byte[] value = new byte[random.nextInt(random.nextInt(20) == 0 ? 5000 : 40)];
                random.nextBytes(key);
                random.nextBytes(value);
                batch.put(key, value);
            }
            batch.put("grün 🍏\t".getBytes(UTF_8), "\0\n".getBytes(UTF_8));
            opened.write(batch);
        }
    }
}

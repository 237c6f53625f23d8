package io.varve.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Store;
import io.varve.tools.session.Exit;
import io.varve.tools.text.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `put`, `get`, `delete` and `scan`: what they print, how they end, and what each of them says when it cannot.
final class EntriesTest {
    @TempDir
    Path directory;

    private String store;

    @BeforeEach
    void make() {
        store = directory.resolve("store").toString();
        assertEquals(Exit.OK, Cli.run("put", "--create", store, "apple", "red").exit());
    }

    @Test
    void printsTheValueOfAKey() {
        assertPrinted("red\n", Cli.run("get", store, "apple"));
    }

    @Test
    void endsWithOneWhenThereIsNoSuchKey() {
        Cli.Run run = Cli.run("get", store, "pe\\tar");

        assertEquals(new Said(Exit.NOT_FOUND, "", "varve: there is no key pe\\tar\n"), Said.of(run));
    }

    @Test
    void keepsKeysAndValuesThatAreNoText() {
        assertPrinted("", Cli.run("put", store, "k\\x00\\xff", "\\xfe\\t\\n\\\\"));

        assertPrinted("\\xfe\\t\\n\\\\\n", Cli.run("get", store, "k\\0\\xff"));
        assertPrinted("fe090a5c\n", Cli.run("get", "--hex", store, "6b00ff"));
        assertArrayEquals(
                new byte[] {(byte) 0xFE, '\t', '\n', '\\'},
                Cli.run("get", "--raw", store, "k\\0\\xff").bytes());
        Cli.Run scan = Cli.run("scan", "--prefix", "k", "--keys-only", store);
        assertPrinted("k\\0\\xff\n", scan);
        assertPrinted("\\xfe\\t\\n\\\\\n", Cli.run("get", store, scan.out().strip()));
    }

    @Test
    void takesAValueFromAFileOrStandardInput() throws IOException {
        byte[] value = new byte[100_000];
        value[5] = '\n';
        Path file = Files.write(directory.resolve("value"), value);

        assertPrinted("", Cli.run("put", "--file", file.toString(), store, "from file"));
        assertPrinted("", Cli.run("\0\1\2".getBytes(UTF_8), "put", "--file", "-", store, "from input"));

        assertArrayEquals(value, Cli.run("get", "--raw", store, "from file").bytes());
        assertArrayEquals(
                new byte[] {0, 1, 2},
                Cli.run("get", "--raw", store, "from input").bytes());
        assertOneSentence(Exit.FAILED, Cli.run("put", "--file", directory + "/absent", store, "k"));
    }

    @Test
    void putsAValueThatIsLargerThanTheUsualMemtableTakes() {
        byte[] value = new byte[40 << 20];
        value[value.length - 1] = 7;

        assertPrinted("", Cli.run(value, "put", "--file", "-", store, "large"));

        assertArrayEquals(value, Cli.run("get", "--raw", store, "large").bytes());
    }

    @Test
    void knowsTheEmptyKeyAndKeysThatBeginLikeOptionsOrFiles() {
        assertPrinted("", Cli.run("put", store, "", "empty"));
        assertPrinted("", Cli.run("put", store, "--", "--hex", "-v"));
        assertPrinted("", Cli.run("put", store, "@/etc/passwd", "at"));

        assertPrinted("empty\n", Cli.run("get", store, ""));
        assertPrinted("-v\n", Cli.run("get", store, "--", "--hex"));
        assertPrinted("at\n", Cli.run("get", store, "@/etc/passwd"));
    }

    @Test
    void takesKeysAwayAllAtOnce() {
        assertPrinted("", Cli.run("put", store, "fig", "green"));

        assertPrinted("", Cli.run("delete", store, "apple", "fig", "absent"));

        assertPrinted("", Cli.run("scan", store));
        assertEquals(Exit.NOT_FOUND, Cli.run("get", store, "apple").exit());
    }

    @Test
    void scansRangesInBothDirections() {
        for (String key : new String[] {"a", "b", "ba", "bb", "c", "b\\xff", "\\xff\\xff"}) {
            assertPrinted("", Cli.run("put", store, key, "1"));
        }

        assertEquals("a apple b ba bb b\\xff c \\xff\\xff", keys());
        assertEquals("\\xff\\xff c b\\xff bb ba b apple a", keys("--reverse"));
        assertEquals("b ba bb b\\xff", keys("--prefix", "b"));
        assertEquals("b\\xff bb ba b", keys("--prefix", "b", "--reverse"));
        assertEquals("ba bb", keys("--from", "ba", "--to", "b\\xff"));
        assertEquals("bb ba", keys("--from", "ba", "--to", "b\\xff", "--reverse"));
        assertEquals("bb b\\xff", keys("--from", "bab", "--prefix", "b"));
        assertEquals("ba b", keys("--to", "bb", "--prefix", "b", "--reverse"));
        assertEquals("\\xff\\xff", keys("--prefix", "\\xff"));
        assertEquals("\\xff\\xff", keys("--prefix", "\\xff", "--reverse"));
        assertEquals("a apple", keys("--limit", "2"));
        assertEquals("", keys("--limit", "0"));
        assertEquals("", keys("--from", "b", "--to", "b"));
        assertEquals("", keys("--from", "c", "--to", "b", "--reverse"));
        assertEquals("", keys("--prefix", "zz", "--reverse"));
    }

    @Test
    void printsJsonThatHasEveryByte() {
        assertPrinted("", Cli.run("put", store, "caf\u00e9\\n", "\\xff"));

        Cli.Run run = Cli.run("scan", "--json", "--from", "b", store);

        assertEquals(Map.of("key", "caf\u00e9\n", "valueHex", "ff"), JsonReader.read(run.out()));
        assertEquals(
                Map.of("keyHex", "6170706c65", "valueHex", "726564"),
                JsonReader.read(
                        Cli.run("get", "--json", "--hex", store, "6170706c65").out()));
        assertEquals(
                Map.of("key", "apple"),
                JsonReader.read(Cli.run("delete", "--json", store, "apple").out()));
    }

    @Test
    void readsBesideAWriterAndRefusesASecondOne() {
        try (Store writer = Store.open(Path.of(store))) {
            writer.put("live".getBytes(UTF_8), "yes".getBytes(UTF_8));

            assertPrinted("yes\n", Cli.run("get", store, "live"));
            for (String[] call :
                    new String[][] {{"put", store, "k", "v"}, {"delete", store, "k"}, {"compact", store}}) {
                Cli.Run run = Cli.run(call);
                assertOneSentence(Exit.FAILED, run);
                assertTrue(
                        run.err()
                                .contains("store is locked: held by pid "
                                        + ProcessHandle.current().pid()),
                        run.err());
                assertTrue(run.err().contains("; what to do: close the store there"), run.err());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "put",
                "delete",
                "scan",
                "dump",
                "load",
                "inspect",
                "stats",
                "snapshots",
                "compact",
                "verify"
            })
    void saysWhatIsThereInsteadOfAStore(String command) throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path file = Files.writeString(directory.resolve("file"), "");
        Path absent = directory.resolve("absent");

        assertEquals(
                "varve: there is no directory " + absent + "\n",
                failed(command, absent).err());
        assertEquals(
                "varve: " + file + " is not a directory\n",
                failed(command, file).err());
        assertEquals(
                "varve: " + empty + " is no store: there is no manifest in it; --create of put and load makes one\n",
                failed(command, empty).err());
        assertFalse(Files.exists(absent));
        try (Stream<Path> left = Files.list(empty)) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void saysThatAStoreIsDamaged() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(store))) {
            Path manifest = files.filter(file -> file.getFileName().toString().startsWith("manifest-"))
                    .findFirst()
                    .orElseThrow();
            byte[] content = Files.readAllBytes(manifest);
            content[20] ^= 1;
            Files.write(manifest, content);
        }

        Cli.Run run = Cli.run("get", store, "apple");

        assertOneSentence(Exit.FAILED, run);
        assertTrue(run.err().contains(" is damaged at offset "), run.err());
    }

    @Test
    void refusesArgumentsThatItDoesNotUnderstandInOneSentence() {
        assertRefused("the key cannot be read: '\\q' is no escape: ", "get", store, "\\q");
        assertRefused("the value cannot be read: '\\' is no escape: ", "put", store, "k", "\\");
        assertRefused("the key cannot be read: 'xyz' is not pairs of hexadecimal digits", "get", "-x", store, "xyz");
        assertRefused("the key cannot be read: it has bytes that are no text here", "get", store, "a\uFFFD");
        assertRefused("either VALUE or --file says what the value is", "put", store, "k");
        assertRefused("either VALUE or --file says what the value is", "put", store, "k", "v", "--file", "-");
        assertRefused("Missing required parameter: 'KEY'", "get", store);
        assertRefused("Missing required parameters: 'DIR', 'KEY'", "get");
        assertRefused("--limit is 0 or more", "scan", "--limit", "-1", store);
        assertRefused("Invalid value for option '--limit'", "scan", "--limit", "x", store);
        assertRefused("Invalid value for option '--memory': '1.5' is no size", "stats", "--memory", "1.5", store);
        assertRefused("Unknown option: '--nope'", "get", store, "k", "--nope");
    }

    @Test
    void refusesAKeyThatIsTooLongAndMemoryThatIsTooLittle() {
        Cli.Run key = Cli.run("put", store, "k".repeat(65_536), "v");
        assertOneSentence(Exit.WRONG_CALL, key);
        assertTrue(key.err().contains("a key of 65536 bytes: at most 65535"), key.err());

        Cli.Run memory = Cli.run("put", "--memory", "1m", store, "k", "v");
        assertOneSentence(Exit.WRONG_CALL, memory);
        assertTrue(memory.err().contains("memoryBudgetBytes"), memory.err());
    }

    private Cli.Run failed(String command, Path at) {
        Cli.Run run = switch (command) {
            case "get", "delete" -> Cli.run(command, at.toString(), "k");
            case "put" -> Cli.run(command, at.toString(), "k", "v");
            default -> Cli.run(command, at.toString());
        };
        assertOneSentence(Exit.FAILED, run);
        return run;
    }

    private String keys(String... options) {
        String[] call = Stream.concat(Stream.of("scan", "-k", store), Stream.of(options))
                .toArray(String[]::new);
        Cli.Run run = Cli.run(call);
        assertEquals("", run.err());
        assertEquals(Exit.OK, run.exit());
        return String.join(" ", run.out().lines().toList());
    }

    private static void assertPrinted(String expected, Cli.Run run) {
        assertEquals(new Said(Exit.OK, expected, ""), Said.of(run));
    }

    private static void assertRefused(String sentence, String... call) {
        Cli.Run run = Cli.run(call);
        assertOneSentence(Exit.WRONG_CALL, run);
        assertTrue(run.err().startsWith("varve: " + sentence), run.err());
        assertTrue(run.err().endsWith("; './varve help " + call[0] + "' says how to call it.\n"), run.err());
    }

    private static void assertOneSentence(int exit, Cli.Run run) {
        assertEquals("", run.out());
        assertTrue(run.err().matches("varve: [^\n]*\n"), run.err());
        assertEquals(exit, run.exit(), run.err());
    }

    private record Said(int exit, String out, String err) {
        static Said of(Cli.Run run) {
            return new Said(run.exit(), run.out(), run.err());
        }
    }
}

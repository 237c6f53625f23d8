package io.varve.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.tools.session.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands about a store as a whole: `stats`, `snapshots`, `compact`, `inspect`, `doctor`.
final class WholeStoreTest {
    @TempDir
    Path directory;

    private String store;

    @BeforeEach
    void make() {
        store = directory.resolve("store").toString();
        ok("put", "--create", store, "apple", "red");
        ok("put", store, "fig", "green");
    }

    @Test
    void takesListsReadsAndDropsSnapshots() {
        assertTrue(ok("snapshots", "--take", "mon\tday", store).startsWith("mon\\tday\tup to operation 2, 1 table, "));
        ok("delete", store, "fig");

        assertTrue(ok("snapshots", store).startsWith("mon\\tday\t"));
        assertEquals("green\n", ok("get", "--snapshot", "mon\tday", store, "fig"));
        assertEquals("apple\tred\nfig\tgreen\n", ok("scan", "--snapshot", "mon\tday", store));
        assertEquals("apple\tred\n", ok("dump", store));
        assertEquals("mon\tday", Cli.at(ok("snapshots", "--json", store), "name"));

        assertEquals("", ok("snapshots", "--drop", "mon\tday", store));
        assertEquals("", ok("snapshots", store));
    }

    @Test
    void endsWithOneWhenThereIsNoSuchSnapshot() {
        String sentence =
                "varve: " + store + " has no snapshot named 'x'; './varve snapshots " + store + "' lists them\n";
        for (String[] call : new String[][] {
            {"get", "--snapshot", "x", store, "apple"},
            {"scan", "--snapshot", "x", store},
            {"dump", "--snapshot", "x", store},
            {"snapshots", "--drop", "x", store}
        }) {
            Cli.Run run = Cli.run(call);
            assertEquals(Exit.NOT_FOUND, run.exit());
            assertEquals(sentence, run.err());
            assertEquals("", run.out());
        }
    }

    @Test
    void refusesASnapshotNameThatIsTakenOrNone() {
        ok("snapshots", "--take", "x", store);

        Cli.Run taken = Cli.run("snapshots", "--take", "x", store);
        assertEquals(Exit.WRONG_CALL, taken.exit(), taken.err());
        assertTrue(taken.err().matches("varve: [^\n]*x[^\n]*\n"), taken.err());
        assertEquals(Exit.WRONG_CALL, Cli.run("snapshots", "--take", "", store).exit());
        assertEquals(
                Exit.WRONG_CALL,
                Cli.run("snapshots", "--take", "y", "--drop", "x", store).exit());
    }

    @Test
    void compactsIntoOneRun() {
        ok("snapshots", "--take", "x", store);
        ok("put", store, "apple", "green");
        ok("snapshots", "--drop", "x", store);

        String sizes = ok("compact", "--json", store);

        assertEquals("1", Cli.at(sizes, "after", "tables"));
        assertEquals("2", Cli.at(sizes, "after", "entries"));
        assertTrue(ok("inspect", store).contains("\nlevel 7   [="), ok("inspect", store));
        assertTrue(ok("compact", store).startsWith("before: 1 table, "));
        assertTrue(Cli.run("compact", "--progress", store).err().startsWith("merged in "));
    }

    @Test
    void saysHowMuchThereIs() {
        String text = ok("stats", store);

        assertTrue(text.startsWith("operations          up to number 2\n"), text);
        assertTrue(text.contains("\nin the log          2 operations, "), text);
        String json = ok("stats", "--json", store);
        assertEquals("2", Cli.at(json, "stats", "visibleSequence"));
        assertEquals("true", Cli.at(json, "recovery", "wasCleanlyClosed"));
        assertEquals("[]", Cli.at(json, "snapshots"));
    }

    @Test
    void drawsTheTreeAndListsFiles() throws IOException {
        ok("snapshots", "--take", "x", store);
        ok("put", store, "\\xff", "");
        ok("snapshots", "--take", "y", store);
        Files.writeString(Path.of(store, "note"), "mine");

        String text = ok("inspect", "--files", "--tables", store);

        assertTrue(text.contains("\nkeys      apple" + " ".repeat(41) + "\\xff\n"), text);
        assertTrue(text.contains("\nlevel 0   " + " ".repeat(49) + "|  table 65, "), text);
        assertTrue(text.contains("\n          [=======================]" + " ".repeat(25) + "  table 1, "), text);
        assertTrue(text.contains("; 1 not of the store\n"), text);
        assertTrue(text.contains("\n          note, 4 B, not of the store\n"), text);
        assertTrue(text.contains("level 0, "), text);
        String json = ok("inspect", "--json", store);
        assertEquals("65", Cli.at(json, "tables", 0, "number"));
        assertEquals("[]", Cli.at(json, "problems"));
    }

    @Test
    void printsFilesByteByByteAndRefusesThoseThatAreNotThere() {
        ok("snapshots", "--take", "x", store);

        assertTrue(ok("inspect", "--table", "1", store).startsWith("# header\n"));
        assertTrue(ok("inspect", "--manifest", store).contains("  magic: varveman\n"));
        assertTrue(ok("inspect", "--log", someSegment(), store).startsWith("# segment header\n"));
        Cli.Run absent = Cli.run("inspect", "--table", "99", store);
        assertEquals(Exit.FAILED, absent.exit());
        assertTrue(absent.err().contains("00000000000000000099.sst: ENOENT"), absent.err());
        assertEquals(Exit.WRONG_CALL, Cli.run("inspect", "--table", "x", store).exit());
        assertEquals(
                Exit.WRONG_CALL,
                Cli.run("inspect", "--table", "1", "--manifest", store).exit());
    }

    @Test
    void showsWhatIsLeftOfADamagedStoreAndEndsWithThree() throws IOException {
        ok("snapshots", "--take", "x", store);
        Files.delete(Path.of(store, "tables", "00000000000000000001.sst"));

        Cli.Run run = Cli.run("inspect", store);

        assertEquals(Exit.FAILED, run.exit());
        assertTrue(run.out().contains("\nproblem   table 1 is needed, and there is no file of it\n"), run.out());
        assertTrue(run.out().contains("table 1, "), run.out());
    }

    @Test
    void doctorSaysWhatTheMachineGivesAndLeavesNothingBehind() throws IOException {
        String text = ok("doctor", "--seconds", "0.01", directory.toString());

        for (String word : new String[] {"processors", "kernel", "memory", "limits", "file system", "direct I/O"}) {
            assertTrue(text.contains(word + " "), word + " in " + text);
        }
        assertTrue(text.contains("\n4.0 KiB "), text);
        assertTrue(text.contains("\nWhat follows:\n- "), text);
        String json = ok("doctor", "--seconds", "0", "--json", directory.toString());
        assertEquals("[]", Cli.at(json, "syncs"));
        assertFalse(Cli.at(json, "disk", "fileSystem").isEmpty());
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void doctorRefusesWhatIsNoDirectory() {
        Cli.Run run = Cli.run("doctor", directory + "/absent");
        assertEquals(Exit.FAILED, run.exit());
        assertEquals("varve: there is no directory " + directory + "/absent\n", run.err());
        assertEquals(
                Exit.WRONG_CALL, Cli.run("doctor", "--seconds", "-1", store).exit());
    }

    private String someSegment() {
        return Cli.at(ok("inspect", "--json", store), "log", 0, "number");
    }

    private static String ok(String... call) {
        Cli.Run run = Cli.run(call);
        assertEquals("", run.err());
        assertEquals(Exit.OK, run.exit());
        return run.out();
    }
}

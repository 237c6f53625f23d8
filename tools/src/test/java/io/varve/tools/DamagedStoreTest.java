package io.varve.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.tools.session.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `verify`, `checkpoint`, `salvage` and `--degraded`, on a store that is sound, and on one that is not.
final class DamagedStoreTest {
    private static final int ENTRIES = 1000;

    @TempDir
    Path directory;

    private String store;
    private String copy;

    @BeforeEach
    void make() {
        store = directory.resolve("store").toString();
        copy = directory.resolve("copy").toString();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ENTRIES; i++) {
            lines.append(String.format(Locale.ROOT, "%04d\tthe value of %d\n", i, i));
        }
        Cli.Run load = Cli.run(lines.toString().getBytes(UTF_8), "load", "--create", "--max-value", "64k", store);
        assertEquals(Exit.OK, load.exit(), load.err());
        assertEquals(Exit.OK, Cli.run("snapshots", "--take", "x", store).exit());
    }

    @Test
    void saysThatASoundStoreIsSound() {
        Cli.Run run = Cli.run("verify", "--progress", store);

        assertEquals(Exit.OK, run.exit());
        assertTrue(run.out().matches("sound: 1 table with \\d+ good blocks, .*\n"), run.out());
        assertTrue(run.err().contains("checked "), run.err());
        assertEquals("true", Cli.at(Cli.run("verify", "--json", store).out(), "isSound"));
    }

    @Test
    void findsADamagedBlockAndEndsWithThree() throws IOException {
        damage("tables/00000000000000000001.sst", 5000);

        Cli.Run run = Cli.run("verify", store);

        assertEquals(Exit.FAILED, run.exit());
        assertTrue(run.out().contains("00000000000000000001.sst is damaged at offset "), run.out());
        assertTrue(run.out().contains("\ndamaged, 1 finding: "), run.out());
        assertEquals("1", Cli.at(Cli.run("verify", "--json", store).out(), "findingCount"));
    }

    @Test
    void findsAllThatIsWrongInAStoreThatCannotBeOpened() throws IOException {
        Files.delete(Path.of(store, "tables", "00000000000000000001.sst"));

        assertEquals(Exit.FAILED, Cli.run("get", store, "0001").exit());
        Cli.Run run = Cli.run("verify", store);

        assertEquals(Exit.FAILED, run.exit());
        assertEquals("", run.err());
        assertTrue(run.out().contains("00000000000000000001.sst"), run.out());
    }

    @Test
    void readsAroundWhatIsDamagedWhenToldTo() throws IOException {
        assertEquals(Exit.OK, Cli.run("put", store, "zebra", "striped").exit());
        assertEquals(Exit.OK, Cli.run("snapshots", "--take", "y", store).exit());
        Files.delete(Path.of(store, "tables", "00000000000000000001.sst"));

        assertEquals(Exit.FAILED, Cli.run("get", store, "zebra").exit());
        Cli.Run readable = Cli.run("get", "--degraded", store, "zebra");
        assertEquals("striped\n", readable.out(), readable.err());
        Cli.Run lost = Cli.run("get", "--degraded", store, "0500");
        assertEquals(Exit.FAILED, lost.exit(), lost.out());
        assertTrue(lost.err().matches("varve: [^\n]*00000000000000000001.sst[^\n]*\n"), lost.err());
    }

    @Test
    void makesACheckpointThatIsAStoreOfItsOwn() {
        Cli.Run run = Cli.run("checkpoint", store, copy);

        assertEquals(Exit.OK, run.exit(), run.err());
        assertTrue(run.out().startsWith("up to operation " + ENTRIES + ": 1 table linked, "), run.out());
        assertEquals(Cli.run("dump", store).out(), Cli.run("dump", copy).out());
        Cli.Run again = Cli.run("checkpoint", "--json", store, copy);
        assertEquals(Exit.FAILED, again.exit());
        assertTrue(again.err().matches("varve: [^\n]*copy[^\n]*not empty[^\n]*\n"), again.err());
    }

    @Test
    void salvagesWhatIsLeftAndSaysWhatIsLost() throws IOException {
        damage("tables/00000000000000000001.sst", 5000);

        Cli.Run run = Cli.run("salvage", "--progress", store, copy);

        assertEquals(Exit.FAILED, run.exit(), run.err());
        assertTrue(run.out().startsWith("saved "), run.out());
        assertTrue(
                run.out()
                        .matches(
                                "(?s).*\nlost: a block of table 1 at \\d+, \\d+ entries, keys from 0\\d+ to 0\\d+\n.*"),
                run.out());
        assertTrue(run.out().contains("\nnot copied: the named snapshot x\n"), run.out());
        long saved = Cli.run("scan", "-k", copy).out().lines().count();
        assertTrue(saved > ENTRIES / 2 && saved < ENTRIES, saved + " saved");
        assertEquals(Exit.FAILED, Cli.run("salvage", store, copy).exit(), "the target is not empty");
    }

    @Test
    void salvagesASoundStoreWholeAndOneWithoutAManifest() throws IOException {
        Cli.Run whole = Cli.run("salvage", "--json", store, copy);
        assertEquals(Exit.OK, whole.exit(), whole.err());
        assertEquals(String.valueOf(ENTRIES), Cli.at(whole.out(), "entries"));
        try (Stream<Path> files = Files.list(Path.of(store))) {
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("m"))
                    .toList()) {
                Files.delete(file);
            }
        }

        String second = directory.resolve("second").toString();
        Cli.Run without = Cli.run("salvage", store, second);

        assertEquals(Exit.FAILED, without.exit());
        assertTrue(without.out().contains("\nthe manifest could not be read: "), without.out());
        assertEquals(Cli.run("dump", copy).out(), Cli.run("dump", second).out());
        assertFalse(Files.exists(Path.of(second, "UNFINISHED")));
    }

    @Test
    void refusesToSalvageWhatIsNoStore() {
        Cli.Run absent = Cli.run("salvage", directory + "/absent", copy);
        assertEquals(Exit.FAILED, absent.exit());
        assertEquals("varve: there is no directory " + directory + "/absent\n", absent.err());
        Cli.Run empty = Cli.run("salvage", directory.toString(), copy);
        assertEquals(Exit.FAILED, empty.exit(), empty.out());
        assertTrue(empty.err().matches("varve: [^\n]*\n"), empty.err());
        assertFalse(Files.exists(Path.of(copy)));
    }

    private void damage(String file, int offset) throws IOException {
        Path path = Path.of(store, file);
        byte[] content = Files.readAllBytes(path);
        content[offset] ^= 1;
        Files.write(path, content);
    }
}

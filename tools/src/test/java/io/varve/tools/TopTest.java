package io.varve.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.tools.session.Exit;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store at work, watched from outside.
final class TopTest {
    private static final StoreOptions OPTIONS = StoreOptions.builder()
            .compaction(io.varve.Compaction.MANUAL)
            .memtableBytes(1 << 20)
            .logSegmentBytes(1 << 20)
            .logBufferBytes(64 << 10)
            .statisticsInterval(Duration.ofMillis(10))
            .build();

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("store");
    }

    @Test
    void showsAnOpenStoreOnceWithItsTreeAndEndsWithZero() {
        try (Store store = Store.open(path, OPTIONS)) {
            put(store, 1000);
            store.compact().await();
            put(store, 500);
            store.flush().await();
            store.get("00001".getBytes(UTF_8));
            awaitShown(1500);

            Cli.Run run = Cli.run("top", "--once", "--interval", "0.05", path.toString());

            assertEquals(Exit.OK, run.exit());
            assertEquals("", run.err());
            String out = run.out();
            assertTrue(out.matches("(?s).*/store: open for [^\n]* by pid " + pid() + "\n.*"), out);
            assertTrue(out.matches("(?s).*\nlevel 0 +\\[#+ +\\] +[^\n]*, 1 table, 500 entries, 0 tombstones\n.*"), out);
            assertTrue(
                    out.matches(
                            "(?s).*\nlevel [1-9] +\\[#+\\] +[^\n]*, 1 table in 1 run, 1,000 entries, 0 tombstones\n.*"),
                    out);
            assertTrue(out.contains("\nstalls    none\n"), out);
            // The first line holds the path, which is as long as it is.
            assertTrue(out.lines().skip(1).allMatch(line -> line.length() <= 100), out);
        }
    }

    @Test
    void printsAllThereIsAsJson() {
        try (Store store = Store.open(path, OPTIONS)) {
            put(store, 100);
            awaitShown(100);

            Cli.Run run = Cli.run("top", "--once", "--json", path.toString());

            assertEquals(Exit.OK, run.exit());
            assertEquals(1, run.out().lines().count());
            assertEquals("open", Cli.at(run.out(), "condition"));
            assertEquals("" + pid(), Cli.at(run.out(), "statistics", "pid"));
            assertEquals("100", Cli.at(run.out(), "statistics", "stats", "writes", "records"));
        }
    }

    @Test
    void saysThatTheStoreIsClosedWithoutWaiting() {
        try (Store store = Store.open(path, OPTIONS)) {
            put(store, 100);
        }

        Cli.Run run = Cli.run("top", path.toString());

        assertEquals(Exit.OK, run.exit());
        assertTrue(run.out().contains("store: closed "), run.out());
        assertEquals("closed", Cli.at(Cli.run("top", "--json", path.toString()).out(), "condition"));
    }

    @Test
    void endsWithOneWhereThereAreNoStatistics() throws Exception {
        Files.createDirectories(path);

        Cli.Run run = Cli.run("top", path.toString());

        assertEquals(Exit.NOT_FOUND, run.exit());
        assertEquals(
                "varve: " + path
                        + " has no statistics: no store was opened there for writing, or one with statistics off\n",
                run.err());
        assertEquals(Exit.FAILED, Cli.run("top", path + "/none").exit());
        assertEquals(
                Exit.WRONG_CALL,
                Cli.run("top", "--interval", "0", path.toString()).exit());
    }

    @Test
    void watchesAnotherProcessUntilThatIsKilledAndSaysSo() throws Exception {
        VarveScript varve = VarveScript.in(directory);
        Process load = varve.start("exec ./varve load --create store");
        Process top;
        try (OutputStream in = load.getOutputStream()) {
            for (int i = 0; i < 2500; i++) {
                in.write((i + "\t" + i + "\n").getBytes(UTF_8));
            }
            in.flush();
            awaitShown(1000); // and the rest waits for more
            top = varve.start("exec ./varve top --interval 0.05 store");
            try (BufferedReader out = top.inputReader(UTF_8)) {
                String headline = out.readLine();
                assertTrue(headline.matches("store: open for .* by pid " + load.pid()), headline);

                load.destroyForcibly();

                String last = headline;
                for (String line = headline; line != null; line = out.readLine()) {
                    last = line.startsWith("store: ") ? line : last;
                }
                assertTrue(
                        last.matches(
                                "store: pid " + load.pid() + " died and did not close it; this is what it said .* ago"),
                        last);
            }
        }
        assertTrue(top.waitFor(60, TimeUnit.SECONDS));
        assertEquals(Exit.NOT_FOUND, top.exitValue());
    }

    @Test
    void endsAtCtrlCWithoutAWord() throws Exception {
        VarveScript varve = VarveScript.in(directory);
        try (Store store = Store.open(path, OPTIONS)) {
            put(store, 100);
            awaitShown(100);
            Process top = varve.start("exec env --default-signal=INT ./varve top --interval 0.05 store");
            try (BufferedReader out = top.inputReader(UTF_8);
                    BufferedReader err = top.errorReader(UTF_8)) {
                int pictures = 0;
                for (String line = out.readLine(); pictures < 3 && line != null; line = out.readLine()) {
                    pictures += line.startsWith("store: open") ? 1 : 0;
                }

                assertEquals(
                        0,
                        new ProcessBuilder("kill", "-INT", "" + top.pid())
                                .start()
                                .waitFor());

                out.transferTo(java.io.Writer.nullWriter());
                assertTrue(top.waitFor(60, TimeUnit.SECONDS));
                assertEquals("", String.join("\n", err.lines().toList()));
            }
            assertEquals(Exit.INTERRUPTED, top.exitValue());
        }
    }

    private static void put(Store store, int count) {
        for (int i = 0; i < count; i++) {
            store.put("%05d".formatted(i).getBytes(UTF_8), "value".getBytes(UTF_8), io.varve.Durability.PROCESS);
        }
    }

    private void awaitShown(long records) {
        long began = System.nanoTime();
        while (true) {
            Cli.Run run = Cli.run("top", "--once", "--json", path.toString());
            if (run.exit() == Exit.OK
                    && Long.parseLong(Cli.at(run.out(), "statistics", "stats", "writes", "records")) >= records) {
                return;
            }
            assertTrue(System.nanoTime() - began < TimeUnit.SECONDS.toNanos(120), run.out() + run.err());
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}

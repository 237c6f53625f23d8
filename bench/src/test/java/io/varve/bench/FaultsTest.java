package io.varve.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.results.Result;
import io.varve.bench.results.Results;
import io.varve.bench.results.Row;
import io.varve.bench.testing.Children;
import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong while stores are measured is said, what was measured is kept, no data is left, and the exit code
/// tells.
@Timeout(120)
final class FaultsTest {
    private static final int FAILED = 1;
    private static final int ENDED_FROM_OUTSIDE = 143;

    @TempDir
    Path directory;

    private Path files;
    private Path kept;

    @BeforeEach
    void makeFolders() throws IOException {
        files = Files.createDirectory(directory.resolve("files"));
        kept = directory.resolve("kept");
    }

    @Test
    void quickGoesOnWithoutAStoreThatCannotBeOpened() throws Exception {
        Children.Ended ended = Children.run(Children.withSmallFiles(Children.command(
                List.of(),
                words(
                        "quick",
                        "--stores",
                        "varve,mvstore",
                        "--workloads",
                        "put-process x1,get-hit",
                        "--entries",
                        "200",
                        "--seconds",
                        "0.02",
                        "--rounds",
                        "1"))));

        assertEquals(FAILED, ended.code(), ended.told());
        assertTrue(ended.told().contains("varve bench quick: varve failed, and is left out: "), ended.told());
        assertTrue(
                ended.told().contains("varve bench quick: 1 failure; what stands above was measured."), ended.told());
        assertEquals(List.of("mvstore put-process", "mvstore get-hit"), measured(), ended.told());
        assertTrue(result().notes().contains("**varve failed, and is left out: "), result().notes());
        Spoken.assertHolds(files);
    }

    @Test
    void aMissingNativeLibraryCostsOnlyTheStoreThatNeedsIt() throws Exception {
        List<String> command = Children.command(
                List.of("-Dlmdbjava.native.lib=" + directory.resolve("nothing.so")),
                words(
                        "readrandom",
                        "--stores",
                        "lmdb,mvstore",
                        "--entries",
                        "200",
                        "--seconds",
                        "0.02",
                        "--rounds",
                        "1"));
        Children.Ended ended = Children.run(command);

        assertEquals(FAILED, ended.code(), ended.told());
        assertTrue(
                ended.told().contains("readrandom, lmdb failed: lmdb cannot be run here: its library is missing"),
                ended.told());
        assertEquals(List.of("mvstore readrandom"), measured(), ended.told());
        Spoken.assertHolds(files);
    }

    @Test
    void aFullDiskIsSaidByEveryStoreThatMeetsIt() throws Exception {
        assumeMounted(files, "24m");
        try {
            Children.Ended ended = Children.run(Children.command(
                    List.of(),
                    words(
                            "fillrandom",
                            "--stores",
                            "varve,rocksdb,lmdb-tuned",
                            "--entries",
                            "500000",
                            "--seconds",
                            "30",
                            "--rounds",
                            "1",
                            "--filling",
                            "random")));

            assertEquals(FAILED, ended.code(), ended.told());
            for (String store : List.of("varve", "rocksdb", "lmdb-tuned")) {
                assertTrue(ended.told().contains("fillrandom, " + store + " failed: "), ended.told());
            }
            assertTrue(ended.told().contains("3 failures; nothing could be measured."), ended.told());
            assertFalse(Files.exists(kept) && !Results.in(kept).isEmpty(), ended.told());
            Spoken.assertHolds(files);
        } finally {
            new ProcessBuilder("umount", files.toString()).start().waitFor();
        }
    }

    @Test
    void quickKeepsWhatItHadWhenSomebodyEndsIt() throws Exception {
        Children.Ended ended = Children.runUntil(
                Children.command(
                        List.of(),
                        words(
                                "quick",
                                "--stores",
                                "varve,mvstore",
                                "--workloads",
                                "put-process x1,put-process x4,put-process x16",
                                "--entries",
                                "200",
                                "--seconds",
                                "0.3",
                                "--rounds",
                                "1")),
                line -> line.startsWith("put-process x1 "));

        assertEquals(ENDED_FROM_OUTSIDE, ended.code(), ended.told());
        assertTrue(ended.told().contains("ended early; kept in "), ended.told());
        assertFalse(ended.told().contains(" failed"), ended.told());
        assertEquals("varve put-process", measured().getFirst(), ended.told());
        assertTrue(result().notes().contains("ended before it was done"), result().notes());
        Spoken.assertHolds(files);
    }

    @Test
    void linesOfJsonAreThereWhenSomebodyEndsARun() throws Exception {
        Path json = directory.resolve("lines.json");
        Children.Ended ended = Children.runUntil(
                Children.command(
                        List.of(),
                        List.of(
                                "steady",
                                "--stores",
                                "mvstore,varve",
                                "--memtable",
                                "1",
                                "--times",
                                "1",
                                "--overwrites",
                                "1",
                                "--dir",
                                files.toString(),
                                "--json",
                                json.toString())),
                line -> line.startsWith("mvstore "));

        assertEquals(ENDED_FROM_OUTSIDE, ended.code(), ended.told());
        assertTrue(Files.readString(json).contains("\"store\":\"mvstore\""), ended.told());
        Spoken.assertHolds(files);
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidBeforeAnythingIsMeasured() {
        Spoken bench = new Spoken(Main::run);
        String json = directory.resolve("nowhere").resolve("lines.json").toString();
        bench.assertFails("quick", "--out", "none", "--json", json);
        bench.assertFails("readrandom", "--out", "none", "--json", json);
        for (String word : List.of("merge", "under-merges", "deletes", "phases")) {
            bench.assertFails(word, "--json", json);
        }
        assertTrue(bench.out().lines().noneMatch(line -> line.startsWith("varve ")), bench::out);
    }

    private static void assumeMounted(Path folder, String size) throws IOException, InterruptedException {
        Process mounting = new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Assumptions.assumeTrue(mounting.waitFor() == 0, "a small file system needs root");
    }

    private List<String> words(String... some) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of("--dir", files.toString(), "--out", kept.toString()));
        return all;
    }

    private Result result() throws IOException {
        return Results.in(kept).getFirst();
    }

    private List<String> measured() throws IOException {
        return result().rows().stream()
                .map((Row row) -> row.store() + " " + row.workload())
                .toList();
    }
}

package io.varve.bench.load;

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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class LoadCommandTest {
    private final Spoken load = new Spoken(
            (words, out, err) -> LoadCommand.run(words.getFirst(), words.subList(1, words.size()), out, err));

    @TempDir
    Path directory;

    @Test
    void everyWorkloadRunsAndIsKept() throws IOException {
        assertEquals(
                0,
                run(
                        "full",
                        "--stores",
                        "varve,rocksdb,lmdb",
                        "--entries",
                        "300",
                        "--seconds",
                        "0.03",
                        "--threads",
                        "2",
                        "--rounds",
                        "1"),
                load::all);

        List<Row> rows = kept().rows();
        assertEquals(Loads.ALL.size() * 3, rows.size());
        for (Row row : rows) {
            assertTrue(row.opsPerSecond() > 0, row.toString());
            assertEquals(300, row.more().get("entries"), row.toString());
            assertEquals(
                    row.workload().startsWith("ycsb") ? 1000 : 100, row.more().get("valueBytes"), row.toString());
            assertFalse(row.curve().isEmpty(), row.toString());
        }
        assertEquals(
                List.of("NONE", "PROCESS", "SYNC"),
                rows.stream().map(Row::durability).distinct().sorted().toList());
        assertTrue(load.all().contains("[17/17] ycsb-f x2"), load::all);
        assertNothingIsLeft();
    }

    @Test
    void theOtherStoresRunToo() throws IOException {
        assertEquals(
                0,
                run(
                        "ycsb-e",
                        "--stores",
                        "mvstore,xodus,mapdb",
                        "--entries",
                        "200",
                        "--seconds",
                        "0.02",
                        "--value-bytes",
                        "16,300",
                        "--filling",
                        "random",
                        "--rounds",
                        "1",
                        "--durability",
                        "sync"),
                load::all);
        assertEquals(6, kept().rows().size());
        assertNothingIsLeft();
    }

    @Test
    void roundsGiveAMedianWithTheWorstAndTheBest() throws IOException {
        Path json = directory.resolve("figures.json");
        assertEquals(
                0,
                run(
                        "readrandom",
                        "--stores",
                        "varve",
                        "--entries",
                        "300",
                        "--seconds",
                        "0.25",
                        "--rounds",
                        "3",
                        "--threads",
                        "1,2",
                        "--json",
                        json.toString()),
                load::all);
        List<Row> rows = kept().rows();
        assertEquals(List.of(1, 2), rows.stream().map(Row::threads).toList());
        for (Row row : rows) {
            assertTrue(row.low() <= row.opsPerSecond() && row.opsPerSecond() <= row.high(), row.toString());
            assertEquals(3, row.more().get("rounds"));
            assertEquals(2, row.timeline().size(), row.toString());
        }
        assertEquals(2, Files.readAllLines(json).size());
    }

    @Test
    void theSuiteOfLmdbjavaRuns() throws IOException {
        assertEquals(
                0,
                run("lmdbjava", "--stores", "lmdb", "--entries", "100", "--seconds", "0.001", "--rounds", "1"),
                load::all);

        List<Row> rows = kept().rows();
        assertEquals(6 * 3 * 2, rows.size());
        assertEquals(
                List.of("NONE", "PROCESS"),
                rows.stream().map(Row::durability).distinct().sorted().toList());
        assertNothingIsLeft();
    }

    @Test
    void aRoundHasAProcessOfItsOwnWhoseMemoryIsKept() throws IOException {
        assertEquals(
                0,
                load.run(arguments(
                                "lmdbjava-readseq-string-random",
                                "--stores",
                                "varve",
                                "--entries",
                                "5000",
                                "--seconds",
                                "0.02",
                                "--rounds",
                                "1",
                                "--memory-limit",
                                "512")
                        .toArray(String[]::new)),
                load::all);

        Result kept = kept();
        Map<String, Double> more = kept.rows().getFirst().more();
        double peak = more.getOrDefault("residentPeakBytes", 0.0);
        double anonymous = more.getOrDefault("anonymousBytes", 0.0);
        assertTrue(anonymous > 1 << 20 && anonymous <= peak && peak <= 512 << 20, more.toString());
        assertEquals(512 << 20, more.get("memoryLimitBytes"));
        assertTrue(more.containsKey("readAmplification"), more.toString());
        assertTrue(kept.notes().contains("Of 512 MiB, the heap has a quarter"), kept.notes());
        assertNothingIsLeft();
    }

    @Test
    void aRoundEndsWithWhoeverStartedIt() throws Exception {
        Children.killAndAwaitNothing(
                child("full", "--stores", "varve", "--entries", "300", "--seconds", "60"), directory.resolve("files"));
    }

    @Test
    void aStoreThatFailsIsSaidAndTheOthersAreKept() throws Exception {
        Children.Ended ended = Children.run(Children.withSmallFiles(child(
                "fillrandom", "--stores", "varve,mvstore", "--entries", "100", "--seconds", "0.1", "--rounds", "2")));

        assertEquals(1, ended.code(), ended.told());
        assertTrue(ended.told().contains("varve bench fillrandom: fillrandom, varve failed: "), ended.told());
        Result kept = kept();
        assertEquals(List.of("mvstore"), kept.rows().stream().map(Row::store).toList(), ended.told());
        assertTrue(kept.notes().contains("varve failed: "), kept.notes());
        assertNothingIsLeft();
    }

    @Test
    void whatWasMeasuredIsKeptWhenSomebodyEndsTheRun() throws Exception {
        Children.Ended ended = Children.runUntil(
                child("full", "--stores", "varve", "--entries", "300", "--seconds", "0.3", "--rounds", "1"),
                line -> line.startsWith("[3/"));

        assertEquals(143, ended.code(), ended.told());
        assertTrue(ended.told().contains("ended early; kept in "), ended.told());
        Result kept = kept();
        assertEquals(
                List.of("fillseq", "fillrandom"),
                kept.rows().stream().map(Row::workload).limit(2).toList());
        assertTrue(kept.notes().contains("ended before it was done"), kept.notes());
        assertNothingIsLeft();
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() {
        load.assertRefused("readrandom", "--fast", "1");
        load.assertRefused("readrandom", "--stores", "bolt");
        load.assertRefused("readrandom", "--threads", "1,many");
        load.assertRefused("readrandom", "--value-bytes", "3");
        load.assertRefused("readrandom", "--filling", "sand");
        load.assertRefused("readrandom", "--durability", "hope");
        load.assertRefused("readrandom", "--processes", "some");
        load.assertRefused("readrandom", "--memory-limit", "100");
        assertFalse(LoadCommand.knows("readall"));
    }

    private List<String> child(String... words) throws IOException {
        return Children.command(List.of(), arguments(words));
    }

    private List<String> arguments(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        Files.createDirectories(directory.resolve("files"));
        all.addAll(List.of(
                "--dir",
                directory.resolve("files").toString(),
                "--out",
                directory.resolve("kept").toString()));
        return all;
    }

    /// In this process.
    private int run(String... words) throws IOException {
        List<String> all = arguments(words);
        all.addAll(List.of("--processes", "one"));
        return load.run(all.toArray(String[]::new));
    }

    private Result kept() throws IOException {
        List<Result> results = Results.in(directory.resolve("kept"));
        assertEquals(1, results.size());
        return results.getFirst();
    }

    private void assertNothingIsLeft() throws IOException {
        Spoken.assertHolds(directory.resolve("files"));
    }
}

package io.varve.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.probe.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ResultsTest {
    @TempDir
    Path directory;

    @Test
    void everyFolderThatIsKeptCanBeRead() throws IOException {
        List<Result> results = Results.in(Repository.here().root().resolve("jmh-results"));
        assertTrue(results.size() > 10);
        for (Result result : results) {
            assertFalse(result.date().isEmpty(), result.folder());
            assertFalse(result.notes().isBlank(), result.folder());
            for (Row row : result.rows()) {
                assertTrue(List.of("SYNC", "PROCESS", "NONE").contains(row.durability()), result.folder() + " " + row);
            }
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        Histogram latencies = new Histogram(3);
        for (int i = 1; i <= 2000; i++) {
            latencies.recordValue(i * 1000L);
        }
        Row row = new Row(
                "fillsync",
                "varve",
                "SYNC",
                4,
                true,
                1234.5,
                1200,
                1300.4,
                1000,
                2000,
                3000,
                Map.of("cpuSeconds", 1.25),
                Curve.of(latencies),
                List.of(10.0, 20.5));
        write("2026-12-01-abc1234-fillsync", row.json() + "\n" + row.json() + "\n");
        Result result = Results.in(directory).getFirst();
        assertEquals(List.of(row, row), result.rows());
        assertEquals("2026-12-01", result.date());
        assertEquals("abc1234", result.commit());
        assertEquals("fillsync", result.subject());
    }

    @Test
    void theShortFormHasNineFieldsAndNoOthers() {
        Row row = row("put-sync", "varve", "SYNC", 10, 8, 12);
        assertEquals(
                "{\"workload\":\"put-sync\",\"store\":\"varve\",\"durability\":\"SYNC\",\"threads\":1,\"virtual\":false,"
                        + "\"opsPerSecond\":10.0,\"p50Nanos\":1,\"p99Nanos\":2,\"p999Nanos\":3}",
                row.shortJson());
    }

    @Test
    void oldNamesAreUnderstood() throws IOException {
        write(
                "2026-11-20-0000000-quick",
                old("get-hit-table", "rocksdb", "none")
                        + old("get-hit", "rocksdb", "none")
                        + old("put-sync", "varve-direct", "SYNC")
                        + old("put-sync", "rocksdb-recycled", "SYNC")
                        + old("mixed-50-50", "lmdb", "PROCESS"));
        assertEquals(
                List.of(
                        "get-hit rocksdb-tuned NONE",
                        "get-hit-memtable rocksdb NONE",
                        "put-sync varve-tuned SYNC",
                        "put-sync rocksdb-tuned SYNC",
                        "mixed-memtable lmdb PROCESS"),
                Results.in(directory).getFirst().rows().stream()
                        .map(row -> row.workload() + " " + row.store() + " " + row.durability())
                        .toList());
    }

    @Test
    void resultsComeInTheOrderInWhichTheyWereMeasured() throws IOException {
        write("2026-11-21-0000000-b", "");
        Files.writeString(directory.resolve("2026-11-21-0000000-b/machine.txt"), "time: 09:00 UTC\n");
        write("2026-11-21-1111111-a", "");
        Files.writeString(directory.resolve("2026-11-21-1111111-a/machine.txt"), "time: 17:00 UTC\n");
        write("2026-11-20-cdfec95-quick", "");
        write("2026-11-20-e7de028-quick", "");
        write("2026-11-21-e235d7f-overwrite", "");
        assertEquals(
                List.of(
                        "2026-11-20-e7de028-quick",
                        "2026-11-20-cdfec95-quick",
                        "2026-11-21-e235d7f-overwrite",
                        "2026-11-21-0000000-b",
                        "2026-11-21-1111111-a"),
                Results.in(directory).stream().map(Result::folder).toList());
    }

    @Test
    void aFileThatIsNotJsonIsNamed() throws IOException {
        write("2026-11-20-0000000-quick", "{\"workload\": ");
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> Results.in(directory));
        assertTrue(wrong.toString().contains("result.json cannot be understood"), wrong.toString());
    }

    @Test
    void jsonHasMoreThanWeWrite() {
        assertEquals(
                List.of(Map.of("a", List.of(1.0, -2.5e3, true), "b", "x\"\\\n\u00e9", "c", Map.of())),
                JsonText.values("  {\"a\": [1, -2.5e3, true], \"b\": \"x\\\"\\\\\\n\\u00e9\", \"c\": {}}  "));
        for (String wrong : List.of("{", "[1,", "\"a", "{\"a\" 1}", "nul", "--", "[1 2]", "\"\\u12")) {
            assertThrows(IllegalArgumentException.class, () -> JsonText.values(wrong), wrong);
        }
    }

    @Test
    void whatGotSlowerIsSaidWhenItIsBeyondTheSpread() {
        List<Row> before = List.of(row("a", "varve", "SYNC", 100, 99, 101), row("b", "varve", "SYNC", 100, 60, 140));
        List<Row> after = List.of(
                row("a", "varve", "SYNC", 80, 79, 81),
                row("b", "varve", "SYNC", 80, 79, 81),
                row("a", "varve", "PROCESS", 10, 10, 10));
        List<CompareCommand.Pair> pairs = CompareCommand.pairs(before, after);
        assertEquals(2, pairs.size(), "another durability is never compared");
        assertEquals(
                List.of("SLOWER", "same"),
                pairs.stream().map(CompareCommand.Pair::verdict).toList());
        assertEquals(0.8, pairs.getFirst().ratio(), 1e-9);
    }

    @Test
    void ratiosAreWithinOneDurability() {
        List<String> lines = RowTable.ratios(List.of(
                row("a", "varve", "SYNC", 100, 99, 101),
                row("a", "lmdb", "SYNC", 50, 50, 50),
                row("a", "lmdb", "PROCESS", 1, 1, 1)));
        assertEquals(2, lines.size());
        assertEquals(Optional.of("a x1                  2.00x lmdb"), Optional.of(lines.getLast()));
    }

    private static Row row(String workload, String store, String durability, double ops, double low, double high) {
        return new Row(workload, store, durability, 1, false, ops, low, high, 1, 2, 3, Map.of(), List.of(), List.of());
    }

    private static String old(String workload, String store, String durability) {
        return "{\"workload\":\"" + workload + "\",\"store\":\"" + store + "\",\"durability\":\"" + durability
                + "\",\"threads\":1,\"virtual\":false,\"opsPerSecond\":1.0,\"p50Nanos\":1,\"p99Nanos\":2,\"p999Nanos\":3}\n";
    }

    private void write(String folder, String json) throws IOException {
        Files.writeString(Files.createDirectory(directory.resolve(folder)).resolve("result.json"), json);
    }
}

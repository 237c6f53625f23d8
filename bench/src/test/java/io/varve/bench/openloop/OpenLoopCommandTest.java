package io.varve.bench.openloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenLoopCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    @Test
    void measuresEveryStoreAtHalfOfWhatTheProbeDoes() throws IOException {
        Path json = directory.resolve("result.json");

        assertEquals(0, run("--threads", "2", "--seconds", "0.02", "--json", json.toString()), said());

        assertTrue(said().startsWith("the probe does "), said());
        List<String> lines = Files.readAllLines(json);
        assertEquals(4, lines.size());
        for (String line : lines) {
            assertTrue(
                    line.matches("\\{\"workload\":\"open-loop-put\",\"store\":\"[a-z]+\",\"durability\":\"SYNC\","
                            + "\"threads\":2,\"virtual\":false,\"intendedPerSecond\":[\\d.]+,"
                            + "\"achievedPerSecond\":[\\d.]+,\"kept\":(true|false),\"unsent\":\\d+(,\"p\\d+Nanos\":\\d+){4},"
                            + "\"maxNanos\":\\d+,\"lagP50Nanos\":\\d+,\"lagP99Nanos\":\\d+}"),
                    line);
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(json), left.toList());
        }
    }

    @Test
    void takesARateAndAChoiceOfStores() {
        assertEquals(
                0,
                run(
                        "--stores",
                        "varve",
                        "--threads",
                        "1",
                        "--rate",
                        "500",
                        "--seconds",
                        "0.02",
                        "--durability",
                        "process"),
                said());

        assertTrue(said().contains("put PROCESS, 1 threads"), said());
        assertTrue(said().lines().anyMatch(line -> line.matches("varve +500 +[\\d,]+ .*")), said());
        assertFalse(said().contains("lmdb"), said());
    }

    @Test
    void saysWhenAStoreDidNotKeepTheRate() {
        Rounds kept = new Rounds("quick one", 1000);
        kept.add(round(995, 0));
        Rounds slow = new Rounds("slow one", 1000);
        slow.add(round(900, 0));
        Rounds gaveUp = new Rounds("late one", 1000);
        gaveUp.add(round(1000, 1));

        assertFalse(kept.line().contains("DID NOT KEEP THE RATE"), kept.line());
        assertTrue(slow.line().contains("DID NOT KEEP THE RATE"), slow.line());
        assertTrue(gaveUp.line().contains("DID NOT KEEP THE RATE"), gaveUp.line());
    }

    @Test
    void comparesWithTheProbe() {
        Rounds probe = rounds("probe", 100);
        Rounds store = rounds("varve", 150);

        assertEquals("varve: p50 1.50x, p99 1.50x, p99.9 1.50x of the probe's", OpenLoopCommand.ratios(store, probe));
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() throws IOException {
        Path file = Files.createFile(directory.resolve("a file"));
        assertEquals(2, OpenLoopCommand.run(List.of("--fast", "1"), stream(out), stream(err)));
        assertEquals(2, run("--rate", "many"));
        assertEquals(2, run("--rate", "0"));
        assertEquals(2, run("--threads", "1.5"));
        assertEquals(2, run("--stores", "varve,bolt"));
        assertEquals(2, run("--durability", "hope"));
        assertEquals(2, run("--json"));
        assertEquals(1, OpenLoopCommand.run(List.of("--dir", file.toString()), stream(out), stream(err)));
        assertEquals(8, err.toString(StandardCharsets.UTF_8).lines().count(), said());
    }

    private static Rounds rounds(String store, long nanos) {
        Histogram latencies = new Histogram(3);
        latencies.recordValue(nanos);
        Rounds rounds = new Rounds(store, 1000);
        rounds.add(new Round(1000, latencies, new Histogram(3), 0));
        return rounds;
    }

    private static Round round(double achieved, long unsent) {
        return new Round(achieved, new Histogram(3), new Histogram(3), unsent);
    }

    private int run(String... arguments) {
        List<String> all = Stream.concat(Stream.of("--dir", directory.toString()), Stream.of(arguments))
                .toList();
        return OpenLoopCommand.run(all, stream(out), stream(err));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}

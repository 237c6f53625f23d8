package io.varve.bench.openloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenLoopCommandTest {
    @TempDir
    Path directory;

    private Spoken openLoop() {
        return new Spoken(OpenLoopCommand::run, "--dir", directory.toString());
    }

    @Test
    void measuresEveryStoreAtHalfOfWhatTheProbeDoes() throws IOException {
        Path json = directory.resolve("result.json");

        Spoken openLoop = openLoop();
        openLoop.assertDone("--threads", "2", "--seconds", "0.02", "--json", json.toString());

        assertTrue(openLoop.out().startsWith("the probe does "), openLoop::out);
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
        Spoken.assertHolds(directory, json);
    }

    @Test
    void takesARateAndAChoiceOfStores() {
        Spoken openLoop = openLoop();
        openLoop.assertDone(
                "--stores", "varve", "--threads", "1", "--rate", "500", "--seconds", "0.02", "--durability", "process");

        assertTrue(openLoop.out().contains("put PROCESS, 1 threads"), openLoop::out);
        assertTrue(openLoop.out().lines().anyMatch(line -> line.matches("varve +500 +[\\d,]+ .*")), openLoop::out);
        assertFalse(openLoop.out().contains("lmdb"), openLoop::out);
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
        Spoken openLoop = openLoop();
        openLoop.assertRefused("--fast", "1");
        openLoop.assertRefused("--rate", "many");
        openLoop.assertRefused("--rate", "0");
        openLoop.assertRefused("--threads", "1.5");
        openLoop.assertRefused("--stores", "varve,bolt");
        openLoop.assertRefused("--durability", "hope");
        openLoop.assertRefused("--json");
        openLoop.assertFails("--dir", file.toString());
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
}

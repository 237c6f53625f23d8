package io.varve.bench.quick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuickCommandTest {
    private final Spoken quick = new Spoken(QuickCommand::run);

    @TempDir
    Path directory;

    @Test
    void runsToItsEndAndLeavesOnlyItsResult() throws IOException {
        Path json = directory.resolve("result.json");
        Path kept = directory.resolve("kept");
        Path files = Files.createDirectory(directory.resolve("files"));
        quick.assertDone(
                "--rounds",
                "1",
                "--seconds",
                "0.01",
                "--entries",
                "500",
                "--dir",
                files.toString(),
                "--out",
                kept.toString(),
                "--json",
                json.toString());
        String said = quick.out();
        assertTrue(said.contains("\nget-hit x1"), said);
        assertTrue(said.contains("\nvarve is, in operations per second at the same durability:\nput-sync x1 "), said);

        List<String> lines = Files.readAllLines(json);
        assertEquals(5 * 6 + 2 * 4 + 2 * 5 + 2 * 4 + 4, lines.size());
        for (String line : lines) {
            assertTrue(
                    line.matches(
                            "\\{\"workload\":\"[a-z0-9-]+\",\"store\":\"[a-z-]+\",\"durability\":\"(SYNC|PROCESS|NONE)\","
                                    + "\"threads\":\\d+,\"virtual\":(true|false),\"opsPerSecond\":[\\d.]+,\"p50Nanos\":\\d+,"
                                    + "\"p99Nanos\":\\d+,\"p999Nanos\":\\d+}"),
                    line);
        }
        Spoken.assertHolds(files);
        try (Stream<Path> folders = Files.list(kept)) {
            Path folder = folders.findFirst().orElseThrow();
            assertTrue(folder.getFileName().toString().endsWith("-quick"), folder.toString());
            assertEquals(
                    lines.size(),
                    Files.readAllLines(folder.resolve("result.json")).size());
            for (String name : List.of("command.txt", "machine.txt", "notes.md")) {
                assertFalse(Files.readString(folder.resolve(name)).isBlank(), name);
            }
        }
    }

    @Test
    void measuresWhatIsNamed() {
        quick.assertDone(
                "--seconds",
                "0.01",
                "--entries",
                "500",
                "--value-bytes",
                "64",
                "--dir",
                directory.toString(),
                "--out",
                "none",
                "--stores",
                "varve,mvstore",
                "--workloads",
                "mixed-memtable x4,get-32-5runs,scan-1000-views");
        String said = quick.out();
        assertEquals(
                6,
                said.lines()
                        .filter(line -> line.matches("[a-z0-9-]+ x[14] +[a-z]+ +[A-Z]+ .*"))
                        .count(),
                said);
    }

    @Test
    void refusesWhatItDoesNotKnowInOneSentence() throws IOException {
        Path file = Files.createFile(directory.resolve("a file"));
        quick.assertRefused("--fast", "1");
        quick.assertRefused("--seconds", "many");
        quick.assertRefused("--json");
        quick.assertRefused("--stores", "varve,nobody");
        quick.assertRefused("--workloads", "nothing");
        quick.assertFails("--dir", file.toString(), "--out", "none");
    }
}

package io.varve.bench;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.probe.Probe;
import io.varve.bench.probe.Word;
import io.varve.bench.testing.Spoken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Shows that every probe still runs and leaves what it promises, and that the command line is polite.
final class ProbesTest {
    @TempDir
    Path temporary;

    private final Spoken bench = new Spoken(Main::run);

    @TestFactory
    Stream<DynamicTest> everyProbeRuns() {
        return Probes.ALL.stream()
                .map(probe -> DynamicTest.dynamicTest(probe.name(), () -> {
                    Path results = temporary.resolve(probe.name());
                    Path files = Files.createDirectory(temporary.resolve(probe.name() + "-files"));
                    int code = bench.run(
                            "probes",
                            "--smoke",
                            "--commit",
                            "abc1234",
                            "--out",
                            results.toString(),
                            "--dir",
                            files.toString(),
                            probe.name());
                    assertEquals(Word.DONE, code, bench::all);
                    assertIsComplete(probe, results);
                    try (Stream<Path> left = Files.list(files)) {
                        assertEquals(List.of(), left.toList(), "test files that were left");
                    }
                }));
    }

    @Test
    void commandsThatAreNotUnderstood() {
        assertAll(
                () -> assertEquals(Word.MISUNDERSTOOD, bench.run()),
                () -> assertEquals(Word.MISUNDERSTOOD, bench.run("prove")),
                () -> assertEquals(Word.MISUNDERSTOOD, bench.run("probes", "downcal")),
                () -> assertEquals(Word.MISUNDERSTOOD, bench.run("probes", "--out")),
                () -> assertTrue(bench.all().contains("the probes are downcall, accessor"), bench::all),
                () -> assertEquals(Word.DONE, bench.run("help")));
    }

    @Test
    void aDirectoryThatCannotBeUsedIsOneSentence() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        int code = bench.run(
                "probes",
                "--smoke",
                "--commit",
                "abc1234",
                "--out",
                temporary.toString(),
                "--dir",
                file.resolve("below").toString(),
                "table");
        assertEquals(Word.FAILED, code, bench::all);
        assertEquals(1, bench.err().lines().count(), bench::all);
    }

    private void assertIsComplete(Probe probe, Path results) throws IOException {
        Path folder;
        try (Stream<Path> made = Files.list(results)) {
            folder = made.findFirst().orElseThrow();
        }
        assertTrue(folder.getFileName().toString().endsWith("-abc1234-" + probe.name()), folder.toString());
        for (String name : List.of("result.json", "command.txt", "machine.txt", "notes.md")) {
            String text = Files.readString(folder.resolve(name));
            assertFalse(text.isBlank(), name);
            assertFalse(text.contains(temporary.toString()), name + " names a place");
            assertFalse(text.contains(System.getProperty("java.home")), name + " names a place");
        }
        String notes = Files.readString(folder.resolve("notes.md"));
        assertTrue(notes.contains("\n| "), "notes without a table");
        assertTrue(notes.contains(probe.question()), "notes without the question");
    }
}

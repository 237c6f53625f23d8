package io.varve.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.bench.probe.Probe;
import io.varve.bench.probe.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whoever measures a part says why, and is found from the index of notes.
final class NotesTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");

    private final Path root = Repository.here().root();
    private final Path index = root.resolve("jmh-results/README.md");

    @Test
    void everyBenchmarkHasAQuestionAndAPlaceInTheIndex() throws IOException {
        String text = Files.readString(index);
        List<Path> benchmarks = sources().stream()
                .filter(file -> read(file).contains("\n    @Benchmark\n"))
                .toList();
        assertTrue(benchmarks.size() > 8, benchmarks.toString());
        for (Path file : benchmarks) {
            String name = String.valueOf(file.getFileName()).replace(".java", "");
            for (String word : List.of("**Question:**", "**How:**", "**Decides:**")) {
                assertTrue(read(file).contains(word), name + " has no " + word);
            }
            assertTrue(text.contains("`" + name + "`"), name + " is not in " + index);
        }
        for (Probe probe : Probes.ALL) {
            assertTrue(text.contains("`" + probe.name() + "`"), probe.name() + " is not in " + index);
        }
    }

    @Test
    void everyLinkOfTheIndexLeadsSomewhere() throws IOException {
        Matcher links = LINK.matcher(Files.readString(index));
        while (links.find()) {
            Path target = index.resolveSibling(links.group(1)).normalize();
            assertTrue(links.group(1).contains("://") || Files.exists(target), links.group(1));
        }
    }

    private List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("bench/src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}

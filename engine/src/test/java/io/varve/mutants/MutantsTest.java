package io.varve.mutants;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.nativeio.testing.ChildJvm;
import io.varve.nativeio.testing.TargetTempDirs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// That the tests notice what they are for. `-Dmutants=all` runs every mutant, `-Dmutants=some-name,another` those;
/// otherwise two run, others every day.
final class MutantsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FOLDER = Path.of("src/test/mutants");
    private static final Path PAGE = ROOT.resolve("docs/mutants.md");
    private static final int SAMPLE = 2;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    @TestFactory
    Stream<DynamicTest> isNoticed() throws IOException {
        return chosen().stream().map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> requireNoticed(mutant)));
    }

    @Test
    void fitsItsSource() throws IOException {
        for (Mutant mutant : Mutant.all(FOLDER)) {
            String source = Files.readString(ROOT.resolve(mutant.source()));
            assertDoesNotThrow(() -> mutant.applyTo(source));
        }
    }

    /// Each of them will run some day.
    @Test
    void compiles() throws IOException {
        for (Mutant mutant : Mutant.all(FOLDER)) {
            MutantRun run = new MutantRun(ROOT, Files.createTempDirectory(folder, "mutant"));
            assertDoesNotThrow(() -> run.compile(mutant));
        }
    }

    /// `-Dgolden=rewrite` writes the page.
    @Test
    void isOnThePage() throws IOException {
        String expected = page();
        if ("rewrite".equals(System.getProperty("golden"))) {
            Files.writeString(PAGE, expected);
        } else {
            assertEquals(
                    expected,
                    Files.readString(PAGE),
                    "docs/mutants.md is out of date: run this test with -Dgolden=rewrite");
        }
    }

    /// What is no error is not reported as one that was noticed.
    @Test
    void survivesWhenItChangesNothing() throws Exception {
        Mutant harmless = Mutant.parse("harmless", """
                wrong: nothing
                source: engine/src/main/java/io/varve/format/StoreId.java
                tests: io.varve.format.RecordFormatTest
                --- find
                package io.varve.format;
                --- replace
                package io.varve.format; // the same
                """);
        assertEquals(MutantChild.SURVIVED, run(harmless).exitCode());
    }

    @Test
    void isRefusedWhenItDoesNotFitItsSourceOrDoesNotCompile() {
        String form = """
                wrong: nothing
                source: engine/src/main/java/io/varve/format/StoreId.java
                tests: io.varve.format.RecordFormatTest
                --- find
                %s
                --- replace
                nonsense
                """;
        Mutant elsewhere = Mutant.parse("elsewhere", form.formatted("no such line"));
        Mutant nonsense = Mutant.parse("nonsense", form.formatted("package io.varve.format;"));
        assertThrows(IllegalArgumentException.class, () -> run(elsewhere));
        assertThrows(IllegalArgumentException.class, () -> run(nonsense));
    }

    private void requireNoticed(Mutant mutant) throws Exception {
        ChildJvm.Result result = run(mutant);
        assertEquals(
                MutantChild.CAUGHT,
                result.exitCode(),
                "'" + mutant.name() + "' went unnoticed by " + mutant.tests() + "\n" + result.output()
                        + result.errors());
        String by = result.output()
                .lines()
                .filter(line -> line.startsWith(MutantChild.CAUGHT_BY))
                .findFirst()
                .orElseThrow(() -> new AssertionError(result.output()));
        System.out.println(mutant.name() + ": " + by);
    }

    private ChildJvm.Result run(Mutant mutant) throws IOException, InterruptedException {
        return new MutantRun(ROOT, Files.createTempDirectory(folder, "mutant")).run(mutant);
    }

    private static List<Mutant> chosen() throws IOException {
        List<Mutant> all = Mutant.all(FOLDER);
        String wanted = System.getProperty("mutants", "");
        if (!wanted.isBlank()) {
            return all.stream()
                    .filter(mutant -> wanted.equals("all")
                            || List.of(wanted.split(",")).contains(mutant.name().replace(' ', '-')))
                    .toList();
        }
        long first = LocalDate.now(ZoneOffset.UTC).toEpochDay() * SAMPLE;
        List<Mutant> sample = Stream.iterate(first, i -> i + 1)
                .limit(SAMPLE)
                .map(i -> all.get((int) (i % all.size())))
                .toList();
        System.out.println("mutants of today: "
                + sample.stream().map(Mutant::name).toList() + "; all of them: ./varve test -Dmutants=all");
        return sample;
    }

    private static String page() throws IOException {
        StringBuilder page = new StringBuilder("""
                # Mutants

                Errors that somebody might make, and the tests that were seen to notice them. Each is a file in
                `engine/src/test/mutants`; `MutantsTest` compiles it, runs the tests against it, and wants one of them to
                fail, or to fill 128 MiB of heap. Two run with every build, others every day; `./varve test -pl engine -am -Dtest=MutantsTest
                -Dmutants=all` runs all; names with hyphens, a comma between them, in place of `all` run those. This page is
                made by that test (`-Dgolden=rewrite`).

                | mutant | what it would do | in | noticed by |
                |---|---|---|---|
                """);
        for (Mutant mutant : Mutant.all(FOLDER)) {
            page.append("| ").append(mutant.name()).append(" | ").append(mutant.wrong());
            String file = Path.of(mutant.source()).getFileName().toString();
            page.append(" | `").append(file.replace(".java", "")).append("` | ");
            page.append(String.join(
                    ", ",
                    mutant.tests().stream()
                            .map(test -> "`" + test.substring(test.lastIndexOf('.') + 1) + "`")
                            .toList()));
            page.append(" |\n");
        }
        return page.toString();
    }
}

package io.varve.mutants;

import io.varve.nativeio.testing.ChildJvm;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Compiles a mutant's source into a folder, and runs its tests in a process that finds that folder first.
///
/// Only the one source is compiled anew: a constant that others have compiled in keeps its value there.
final class MutantRun {
    /// What a test that hangs is given, before the child itself is given up: to hang is to notice.
    private static final String HANGING = "45 s";

    private final Path root;
    private final Path classes;

    /// @param root of the checkout
    /// @param classes an empty folder
    MutantRun(Path root, Path classes) {
        this.root = root;
        this.classes = classes;
    }

    /// Runs the tests; the exit code is one of [MutantChild]'s.
    ///
    /// @throws IllegalArgumentException when the mutant does not fit its source, or does not compile
    ChildJvm.Result run(Mutant mutant) throws IOException, InterruptedException {
        compile(mutant);
        return new ChildJvm()
                .with("-ea", "-XX:TieredStopAtLevel=1", "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED")
                .with("-Djunit.jupiter.execution.timeout.default=" + HANGING)
                .withClassesBefore(classes)
                .run(MutantChild.class, mutant.tests().toArray(String[]::new));
    }

    /// Compiles it only, for who does not want to run it.
    void compile(Mutant mutant) throws IOException {
        Path mutated =
                classes.resolve("source").resolve(Path.of(mutant.source()).getFileName());
        Files.createDirectories(classes.resolve("source"));
        Files.writeString(mutated, mutant.applyTo(Files.readString(root.resolve(mutant.source()))));
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "no compiler");
        StringWriter findings = new StringWriter();
        List<String> options = List.of(
                "-proc:none",
                "-nowarn",
                "-implicit:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean isCompiled = compiler.getTask(
                            findings, files, null, options, null, files.getJavaFileObjects(mutated))
                    .call();
            if (!isCompiled) {
                throw new IllegalArgumentException(
                        "mutant '" + mutant.name() + "' does not compile, and so proves nothing:\n" + findings);
            }
        }
    }
}

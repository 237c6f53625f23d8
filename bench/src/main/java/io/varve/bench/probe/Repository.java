package io.varve.bench.probe;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The checkout that is measured: the one this program was built in, or else the working directory.
///
/// @param root its top directory
public record Repository(Path root) {
    /// Finds it.
    public static Repository here() {
        for (Path place = codePlace(); place != null; place = place.getParent()) {
            if (Files.isRegularFile(place.resolve("bench").resolve("pom.xml"))) {
                return new Repository(place);
            }
        }
        return new Repository(Path.of("").toAbsolutePath());
    }

    /// The short name of its commit, with `-dirty` when code was changed since.
    public String commit() throws ProbeException {
        try {
            String commit = Commands.output(root, List.of("git", "rev-parse", "--short=7", "HEAD"));
            String changes = Commands.output(
                    root,
                    List.of(
                            "git",
                            "status",
                            "--porcelain",
                            "--untracked-files=no",
                            "--",
                            "pom.xml",
                            "native-io",
                            "engine",
                            "bench"));
            return changes.isEmpty() ? commit : commit + "-dirty";
        } catch (ProbeException unknown) {
            throw new ProbeException(
                    "Which commit is measured cannot be told (" + unknown.getMessage()
                            + ") Run this in the repository, or name it with --commit ID.",
                    unknown);
        }
    }

    /// Where test files go unless somebody says otherwise.
    public Path filesByDefault() {
        return Files.isDirectory(root.resolve("target")) || Files.isRegularFile(root.resolve("pom.xml"))
                ? root.resolve("target")
                : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    }

    private static @Nullable Path codePlace() {
        CodeSource source = Repository.class.getProtectionDomain().getCodeSource();
        try {
            return source == null ? null : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException unusable) {
            return null;
        }
    }
}

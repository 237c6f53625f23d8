package io.varve.nativeio.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Puts the files of tests below `target`, on the disk of the checkout: the system's folder for
/// temporary files may be in memory, where syncs and direct I/O prove nothing.
public final class TargetTempDirs implements TempDirFactory {
    /// Made by JUnit.
    public TargetTempDirs() {}

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws IOException {
        Path parent = Path.of("target", "test-files");
        Files.createDirectories(parent);
        return Files.createTempDirectory(parent.toAbsolutePath(), "junit-");
    }
}

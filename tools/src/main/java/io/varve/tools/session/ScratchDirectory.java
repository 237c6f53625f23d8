package io.varve.tools.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A directory that is gone with all it holds when the command ends, also by a signal.
///
/// @param remover that the end of the process starts
public record ScratchDirectory(Path path, Thread remover) implements AutoCloseable {
    /// A new one.
    ///
    /// @param parent null for the folder of temporary files
    static ScratchDirectory below(@Nullable Path parent) throws IOException {
        if (parent != null && !Files.isDirectory(parent)) {
            throw new IOException("--dir " + parent + " is not a directory");
        }
        Path path = parent == null
                ? Files.createTempDirectory("varve-demo-")
                : Files.createTempDirectory(parent, "varve-demo-");
        Thread remover = new Thread(() -> remove(path));
        Runtime.getRuntime().addShutdownHook(remover);
        return new ScratchDirectory(path, remover);
    }

    @Override
    public void close() {
        remove(path);
        Runtime.getRuntime().removeShutdownHook(remover);
    }

    private static void remove(Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path entry : deepestFirst) {
                Files.deleteIfExists(entry);
            }
        } catch (IOException | UncheckedIOException left) {
            System.err.println("varve: could not remove all of " + path + ": " + left.getMessage());
        }
    }
}

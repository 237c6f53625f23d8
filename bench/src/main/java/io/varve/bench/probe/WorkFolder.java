package io.varve.bench.probe;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.linux.Linux;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A directory for test files that is removed with all that is in it: on close, and when the process is asked
/// to end.
public final class WorkFolder implements AutoCloseable {
    private static final int REMOVALS = 100;

    private final Path path;
    private final Thread remover;

    private WorkFolder(Path path) {
        this.path = path;
        this.remover = new Thread(() -> remove(path), "probe-files-remover");
    }

    /// A new one below `parent`, which is made when it is missing and its parent is not.
    public static WorkFolder below(Path parent) throws ProbeException {
        try {
            Path absolute = parent.toAbsolutePath();
            if (!Files.isDirectory(absolute)) {
                Files.createDirectory(absolute);
            }
            WorkFolder folder = new WorkFolder(Files.createTempDirectory(absolute, "varve-probe-"));
            folder.removeAtEnd();
            return folder;
        } catch (IOException refused) {
            throw new ProbeException(
                    "Test files cannot lie in " + parent + ": "
                            + refused.getClass().getSimpleName() + "; name a writable directory with --dir.",
                    refused);
        }
    }

    /// One that is there already: it is removed in the same way.
    public static WorkFolder at(Path existing) throws ProbeException {
        WorkFolder folder = new WorkFolder(existing);
        folder.removeAtEnd();
        return folder;
    }

    private void removeAtEnd() throws ProbeException {
        try {
            Runtime.getRuntime().addShutdownHook(remover);
        } catch (IllegalStateException ending) {
            remove(path);
            throw new ProbeException("The process is being ended.", ending);
        }
    }

    /// Where it is.
    public Path path() {
        return path;
    }

    /// Opens it through the seam. The caller closes it.
    public Directory open() throws ProbeException {
        Directory directory = Linux.disk().openDirectory(path.toString());
        if (!directory.isOpen()) {
            throw new ProbeException(
                    "The directory for test files cannot be opened: " + Errno.describe(directory.errno()));
        }
        return directory;
    }

    /// Throws unless there is room.
    public void requireRoom(long bytes) throws ProbeException {
        try {
            FileStore store = Files.getFileStore(path);
            if (store.getUsableSpace() < bytes) {
                throw new ProbeException("It needs " + (bytes >> 20) + " MiB for test files, and only "
                        + (store.getUsableSpace() >> 20) + " MiB are free; name another directory with --dir.");
            }
        } catch (IOException unknown) {
            throw new ProbeException("The directory for test files is gone.", unknown);
        }
    }

    /// Removes it.
    @Override
    public void close() {
        remove(path);
        try {
            Runtime.getRuntime().removeShutdownHook(remover);
        } catch (IllegalStateException ending) {
            // The process is ending already: the hook runs and finds nothing left.
        }
    }

    /// Several times if need be: when the process is asked to end, a probe may still be making files. Once the
    /// directory is gone it cannot make any more.
    private static void remove(Path top) {
        for (int i = 1; Files.exists(top); i++) {
            try {
                removeOnce(top);
            } catch (IOException left) {
                if (i == REMOVALS) {
                    System.err.println("Test files were left in " + top + ": " + left);
                    return;
                }
            }
        }
    }

    private static void removeOnce(Path top) throws IOException {
        try (Stream<Path> found = Files.walk(top)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (UncheckedIOException vanished) {
            throw vanished.getCause();
        }
    }
}

package io.varve.tools.session;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command makes a store that is gone when it ends.
public final class ScratchOption {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the store is made and removed; a folder for temporary files by default.")
    private @Nullable Path parent;

    /// Makes a directory for it.
    public ScratchDirectory make() throws IOException {
        return ScratchDirectory.below(parent);
    }
}

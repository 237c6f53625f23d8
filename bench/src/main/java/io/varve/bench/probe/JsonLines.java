package io.varve.bench.probe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The file that `--json` names: one object per line, each written as soon as it is known, so that a run
/// that ends early leaves what it had measured. Without a name, nothing is written.
public final class JsonLines {
    private final @Nullable Path file;

    private JsonLines(@Nullable Path file) {
        this.file = file;
    }

    /// An empty file, made before anything is measured: that it cannot be is better known then.
    ///
    /// @param name empty for none
    public static JsonLines begin(String name) throws ProbeException {
        if (name.isEmpty()) {
            return new JsonLines(null);
        }
        try {
            return new JsonLines(Files.write(Path.of(name), List.of()));
        } catch (IOException refused) {
            throw new ProbeException(
                    name + " cannot be written: " + refused.getClass().getSimpleName()
                            + "; name another file with --json.",
                    refused);
        }
    }

    /// Adds one object.
    public void add(String object) throws IOException {
        if (file != null) {
            Files.write(file, List.of(object), StandardOpenOption.APPEND);
        }
    }
}

package io.varve;

import io.varve.inspect.Inspector;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.linux.Linux;
import java.nio.file.Path;

/// The files of a store, for tools that look at them without opening it.
public final class StoreFiles {
    /// Far above what any file of a store has: what a look takes is bounded by the files.
    private static final long MEMORY_BYTES = 1L << 44;

    private StoreFiles() {}

    /// An inspector of a directory, whether there is a store in it or not.
    public static Inspector inspect(Path directory) {
        String path = Arguments.given("directory", directory).toAbsolutePath().toString();
        return new Inspector(Linux.disk(), Linux.memory(new MemoryBudget(MEMORY_BYTES)), path);
    }
}

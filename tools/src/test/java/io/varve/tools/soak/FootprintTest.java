package io.varve.tools.soak;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Store;
import io.varve.StoreOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FootprintTest {
    @TempDir
    Path directory;

    /// However a user names its directory: a measure that is 0 never grows.
    @Test
    void whatIsMappedIsFoundByTheNameThatTheKernelHas() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(directory.resolve("d")));
        try (Store store = Store.open(link, StoreOptions.builder().build())) {
            store.put(new byte[] {1}, new byte[] {2});
            store.flush().await();
            Footprint now = Footprint.of(store.stats(), link);
            assertTrue(now.mapped() > 0, now::toString);
            assertTrue(now.tables() > 0 && now.disk() >= now.tables() && now.files() > 0, now::toString);
        }
    }
}

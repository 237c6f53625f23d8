package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Region;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An interrupt closes a `FileChannel` under everybody who uses it; here it changes nothing.
final class InterruptTest {
    @TempDir
    Path path;

    @Test
    void anInterruptedThreadReadsWritesAndSyncs() {
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE)) {
            Thread.currentThread().interrupt();
            Machine.write(file, "hello", 0);
            assertEquals(0, file.dataSync());
            assertEquals(0, directory.sync());
            assertEquals("hello", Machine.text(file, 5));
            assertTrue(Thread.interrupted(), "the flag stays set");
        }
    }

    @Test
    void anInterruptStormReachesNobodyInsideACall() throws InterruptedException {
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE)) {
            int[] failures = {0};
            Thread writer = Thread.ofPlatform().start(() -> {
                Region region = Machine.region(4096);
                for (int i = 0; i < 300; i++) {
                    boolean isWrong = file.pwrite(region, 0, 4096, i * 4096L) != 4096 || file.dataSync() != 0;
                    failures[0] += isWrong ? 1 : 0;
                }
            });
            while (writer.isAlive()) {
                writer.interrupt();
                Thread.onSpinWait();
            }
            writer.join();
            assertEquals(0, failures[0]);
            assertTrue(file.isOpen());
        }
    }
}

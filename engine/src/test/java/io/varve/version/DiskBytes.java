package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.lang.foreign.Arena;

/// Whole files of a disk as arrays, for tests that look at them or put others in their place.
final class DiskBytes {
    private DiskBytes() {}

    static byte[] get(Disk disk, String folder, String name) {
        try (Directory directory = disk.openDirectory(folder);
                DiskFile file = directory.open(name, OpenFlags.READ)) {
            assertEquals(0, file.errno(), name);
            FileStat stat = new FileStat();
            assertEquals(0, file.stat(stat));
            byte[] bytes = new byte[(int) stat.size()];
            Region region = region(bytes.length);
            assertEquals(bytes.length, file.pread(region, 0, bytes.length, 0));
            region.copyTo(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    /// Replaces or makes a file, durably.
    static void put(Disk disk, String folder, String name, byte[] bytes) {
        try (Directory directory = disk.openDirectory(folder);
                DiskFile file = directory.open(name, OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE)) {
            assertEquals(0, file.errno(), name);
            assertEquals(0, file.truncate(0));
            Region region = region(bytes.length);
            region.copyFrom(0, bytes, 0, bytes.length);
            if (bytes.length > 0) {
                assertEquals(bytes.length, file.pwrite(region, 0, bytes.length, 0));
            }
            assertEquals(0, file.sync());
            assertEquals(0, directory.sync());
        }
    }

    private static Region region(int size) {
        return Region.over(Arena.ofAuto().allocate(Math.max(1, size), 4096), "test");
    }
}

package io.varve.nativeio.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

/// Short words for tests that write and read small texts through the seam.
public final class DiskTestKit {
    /// Makes a file that must not exist, for reading and writing.
    public static final int NEW = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE;

    /// Opens a file that must exist, for reading and writing.
    public static final int EDIT = OpenFlags.READ | OpenFlags.WRITE;

    private DiskTestKit() {}

    /// The root of a simulated disk.
    public static Directory root(Disk disk) {
        Directory root = disk.openDirectory("/");
        assertEquals(0, root.errno());
        return root;
    }

    /// A file that could be opened.
    public static DiskFile open(Directory directory, String name, int flags) {
        DiskFile file = directory.open(name, flags);
        assertEquals(0, file.errno(), name);
        return file;
    }

    /// A new file whose content and name are durable.
    public static DiskFile durable(Directory directory, String name, String text) {
        DiskFile file = open(directory, name, NEW);
        write(file, 0, text);
        assertEquals(0, file.dataSync());
        assertEquals(0, directory.sync());
        return file;
    }

    /// Writes a text of which every character is one byte.
    public static void write(DiskFile file, long position, String text) {
        Region region = region(text.length());
        region.copyFrom(0, text.getBytes(StandardCharsets.ISO_8859_1), 0, text.length());
        assertEquals(text.length(), file.pwrite(region, 0, text.length(), position));
    }

    /// The text at a position; shorter than asked for at the end of the file.
    public static String read(DiskFile file, long position, int length) {
        Region region = region(length);
        int count = file.pread(region, 0, length, position);
        byte[] bytes = new byte[Math.max(0, count)];
        region.copyTo(0, bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /// The text of a file, opened and closed for it; `-` when there is no such file.
    public static String text(Disk disk, String name) {
        try (Directory root = root(disk);
                DiskFile file = root.open(name, OpenFlags.READ)) {
            return file.errno() == 0 ? read(file, 0, 1 << 16) : "-";
        }
    }

    /// The names below the root.
    public static Set<String> names(Disk disk) {
        Set<String> names = new TreeSet<>();
        try (Directory root = root(disk)) {
            assertEquals(0, root.list(names));
        }
        return names;
    }

    /// One sector full of one letter.
    public static String sector(char letter) {
        return String.valueOf(letter).repeat(512);
    }

    /// Private memory, aligned for direct transfers.
    public static Region region(int size) {
        return Region.over(Arena.ofAuto().allocate(Math.max(1, size), 4096), "test");
    }
}

package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Handle;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What the tests of this package do again and again.
final class Machine {
    static final Memory MEMORY = Linux.memory(new MemoryBudget(1L << 30));
    static final MemoryAccount ACCOUNT = MEMORY.budget().account("tests");

    private Machine() {}

    static Directory directory(Path path) {
        return opened(Linux.disk().openDirectory(path.toString()));
    }

    static DiskFile file(Directory directory, String name, int flags) {
        return opened(directory.open(name, flags));
    }

    static <H extends Handle> H opened(H handle) {
        assertEquals(0, handle.errno(), () -> Errno.describe("open", handle.path(), handle.errno()));
        return handle;
    }

    static Region region(long size) {
        return MEMORY.allocate(ACCOUNT, size, Pages.BASE);
    }

    static Region text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Region region = region(Math.max(bytes.length, 1));
        region.copyFrom(0, bytes, 0, bytes.length);
        return region;
    }

    static String text(DiskFile file, int length) {
        Region region = region(Math.max(length, 1));
        int read = file.pread(region, 0, length, 0);
        assertEquals(length, read, () -> read < 0 ? Errno.describe("pread", file.path(), read) : "short read");
        byte[] bytes = new byte[length];
        region.copyTo(0, bytes, 0, length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    static void write(DiskFile file, String text, long position) {
        int written = file.pwrite(text(text), 0, text.length(), position);
        assertEquals(text.length(), written);
    }

    /// The descriptors of this process that are open on a file.
    static List<Path> descriptorsOf(Path file) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.filter(each -> file.equals(target(each))).toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The mapped ranges of this process, those of a file or all.
    static long mappedRanges(String text) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(text)).count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (IOException gone) {
            return descriptor;
        }
    }
}

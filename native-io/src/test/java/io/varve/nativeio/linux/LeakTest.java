package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.DIRECT;
import static io.varve.nativeio.OpenFlags.EXCLUSIVE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is opened, refused, mapped or taken leaves no descriptor and no mapping behind. Each is done
/// often, so that what the JVM opens and maps meanwhile does not look like a leak, nor hide one.
final class LeakTest {
    private static final int OFTEN = 200;
    private static final int NOISE = 50;

    @TempDir
    Path path;

    @Test
    void opensAndRefusalsLeaveNoDescriptor() throws Exception {
        Files.createFile(path.resolve("f"));
        Files.createDirectory(path.resolve("d"));
        Files.createSymbolicLink(path.resolve("s"), path.resolve("f"));
        int mkfifo = new ProcessBuilder("mkfifo", path.resolve("pipe").toString())
                .start()
                .waitFor();
        assertEquals(0, mkfifo);
        try (Directory directory = Machine.directory(path)) {
            leavesNoDescriptor(() -> Machine.file(directory, "f", READ | WRITE).close());
            leavesNoDescriptor(() -> Machine.directory(path).close());
            leavesNoDescriptor(
                    () -> Machine.opened(directory.openDirectory("d")).close());
            leavesNoDescriptor(() -> assertEquals(0, directory.list(new ArrayList<>())));
            leavesNoDescriptor(() -> refused(directory, "absent", READ));
            leavesNoDescriptor(() -> refused(directory, "f", WRITE | CREATE | EXCLUSIVE));
            leavesNoDescriptor(() -> refused(directory, "d", READ));
            leavesNoDescriptor(() -> refused(directory, "s", READ));
            leavesNoDescriptor(() -> refused(directory, "pipe", READ));
        }
    }

    @Test
    void refusedDirectIoLeavesNoDescriptor() throws Exception {
        Path shm = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(shm), "no /dev/shm");
        Path file = Files.createTempFile(shm, "leak", "");
        try (Directory directory = Machine.directory(shm)) {
            assumeTrue(directory.capabilities().fileSystem().equals("tmpfs"), "/dev/shm is no tmpfs");
            leavesNoDescriptor(() -> refused(directory, file.getFileName().toString(), READ | DIRECT));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void mappingsLeaveNothing() throws Exception {
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE);
                DiskFile readOnly = Machine.file(directory, "f", READ)) {
            assertEquals(0, file.writeZeros(0, 4096));
            long counted = MappingCount.count();
            for (int i = 0; i < OFTEN; i++) {
                try (Mapping mapping = Machine.opened(file.map(0, 4096, MapMode.READ_WRITE))) {
                    mapping.region().putByte(0, (byte) 1);
                }
                try (Mapping mapping = readOnly.map(0, 4096, MapMode.READ_WRITE)) {
                    assertEquals(Errno.EACCES, mapping.errno());
                }
            }
            assertEquals(counted, MappingCount.count());
            assertEquals(0, Machine.mappedRanges(path.resolve("f").toString()));
        }
    }

    @Test
    void memoryLeavesNothing() {
        Quarantine.drain();
        for (Pages pages : Pages.values()) {
            long counted = MappingCount.count();
            long ranges = Machine.mappedRanges("");
            for (int i = 0; i < OFTEN; i++) {
                Region region = Machine.MEMORY.allocate(Machine.ACCOUNT, 1, pages);
                Machine.MEMORY.free(Machine.MEMORY.renew(region));
            }
            Quarantine.drain();
            assertEquals(counted, MappingCount.count(), pages.name());
            long left = Machine.mappedRanges("") - ranges;
            assertTrue(left < NOISE, () -> left + " more mappings: " + pages);
        }
    }

    private static void refused(Directory directory, String name, int flags) {
        assertTrue(directory.open(name, flags).errno() > 0, name);
    }

    private static void leavesNoDescriptor(Runnable call) {
        call.run();
        int before = descriptors();
        for (int i = 0; i < OFTEN; i++) {
            call.run();
        }
        int left = descriptors() - before;
        assertTrue(left < NOISE, () -> left + " more descriptors");
    }

    private static int descriptors() {
        String[] names = new File("/proc/self/fd").list();
        return names == null ? 0 : names.length;
    }
}

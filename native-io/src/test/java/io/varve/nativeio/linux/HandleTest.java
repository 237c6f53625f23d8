package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.FileSystemStat;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Region;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// What every handle owes: harmless double close, refusal after close and after a failed open.
final class HandleTest {
    @TempDir
    Path path;

    @Test
    void everyCallOnAClosedFileIsRefused() {
        try (Directory directory = Machine.directory(path)) {
            DiskFile file = Machine.file(directory, "f", READ | WRITE | CREATE);
            assertTrue(file.isOpen());
            file.close();
            file.close();
            assertFalse(file.isOpen());
            assertEquals(0, file.errno());
            assertEquals(0, file.closeErrno());
            refusesEverything(file, path + "/f is closed");
        }
    }

    @Test
    void everyCallOnAFileThatWasNotOpenedIsRefused() {
        try (Directory directory = Machine.directory(path)) {
            DiskFile file = directory.open("absent", READ);
            assertFalse(file.isOpen());
            refusesEverything(file, path + "/absent was not opened: ENOENT (2): no such file or directory");
            file.close();
            assertEquals(0, file.closeErrno());
        }
    }

    @Test
    void everyCallOnAClosedDirectoryIsRefused() {
        Directory directory = Machine.directory(path);
        directory.close();
        directory.close();
        List<Executable> calls = List.of(
                () -> directory.open("f", READ),
                () -> directory.openDirectory("f"),
                () -> directory.makeDirectory("f"),
                () -> directory.rename("a", directory, "b"),
                () -> directory.renameIfAbsent("a", directory, "b"),
                () -> directory.link("a", directory, "b"),
                () -> directory.unlink("a"),
                () -> directory.removeDirectory("a"),
                () -> directory.list(new ArrayList<>()),
                () -> directory.stat("a", new FileStat()),
                () -> directory.statFileSystem(new FileSystemStat()),
                directory::sync);
        for (Executable call : calls) {
            assertEquals(
                    path + " is closed",
                    assertThrows(IllegalStateException.class, call).getMessage());
        }
    }

    /// A descriptor's number is reused at once: one that is closed under a call in flight would lead that
    /// call to a stranger's file. (StraceTest holds calls of the whole seam in the kernel.)
    @Test
    void aCloseLeavesTheDescriptorToTheLastCallInFlight() throws IOException {
        Path file = Files.writeString(path.resolve("a"), "a").toRealPath();
        try (Arena arena = Arena.ofConfined()) {
            int fd = Kernel.openat(-100, CStrings.path(arena, file.toString()), Numbers.O_RDONLY, 0);
            Descriptor descriptor = new Descriptor("a", fd);
            assertEquals(fd, descriptor.enter());
            assertEquals(fd, descriptor.enter());
            descriptor.exit();

            descriptor.close();
            assertFalse(descriptor.isOpen());
            assertThrows(IllegalStateException.class, descriptor::enter);
            assertEquals(1, Machine.descriptorsOf(file).size());
            descriptor.close();
            assertEquals(1, Machine.descriptorsOf(file).size());

            descriptor.exit();
            assertEquals(0, Machine.descriptorsOf(file).size());
            assertEquals(0, descriptor.closeErrno());
        }
    }

    @Test
    void keepsWhatTheMachineAnsweredToTheClose() {
        int never = 1_000_000_000;
        Descriptor descriptor = new Descriptor("never opened", never);
        descriptor.enter();
        descriptor.close();
        assertEquals(0, descriptor.closeErrno(), "a call is in flight");
        descriptor.exit();
        assertEquals(Errno.EBADF, descriptor.closeErrno());
    }

    private static void refusesEverything(DiskFile file, String reason) {
        Region region = Machine.region(4096);
        List<Executable> calls = List.of(
                () -> file.pread(region, 0, 1, 0),
                () -> file.pwrite(region, 0, 1, 0),
                () -> file.allocate(0, 1),
                () -> file.writeZeros(0, 1),
                () -> file.truncate(1),
                file::dataSync,
                file::sync,
                () -> file.stat(new FileStat()),
                () -> file.tryLock(0, 1),
                () -> file.unlock(0, 1),
                () -> file.isLockedByOther(0, 1),
                () -> file.advise(0, 1, CacheAdvice.NORMAL),
                () -> file.map(0, 1, MapMode.READ));
        for (Executable call : calls) {
            assertEquals(reason, assertThrows(IllegalStateException.class, call).getMessage());
        }
    }
}

package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.testing.ChildJvm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OfdLockTest {
    @TempDir
    Path path;

    @Test
    void excludesASecondOpenFileOfThisProcess() {
        try (Directory directory = Machine.directory(path);
                DiskFile first = Machine.file(directory, "LOCK", READ | WRITE | CREATE);
                DiskFile second = Machine.file(directory, "LOCK", READ | WRITE)) {
            assertEquals(0, first.tryLock(0, 1));
            assertEquals(0, first.tryLock(0, 1), "again by the holder");
            assertEquals(-Errno.EAGAIN, second.tryLock(0, 1));
            assertEquals(1, second.isLockedByOther(0, 1));
            assertEquals(0, first.isLockedByOther(0, 1));
            assertEquals(0, second.tryLock(1, 1), "another byte is free");
            assertEquals(0, first.unlock(0, 1));
            assertEquals(0, second.tryLock(0, 1));
        }
    }

    /// Catalogue row 66: a lock of `FileChannel` would be lost here (F7).
    @Test
    void survivesOthersOpeningAndClosingTheFile() throws IOException {
        try (Directory directory = Machine.directory(path);
                DiskFile first = Machine.file(directory, "LOCK", READ | WRITE | CREATE);
                DiskFile second = Machine.file(directory, "LOCK", READ | WRITE)) {
            assertEquals(0, first.tryLock(0, 1));
            FileChannel.open(path.resolve("LOCK"), StandardOpenOption.READ).close();
            Machine.file(directory, "LOCK", READ).close();
            assertEquals(-Errno.EAGAIN, second.tryLock(0, 1));
        }
    }

    @Test
    void excludesAnotherProcessUntilThatDies() throws Exception {
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "LOCK", READ | WRITE | CREATE)) {
            Process child = new ChildJvm().start(Holder.class, path.toString());
            try {
                assertEquals("locked", child.inputReader().readLine());
                assertEquals(-Errno.EAGAIN, file.tryLock(0, 1));
                assertEquals(1, file.isLockedByOther(0, 1));
            } finally {
                child.destroyForcibly().waitFor();
            }
            assertEquals(0, file.tryLock(0, 1), "kill -9 frees it");
        }
    }

    /// Catalogue row 71: a program that the host starts while the file is open inherits nothing. (Java's own
    /// way to start programs closes everything; others do not, so the flag itself is looked at.)
    @Test
    void isNotInheritedByAChildProgram() throws IOException {
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "LOCK", READ | WRITE | CREATE)) {
            List<Path> descriptors = Machine.descriptorsOf(path.toRealPath().resolve("LOCK"));
            assertEquals(1, descriptors.size());
            assertTrue(isClosedOnExec(descriptors.getFirst()), file.path());
            for (Path descriptor : Machine.descriptorsOf(path.toRealPath())) {
                assertTrue(isClosedOnExec(descriptor), directory.path());
            }
        }
    }

    /// Ranges are what was asked for: to the byte, and two that touch are not one.
    @Test
    void locksExactlyTheRange() {
        try (Directory directory = Machine.directory(path);
                DiskFile first = Machine.file(directory, "LOCK", READ | WRITE | CREATE);
                DiskFile second = Machine.file(directory, "LOCK", READ | WRITE)) {
            assertEquals(0, first.tryLock(10, 10));
            assertEquals(0, second.tryLock(0, 10));
            assertEquals(0, second.tryLock(20, Long.MAX_VALUE - 20));
            assertEquals(0, second.isLockedByOther(20, 1));
            assertEquals(1, second.isLockedByOther(19, 2));
            assertEquals(-Errno.EAGAIN, second.tryLock(0, 11));
            assertEquals(-Errno.EAGAIN, second.tryLock(19, 1));
            assertEquals(0, first.unlock(10, 5));
            assertEquals(0, second.tryLock(10, 5));
            assertEquals(-Errno.EAGAIN, second.tryLock(15, 1));
        }
    }

    @Test
    void refusesToLockNoByte() {
        try (Directory directory = Machine.directory(path);
                DiskFile file = Machine.file(directory, "LOCK", READ | WRITE | CREATE)) {
            assertThrows(IllegalArgumentException.class, () -> file.tryLock(0, 0));
            assertThrows(IllegalArgumentException.class, () -> file.unlock(0, 0));
            assertThrows(IllegalArgumentException.class, () -> file.isLockedByOther(0, 0));
        }
    }

    private static boolean isClosedOnExec(Path descriptor) throws IOException {
        String text = Files.readString(Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName()));
        String flags = text.lines()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow()
                .substring("flags:".length())
                .trim();
        return (Long.parseLong(flags, 8) & Numbers.O_CLOEXEC) != 0;
    }

    /// The child: takes the lock, says so, and waits to be killed.
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (Directory directory = Machine.directory(Path.of(arguments[0]));
                    DiskFile file = Machine.file(directory, "LOCK", READ | WRITE)) {
                assertEquals(0, file.tryLock(0, 1));
                System.out.println("locked");
                assertEquals(-1, System.in.read());
            }
        }
    }
}

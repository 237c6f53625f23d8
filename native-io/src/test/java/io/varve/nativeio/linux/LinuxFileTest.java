package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.DIRECT;
import static io.varve.nativeio.OpenFlags.DSYNC;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Capabilities;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.Region;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinuxFileTest {
    @TempDir
    Path path;

    private Directory directory;
    private DiskFile file;

    @BeforeEach
    void open() {
        directory = Machine.directory(path);
        file = Machine.file(directory, "f", READ | WRITE | CREATE);
    }

    @AfterEach
    void close() {
        file.close();
        assertEquals(0, file.closeErrno());
        directory.close();
    }

    @Test
    void readsWhatWasWritten() {
        Machine.write(file, "hello", 0);
        Machine.write(file, "world", 5);
        assertEquals("helloworld", Machine.text(file, 10));
    }

    @Test
    void showsShortReads() {
        Machine.write(file, "hello", 0);
        Region region = Machine.region(100);
        assertEquals(5, file.pread(region, 0, 100, 0));
        assertEquals(2, file.pread(region, 50, 50, 3));
        assertEquals(0, file.pread(region, 0, 100, 5));
        assertEquals(0, file.pread(region, 0, 100, 500));
        assertEquals('l', region.getByte(50));
    }

    @Test
    void showsTheErrno() {
        try (DiskFile readOnly = Machine.file(directory, "f", READ)) {
            int result = readOnly.pwrite(Machine.text("x"), 0, 1, 0);
            assertEquals(-Errno.EBADF, result);
            assertEquals(
                    "pwrite of " + path + "/f: EBADF (9): bad file descriptor",
                    Errno.describe("pwrite", readOnly.path(), result));
        }
    }

    @Test
    void checksArgumentsBeforeAnythingHappens() {
        Region region = Machine.region(4096);
        assertThrows(IndexOutOfBoundsException.class, () -> file.pwrite(region, 4000, 100, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> file.pread(region, -1, 100, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> file.pread(region, 0, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> file.pwrite(region, 0, 100, -1));
        assertThrows(IllegalArgumentException.class, () -> file.pwrite(region, 0, 100, Long.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> file.truncate(-1));
        assertThrows(IllegalArgumentException.class, () -> file.allocate(0, -1));
        assertThrows(IllegalArgumentException.class, () -> file.tryLock(-1, 1));
        assertEquals(0, size());
    }

    @Test
    void refusesMemoryThatWasGivenBack() {
        Region region = Machine.region(4096);
        Machine.MEMORY.free(region);
        assertThrows(IllegalStateException.class, () -> file.pwrite(region, 0, 1, 0));
    }

    @Test
    void allocatesSpaceThatReadsAsZeros() {
        int result = file.allocate(0, 1 << 20);
        assumeTrue(
                result != -Errno.EOPNOTSUPP,
                "no fallocate on " + file.capabilities().fileSystem());
        assertEquals(0, result);
        assertEquals(1 << 20, size());
        FileStat stat = new FileStat();
        assertEquals(0, file.stat(stat));
        assertTrue(stat.allocatedBytes() >= 1 << 20);
        assertEquals("\0\0\0\0", Machine.text(file, 4));
    }

    @Test
    void writesRealZerosOverAnyRange() {
        Machine.write(file, "abcdefgh", 0);
        assertEquals(0, file.writeZeros(2, 3));
        assertEquals("ab\0\0\0fgh", Machine.text(file, 8));
        assertEquals(0, file.writeZeros(0, 3 * 64 * 1024 + 17));
        assertEquals(3 * 64 * 1024 + 17, size());
        assertEquals("\0\0\0", Machine.text(file, 3));
        assertEquals(0, file.writeZeros(0, 0));
    }

    @Test
    void truncatesAndExtends() {
        Machine.write(file, "abcdefgh", 0);
        assertEquals(0, file.truncate(3));
        assertEquals(0, file.truncate(5));
        assertEquals("abc\0\0", Machine.text(file, 5));
    }

    @Test
    void syncs() throws Exception {
        Machine.write(file, "abc", 0);
        assertEquals(0, file.dataSync());
        assertEquals(0, file.sync());
        try (DiskFile synced = Machine.file(directory, "g", WRITE | CREATE | DSYNC)) {
            Machine.write(synced, "abc", 0);
        }
        assertEquals("abc", Files.readString(path.resolve("g")));
    }

    @Test
    void goesAroundThePageCacheWhenAligned() {
        Capabilities can = directory.capabilities();
        assumeTrue(can.hasDirect(), "no direct I/O on " + can.fileSystem());
        int unit = Math.max(can.directOffsetAlignment(), can.directMemoryAlignment());
        try (DiskFile direct = Machine.file(directory, "f", READ | WRITE | DIRECT)) {
            Region region = Machine.region(4L * unit);
            region.putLong(unit, 42);
            assertEquals(2 * unit, direct.pwrite(region, unit, 2 * unit, unit));
            assertEquals(unit, direct.pread(region, 2L * unit, unit, unit));
            assertEquals(42, region.getLong(2L * unit));
            assertEquals(0, direct.writeZeros(0, 4L * unit));
        }
    }

    @Test
    void refusesUnalignedDirectCalls() {
        Capabilities can = directory.capabilities();
        assumeTrue(can.hasDirect(), "no direct I/O on " + can.fileSystem());
        int unit = can.directOffsetAlignment();
        try (DiskFile direct = Machine.file(directory, "f", READ | WRITE | DIRECT)) {
            Region region = Machine.region(4L * unit);
            assertThrows(IllegalArgumentException.class, () -> direct.pwrite(region, 0, unit, 1));
            assertThrows(IllegalArgumentException.class, () -> direct.pwrite(region, 0, unit - 1, 0));
            assertThrows(IllegalArgumentException.class, () -> direct.pwrite(region, 8, unit, 0));
            assertThrows(IllegalArgumentException.class, () -> direct.pread(region, 8, unit, 0));
            assertThrows(IllegalArgumentException.class, () -> direct.writeZeros(1, unit));
        }
        assertEquals(0, size());
    }

    @Test
    void takesAdvice() {
        assertEquals(0, file.writeZeros(0, 1 << 16));
        for (CacheAdvice advice : CacheAdvice.values()) {
            assertEquals(0, file.advise(0, 0, advice), advice.name());
        }
    }

    private long size() {
        FileStat stat = new FileStat();
        assertEquals(0, file.stat(stat));
        return stat.size();
    }
}

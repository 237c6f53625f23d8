package io.varve.nativeio.linux;

import static io.varve.nativeio.OpenFlags.CREATE;
import static io.varve.nativeio.OpenFlags.READ;
import static io.varve.nativeio.OpenFlags.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinuxMappingTest {
    private static final int PAGE = MachineLimits.PAGE_SIZE;
    private static final int SIZE = 16 * PAGE;

    @TempDir
    Path path;

    private Directory directory;
    private DiskFile file;

    @BeforeEach
    void open() {
        directory = Machine.directory(path);
        file = Machine.file(directory, "f", READ | WRITE | CREATE);
        assertEquals(0, file.writeZeros(0, SIZE));
    }

    @AfterEach
    void close() {
        file.close();
        directory.close();
    }

    @Test
    void storesReachTheFile() {
        try (Mapping mapping = Machine.opened(file.map(PAGE, 2L * PAGE, MapMode.READ_WRITE))) {
            assertEquals(2L * PAGE, mapping.region().size());
            assertEquals(0, mapping.populateWrite(0, 2L * PAGE));
            mapping.region().putLong(PAGE, 42);
        }
        Region read = Machine.region(8);
        assertEquals(8, file.pread(read, 0, 8, 2L * PAGE));
        assertEquals(42, read.getLong(0));
    }

    @Test
    void outlivesItsFileHandle() {
        Machine.write(file, "hello", 0);
        Mapping mapping = Machine.opened(file.map(0, PAGE, MapMode.READ));
        file.close();
        assertEquals('h', mapping.region().getByte(0));
        mapping.close();
        assertEquals(0, mapping.closeErrno());
    }

    @Test
    void countsResidentPages() {
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ))) {
            assertEquals(0, mapping.populateRead(0, SIZE));
            assertEquals(16, mapping.residentPages(0, SIZE));
            assertEquals(2, mapping.residentPages(PAGE - 1, 2));
            assertEquals(0, mapping.residentPages(0, 0));
        }
        assertEquals(0, file.dataSync());
        assertEquals(0, file.advise(0, 0, CacheAdvice.DONT_NEED));
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ))) {
            assertTrue(mapping.residentPages(0, SIZE) < 16);
        }
    }

    @Test
    void takesAdvice() {
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ))) {
            for (MapAdvice advice : MapAdvice.values()) {
                int result = mapping.advise(0, SIZE, advice);
                boolean isWithout = advice == MapAdvice.HUGE && result == -Errno.EINVAL;
                assertTrue(result == 0 || isWithout, advice + ": " + result);
            }
            assertEquals(0, mapping.advise(PAGE / 2, PAGE, MapAdvice.WILL_NEED));
            assertEquals(0, mapping.advise(PAGE / 2, PAGE, MapAdvice.DONT_NEED));
        }
    }

    @Test
    void liesInsideTheFile() {
        assertThrows(IllegalArgumentException.class, () -> file.map(0, SIZE + 1, MapMode.READ));
        assertThrows(IllegalArgumentException.class, () -> file.map(SIZE, 1, MapMode.READ));
        assertThrows(IllegalArgumentException.class, () -> file.map(0, 0, MapMode.READ));
        assertThrows(IllegalArgumentException.class, () -> file.map(1, PAGE, MapMode.READ));
        assertThrows(IllegalArgumentException.class, () -> file.map(-PAGE, PAGE, MapMode.READ));
    }

    @Test
    void needsAFileOpenedForIt() {
        try (DiskFile readOnly = Machine.file(directory, "f", READ);
                Mapping mapping = readOnly.map(0, PAGE, MapMode.READ_WRITE)) {
            assertEquals(Errno.EACCES, mapping.errno());
            assertThrows(IllegalStateException.class, mapping::region);
        }
    }

    @Test
    void populatingBehindACutFileIsAnErrno() {
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ_WRITE))) {
            assertEquals(0, file.truncate(PAGE));
            assertEquals(-Errno.EFAULT, mapping.populateWrite(2L * PAGE, PAGE));
            assertEquals(-Errno.EFAULT, mapping.populateRead(2L * PAGE, PAGE));
        }
    }

    @Test
    void isRefusedByWhatWouldEndTheProcess() {
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ_WRITE))) {
            Region region = mapping.region();
            assertThrows(IllegalArgumentException.class, () -> new Crc32c().update(region, 0, 1));
            assertThrows(AssertionError.class, () -> region.compareAndSetLong(0, 0, 1));
            assertThrows(AssertionError.class, () -> region.compareAndSetInt(0, 0, 1));
        }
    }

    @Test
    void isGoneAfterClose() {
        Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ));
        Region region = mapping.region();
        mapping.close();
        mapping.close();

        assertFalse(mapping.isOpen());
        assertThrows(IllegalStateException.class, mapping::region);
        assertThrows(IllegalStateException.class, () -> mapping.populateRead(0, 1));
        assertThrows(IllegalStateException.class, () -> region.getByte(0), "checked mode");
        assertThrows(IllegalStateException.class, region::segment);
    }

    /// Addresses are handed out again at once: advice for what has been unmapped would drop a stranger's
    /// bytes. (StraceTest holds such advice in the kernel.)
    @Test
    void staysMappedUntilTheLastCallIsOut() {
        String name = path.resolve("f").toString();
        LinuxMapping mapping = (LinuxMapping) Machine.opened(file.map(0, SIZE, MapMode.READ_WRITE));
        Region region = mapping.region();
        long counted = MappingCount.count();
        mapping.enter(0, PAGE);
        mapping.enter(PAGE, PAGE);
        mapping.exit();

        mapping.close();
        mapping.close();
        assertFalse(mapping.isOpen());
        assertTrue(region.life().isOver());
        assertThrows(IllegalStateException.class, () -> mapping.enter(0, PAGE));
        assertThrows(IllegalStateException.class, () -> mapping.populateWrite(0, PAGE));
        assertEquals(1, Machine.mappedRanges(name));
        assertEquals(counted, MappingCount.count());

        mapping.exit();
        assertEquals(0, Machine.mappedRanges(name));
        assertEquals(counted - 1, MappingCount.count());
        assertEquals(0, mapping.closeErrno());
    }

    /// Advice that the kernel keeps with the mapping would make two of one.
    @Test
    void isNotSplitByAdvice() {
        String name = path.resolve("f").toString();
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ))) {
            for (MapAdvice advice : List.of(MapAdvice.NORMAL, MapAdvice.RANDOM, MapAdvice.SEQUENTIAL)) {
                assertThrows(IllegalArgumentException.class, () -> mapping.advise(0, PAGE, advice));
                assertThrows(IllegalArgumentException.class, () -> mapping.advise(PAGE, SIZE - PAGE, advice));
                assertEquals(0, mapping.advise(0, SIZE, advice));
            }
            for (int offset = 0; offset < SIZE; offset += 2 * PAGE) {
                assertEquals(0, mapping.advise(offset, PAGE, MapAdvice.DONT_NEED));
                assertEquals(0, mapping.advise(offset, PAGE, MapAdvice.WILL_NEED));
                assertEquals(0, mapping.populateRead(offset, PAGE));
            }
            assertEquals(1, Machine.mappedRanges(name));
        }
    }

    @Test
    void isReadOnlyWhenMappedToBeRead() {
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ))) {
            Region region = mapping.region();
            assertTrue(region.segment().isReadOnly());
            assertTrue(region.slice(8, 8).segment().isReadOnly());
            assertThrows(IllegalStateException.class, () -> region.putByte(0, (byte) 1));
            assertThrows(IllegalStateException.class, () -> region.fill(0, 1, (byte) 1));
            assertEquals(-Errno.EFAULT, file.pread(region, 0, 1, 0), "the kernel sees it too");
        }
        try (Mapping mapping = Machine.opened(file.map(0, SIZE, MapMode.READ_WRITE))) {
            assertFalse(mapping.region().segment().isReadOnly());
        }
    }
}

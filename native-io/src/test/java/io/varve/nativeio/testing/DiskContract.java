package io.varve.nativeio.testing;

import static io.varve.nativeio.testing.DiskTestKit.EDIT;
import static io.varve.nativeio.testing.DiskTestKit.NEW;
import static io.varve.nativeio.testing.DiskTestKit.durable;
import static io.varve.nativeio.testing.DiskTestKit.open;
import static io.varve.nativeio.testing.DiskTestKit.read;
import static io.varve.nativeio.testing.DiskTestKit.region;
import static io.varve.nativeio.testing.DiskTestKit.sector;
import static io.varve.nativeio.testing.DiskTestKit.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every implementation of the disk seam answers while nothing goes wrong: extend it once per
/// implementation, so that the simulated disk and the real ones cannot drift apart.
public abstract class DiskContract {
    private final Directory root;

    /// Tests below an open, empty directory.
    protected DiskContract(Directory root) {
        this.root = root;
    }

    @Test
    public void readsBackWhatWasWritten() {
        DiskFile file = open(root, "a", NEW);
        write(file, 4090, "across pages");

        assertEquals("across pages", read(file, 4090, 100));
        assertEquals("\0\0across", read(file, 4088, 8));
        assertEquals("", read(file, 5000, 8));
    }

    @Test
    public void answersWithErrnos() {
        durable(root, "a", "x");
        assertEquals(0, root.makeDirectory("d"));

        assertEquals(Errno.ENOENT, root.open("b", EDIT).errno());
        assertEquals(Errno.EEXIST, root.open("a", NEW).errno());
        assertEquals(Errno.EISDIR, root.open("d", EDIT).errno());
        assertEquals(Errno.ENOTDIR, root.openDirectory("a").errno());
        assertEquals(-Errno.EEXIST, root.renameIfAbsent("a", root, "d"));
        assertEquals(-Errno.EEXIST, root.link("a", root, "d"));
        assertEquals(-Errno.ENOENT, root.unlink("b"));
        assertEquals(-Errno.EBADF, open(root, "a", OpenFlags.READ).pwrite(region(1), 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> root.open("a/b", EDIT));
    }

    @Test
    public void renamesLinksAndLists() {
        DiskFile file = durable(root, "a", "x");
        assertEquals(0, root.makeDirectory("d"));
        Directory below = root.openDirectory("d");

        assertEquals(0, root.link("a", below, "b"));
        assertEquals(0, root.rename("a", root, "c"));
        assertEquals(-Errno.ENOTEMPTY, root.removeDirectory("d"));
        FileStat stat = new FileStat();
        assertEquals(0, file.stat(stat));

        assertEquals(2, stat.linkCount());
        List<String> names = new ArrayList<>();
        assertEquals(0, root.list(names));
        assertEquals(Set.of("c", "d"), Set.copyOf(names));
        assertEquals(0, below.unlink("b"));
        assertEquals(0, root.removeDirectory("d"));
    }

    @Test
    public void takesNothingNewIntoARemovedDirectory() {
        durable(root, "a", "x");
        assertEquals(0, root.makeDirectory("d"));
        Directory removed = root.openDirectory("d");
        assertEquals(0, root.removeDirectory("d"));

        assertEquals(Errno.ENOENT, removed.open("b", NEW).errno());
        assertEquals(-Errno.ENOENT, removed.makeDirectory("b"));
        assertEquals(-Errno.ENOENT, root.link("a", removed, "b"));
        assertEquals(-Errno.ENOENT, root.rename("a", removed, "b"));
        assertEquals(-Errno.ENOENT, removed.list(new ArrayList<>()));
    }

    @Test
    public void refusesLongNames() {
        durable(root, "a", "x");
        String longest = "n".repeat(255);
        String tooLong = "n".repeat(256);
        String tooManyBytes = "\u00fc".repeat(128);

        open(root, longest, NEW);
        assertEquals(Errno.ENAMETOOLONG, root.open(tooLong, NEW).errno());
        assertEquals(Errno.ENAMETOOLONG, root.open(tooManyBytes, NEW).errno());
        assertEquals(Errno.ENAMETOOLONG, root.openDirectory(tooLong).errno());
        assertEquals(-Errno.ENAMETOOLONG, root.makeDirectory(tooLong));
        assertEquals(-Errno.ENAMETOOLONG, root.rename("a", root, tooLong));
        assertEquals(-Errno.ENAMETOOLONG, root.rename(tooLong, root, "b"));
        assertEquals(-Errno.ENAMETOOLONG, root.link("a", root, tooLong));
        assertEquals(-Errno.ENAMETOOLONG, root.unlink(tooLong));
        assertEquals(-Errno.ENAMETOOLONG, root.stat(tooLong, new FileStat()));
    }

    @Test
    public void renamesDirectoriesOverEmptyOnesOnly() {
        durable(root, "a", "x");
        assertEquals(0, root.makeDirectory("d"));
        assertEquals(0, root.makeDirectory("empty"));
        Directory below = root.openDirectory("d");
        assertEquals(0, below.makeDirectory("e"));

        assertEquals(-Errno.ENOTDIR, root.rename("d", root, "a"));
        assertEquals(-Errno.EISDIR, root.rename("a", root, "d"));
        assertEquals(-Errno.ENOTEMPTY, root.rename("empty", root, "d"));
        assertEquals(-Errno.EINVAL, root.rename("d", below.openDirectory("e"), "f"));
        assertEquals(0, root.rename("d", root, "empty"));
        List<String> names = new ArrayList<>();
        assertEquals(0, root.openDirectory("empty").list(names));
        assertEquals(List.of("e"), names);
    }

    @Test
    public void countsLinksOfDirectories() {
        FileStat stat = new FileStat();
        assertEquals(0, root.makeDirectory("d"));
        Directory directory = root.openDirectory("d");
        assertEquals(0, root.stat("d", stat));
        assumeTrue(stat.linkCount() == 2, "btrfs does not count");

        assertEquals(0, directory.makeDirectory("e"));
        durable(directory, "a", "x");
        assertEquals(0, root.stat("d", stat));

        assertEquals(3, stat.linkCount());
    }

    @Test
    public void growsByWhatWasAllocated() {
        DiskFile file = open(root, "a", NEW);
        assertEquals(0, file.allocate(8192, 0));
        assertEquals(0, size(file));
        assertEquals(0, file.allocate(4096, 4096));
        assertEquals(8192, size(file));
        assertEquals(-Errno.EINVAL, open(root, "a", OpenFlags.READ).truncate(0));
        assertEquals(-Errno.EBADF, open(root, "a", OpenFlags.READ).allocate(0, 1));
    }

    /// How large a file may be differs; what is too large is refused, and changes nothing.
    @Test
    public void refusesWhatIsTooLarge() {
        DiskFile file = durable(root, "a", "x");
        long huge = 1L << 60;

        int written = file.pwrite(region(1), 0, 1, huge);
        assumeTrue(written != 1, "a file system without a limit that matters");
        assertEquals(-Errno.EFBIG, written);
        assertEquals(-Errno.EFBIG, file.truncate(huge));
        assertEquals(-Errno.EFBIG, file.allocate(huge, 1));
        assertEquals(-Errno.EFBIG, file.writeZeros(huge, 1));
        assertEquals("", read(file, huge, 1));
        assertEquals(1, size(file));
        int large = file.truncate(1L << 43);
        assertEquals(large == 0 ? 1L << 43 : 1, size(file));
        assertTrue(large == 0 || large == -Errno.EFBIG, () -> Errno.describe(large));
    }

    @Test
    public void holdsALargeFileThatIsMostlyAHole() {
        DiskFile file = open(root, "a", NEW);
        assertEquals(0, file.truncate(1L << 33));
        write(file, (1L << 33) - 1, "x");

        assertEquals("\0x", read(file, (1L << 33) - 2, 8));
        assertEquals(1L << 33, size(file));
    }

    @Test
    public void populatesForWritersOnly() {
        DiskFile file = durable(root, "a", sector('a'));
        try (Mapping mapping = file.map(0, 512, MapMode.READ)) {
            assertEquals(-Errno.EINVAL, mapping.populateWrite(0, 512));
            assertEquals(0, mapping.populateRead(0, 512));
        }
    }

    @Test
    public void keepsAnUnlinkedFileWhileItIsOpen() {
        DiskFile file = durable(root, "a", "x");
        assertEquals(0, root.unlink("a"));

        assertEquals("x", read(file, 0, 1));
    }

    @Test
    public void refusesUseAfterCloseAndWithoutOpen() {
        DiskFile file = durable(root, "a", "x");
        file.close();
        file.close();

        assertFalse(file.isOpen());
        assertThrows(IllegalStateException.class, file::dataSync);
        assertThrows(IllegalStateException.class, () -> root.open("b", EDIT).dataSync());
    }

    @Test
    public void checksAlignmentOfDirectCalls() {
        assumeTrue(root.capabilities().hasDirect());
        int unit = root.capabilities().directOffsetAlignment();
        DiskFile file = open(root, "a", NEW | OpenFlags.DIRECT);
        Region region = region(4 * unit);

        assertEquals(unit, file.pwrite(region, unit, unit, 2L * unit));
        assertThrows(IllegalArgumentException.class, () -> file.pwrite(region, 8, unit, 0));
        assertThrows(IllegalArgumentException.class, () -> file.pwrite(region, 0, 100, 0));
        assertThrows(IllegalArgumentException.class, () -> file.pread(region, 0, unit, 100));
    }

    @Test
    public void showsBufferedReadersWhatWasWrittenDirectly() {
        assumeTrue(root.capabilities().hasDirect());
        String page = sector('a').repeat(8);
        DiskFile buffered = durable(root, "a", page + page);
        DiskFile direct = open(root, "a", EDIT | OpenFlags.DIRECT);
        write(buffered, 4096, sector('B').repeat(8));
        write(direct, 0, sector('A').repeat(8));

        assertEquals("A", read(buffered, 0, 1));
        assertEquals("B", read(buffered, 4096, 1));
        assertEquals("A", read(direct, 0, 4096).substring(0, 1));
        assertEquals("B", read(direct, 4096, 4096).substring(0, 1));
    }

    @Test
    public void locksRangesByOpenFile() {
        DiskFile first = durable(root, "a", "x");
        DiskFile second = open(root, "a", EDIT);

        assertEquals(0, first.tryLock(0, 10));
        assertEquals(-Errno.EAGAIN, second.tryLock(9, 1));
        assertEquals(1, second.isLockedByOther(0, 1));
        assertEquals(0, second.tryLock(10, 1));
        first.close();
        assertEquals(0, second.tryLock(0, 10));
    }

    @Test
    public void locksNoEmptyRange() {
        DiskFile file = durable(root, "a", "x");

        assertThrows(IllegalArgumentException.class, () -> file.tryLock(0, 0));
        assertThrows(IllegalArgumentException.class, () -> file.unlock(0, 0));
        assertThrows(IllegalArgumentException.class, () -> file.isLockedByOther(0, 0));
    }

    @Test
    public void takesAdviceThatStaysWithAMappingForAllOfItOnly() {
        DiskFile file = durable(root, "a", sector('a').repeat(16));
        try (Mapping mapping = file.map(0, 8192, MapMode.READ)) {
            for (MapAdvice advice : MapAdvice.values()) {
                int result = mapping.advise(0, 8192, advice);
                assertTrue(
                        result == 0 || (advice == MapAdvice.HUGE && result == -Errno.EINVAL), advice + ": " + result);
                if (advice.isForWholeMapping()) {
                    assertThrows(IllegalArgumentException.class, () -> mapping.advise(0, 4096, advice));
                } else {
                    assertEquals(0, mapping.advise(0, 4096, advice));
                }
            }
        }
    }

    @Test
    public void opensNothingButFilesAsFiles() {
        assertEquals(0, root.makeDirectory("d"));

        assertEquals(Errno.EISDIR, root.open("d", OpenFlags.READ).errno());
        assertEquals(
                Errno.EISDIR, root.open("d", OpenFlags.READ | OpenFlags.CREATE).errno());
        assertThrows(IllegalArgumentException.class, () -> root.open("\ud800", NEW));
        assertEquals("x", read(durable(root, "\ud83d\ude00", "x"), 0, 1));
    }

    @Test
    public void sharesMappedMemoryWithReadersAndWriters() {
        DiskFile file = durable(root, "a", sector('a'));
        try (Mapping first = file.map(0, 512, MapMode.READ_WRITE);
                Mapping second = file.map(0, 512, MapMode.READ)) {
            assertEquals(0, first.populateWrite(0, 512));
            first.region().putByte(0, (byte) 'A');
            assertEquals('A', second.region().getByte(0));
            assertEquals("Aa", read(file, 0, 2));
            write(file, 1, "B");
            assertEquals('B', second.region().getByte(1));
        }

        assertEquals("ABa", read(file, 0, 3));
    }

    private static long size(DiskFile file) {
        FileStat stat = new FileStat();
        assertEquals(0, file.stat(stat));
        return stat.size();
    }
}

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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
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
    public void sharesMappedMemoryWithReadersAndWriters() {
        DiskFile file = durable(root, "a", sector('a'));
        try (Mapping first = file.map(0, 512, MapMode.READ_WRITE);
                Mapping second = file.map(0, 512, MapMode.READ)) {
            first.region().putByte(0, (byte) 'A');
            assertEquals('A', second.region().getByte(0));
            assertEquals("Aa", read(file, 0, 2));
            write(file, 1, "B");
            assertEquals('B', second.region().getByte(1));
            assertEquals(0, first.populateWrite(0, 512));
        }

        assertEquals("ABa", read(file, 0, 3));
    }
}

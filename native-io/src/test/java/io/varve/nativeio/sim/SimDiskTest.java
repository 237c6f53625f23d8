package io.varve.nativeio.sim;

import static io.varve.nativeio.sim.DiskTestKit.EDIT;
import static io.varve.nativeio.sim.DiskTestKit.NEW;
import static io.varve.nativeio.sim.DiskTestKit.durable;
import static io.varve.nativeio.sim.DiskTestKit.names;
import static io.varve.nativeio.sim.DiskTestKit.open;
import static io.varve.nativeio.sim.DiskTestKit.read;
import static io.varve.nativeio.sim.DiskTestKit.region;
import static io.varve.nativeio.sim.DiskTestKit.root;
import static io.varve.nativeio.sim.DiskTestKit.sector;
import static io.varve.nativeio.sim.DiskTestKit.text;
import static io.varve.nativeio.sim.DiskTestKit.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The simulated disk answers as the seam says, as long as nothing goes wrong.
final class SimDiskTest {
    private final SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
    private final Directory root = root(disk);

    @Test
    void readsBackWhatWasWritten() {
        DiskFile file = open(root, "a", NEW);
        write(file, 4090, "across pages");

        assertEquals("across pages", read(file, 4090, 100));
        assertEquals("\0\0across", read(file, 4088, 8));
        assertEquals("", read(file, 5000, 8));
    }

    @Test
    void answersWithErrnos() {
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
    void renamesLinksAndLists() {
        DiskFile file = durable(root, "a", "x");
        assertEquals(0, root.makeDirectory("d"));
        Directory below = root.openDirectory("d");

        assertEquals(0, root.link("a", below, "b"));
        assertEquals(0, root.rename("a", root, "c"));
        assertEquals(-Errno.ENOTEMPTY, root.removeDirectory("d"));
        FileStat stat = new FileStat();
        assertEquals(0, file.stat(stat));

        assertEquals(2, stat.linkCount());
        assertEquals(Set.of("c", "d"), names(disk));
        assertEquals(0, below.unlink("b"));
        assertEquals(0, root.removeDirectory("d"));
    }

    @Test
    void keepsAnUnlinkedFileWhileItIsOpen() {
        DiskFile file = durable(root, "a", "x");
        assertEquals(0, root.unlink("a"));

        assertEquals("x", read(file, 0, 1));
    }

    @Test
    void refusesUseAfterCloseAndWithoutOpen() {
        DiskFile file = durable(root, "a", "x");
        file.close();
        file.close();

        assertFalse(file.isOpen());
        assertThrows(IllegalStateException.class, file::dataSync);
        assertThrows(IllegalStateException.class, () -> root.open("b", EDIT).dataSync());
    }

    @Test
    void checksAlignmentOfDirectCalls() {
        DiskFile file = open(root, "a", NEW | OpenFlags.DIRECT);
        Region region = region(2048);

        assertEquals(512, file.pwrite(region, 512, 512, 1024));
        assertThrows(IllegalArgumentException.class, () -> file.pwrite(region, 8, 512, 0));
        assertThrows(IllegalArgumentException.class, () -> file.pwrite(region, 0, 100, 0));
        assertThrows(IllegalArgumentException.class, () -> file.pread(region, 0, 512, 100));
    }

    @Test
    void showsBufferedReadersWhatWasWrittenDirectly() {
        DiskFile buffered = durable(root, "a", sector('a') + sector('b'));
        DiskFile direct = open(root, "a", EDIT | OpenFlags.DIRECT);
        write(buffered, 512, sector('B'));
        write(direct, 0, sector('A'));

        assertEquals(
                "ABAB",
                read(buffered, 0, 1)
                        + read(buffered, 512, 1)
                        + read(direct, 0, 512).charAt(0)
                        + read(direct, 512, 512).charAt(0));
    }

    @Test
    void countsSpace() {
        disk.limitSpace(8192);
        DiskFile file = open(root, "a", NEW);

        assertEquals(-Errno.ENOSPC, file.allocate(0, 8193));
        assertEquals(8192, file.pwrite(region(10_000), 0, 10_000, 0));
        assertEquals(-Errno.ENOSPC, file.pwrite(region(1), 0, 1, 8192));
        assertEquals(0, file.truncate(0));
        assertEquals(0, file.allocate(0, 8192));
        FileStat stat = new FileStat();
        assertEquals(0, file.stat(stat));
        assertEquals(8192, stat.allocatedBytes());
    }

    @Test
    void locksRangesByOpenFile() {
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
    void sharesMappedMemoryWithReadersAndWriters() {
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

        assertEquals("ABa", text(disk, "a").substring(0, 3));
    }

    @Test
    void refusesMappingsThatCouldFault() {
        DiskFile file = open(root, "a", NEW);
        assertEquals(0, file.truncate(4096));

        assertThrows(AssertionError.class, () -> file.map(0, 4096, MapMode.READ_WRITE));
        assertThrows(AssertionError.class, () -> file.map(0, 8192, MapMode.READ));
        assertEquals(0, file.allocate(0, 4096));
        Mapping mapping = file.map(0, 4096, MapMode.READ_WRITE);
        assertThrows(AssertionError.class, () -> file.truncate(0));
        Region region = mapping.region();
        mapping.close();
        assertThrows(IllegalStateException.class, () -> region.getByte(0));
    }

    @Test
    void noticesAStoreToAMappingForReading() {
        DiskFile file = durable(root, "a", "x");
        Mapping mapping = file.map(0, 1, MapMode.READ);
        mapping.region().putByte(0, (byte) 'y');

        assertThrows(AssertionError.class, file::dataSync);
    }

    @Test
    void letsTestsLookAndDamage() {
        DiskFile file = durable(root, "a", "abc");
        assertEquals(0, root.makeDirectory("d"));
        disk.contents().write("/d/b", new byte[] {1, 2});

        disk.contents().flipBit("/a", 1);

        assertEquals("cb", read(file, 0, 2));
        assertEquals(List.of("/a", "/d/b"), disk.contents().files());
        assertEquals("cbc", text(disk, "a"));
        assertEquals(3, disk.contents().size("/a"));
        assertEquals("cbc", new String(disk.contents().read("/a"), StandardCharsets.ISO_8859_1));
    }

    @Test
    void refusesTheMemoryItWasToldTo() {
        SimMemory memory = new SimMemory(new MemoryBudget(1 << 20));
        MemoryAccount account = memory.budget().account("test");
        memory.refuse(2);

        Region first = memory.allocate(account, 100, Pages.BASE);
        assertEquals(4096, first.size());
        MemoryRefusedException refusal =
                assertThrows(MemoryRefusedException.class, () -> memory.allocate(account, 100, Pages.BASE));
        assertFalse(refusal.isBudget());
        assertTrue(assertThrows(MemoryRefusedException.class, () -> memory.allocate(account, 2 << 20, Pages.BASE))
                .isBudget());
        memory.free(first);
        memory.free(first);

        assertEquals(0, account.used());
        assertEquals(0, memory.live());
    }
}

package io.varve.nativeio.sim;

import static io.varve.nativeio.testing.DiskTestKit.NEW;
import static io.varve.nativeio.testing.DiskTestKit.durable;
import static io.varve.nativeio.testing.DiskTestKit.open;
import static io.varve.nativeio.testing.DiskTestKit.read;
import static io.varve.nativeio.testing.DiskTestKit.region;
import static io.varve.nativeio.testing.DiskTestKit.root;
import static io.varve.nativeio.testing.DiskTestKit.sector;
import static io.varve.nativeio.testing.DiskTestKit.text;
import static io.varve.nativeio.testing.DiskTestKit.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.CacheAdvice;
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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The simulated disk answers as the seam says, as long as nothing goes wrong.
final class SimDiskTest {
    private final SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
    private final Directory root = root(disk);

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
    void hasNoRoomForNamesOnAFullDisk() {
        DiskFile first = durable(root, "first", "x");
        disk.limitSpace(0);
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(root.open("a" + i, NEW).errno());
        }

        assertEquals(0, answers.getFirst());
        assertEquals(Errno.ENOSPC, answers.getLast());
        assertEquals(-Errno.ENOSPC, root.link("first", root, "second"));
        assertEquals(-Errno.ENOSPC, root.rename("first", root, "second"));
        assertEquals(-Errno.ENOSPC, root.makeDirectory("d"));
        assertEquals(0, root.rename("first", root, "a0"));
        assertEquals(0, root.link("a0", root, "first"));
        assertEquals("x", read(first, 0, 1));
        disk.limitSpace(1 << 20);
        assertEquals(0, root.makeDirectory("d"));
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
    void noticesAStoreToAPageThatNoCallHasMadeWritableSinceTheLastSync() {
        DiskFile file = durable(root, "a", "x");
        Mapping mapping = file.map(0, 1, MapMode.READ_WRITE);
        assertEquals(0, mapping.populateWrite(0, 1));
        mapping.region().putByte(0, (byte) 'y');
        assertEquals(0, file.dataSync());
        mapping.region().putByte(0, (byte) 'z');

        assertThrows(AssertionError.class, file::dataSync);
    }

    /// Who stores cannot know of it: it may be another process.
    @Test
    void aSyncThroughAnotherFileForbidsNoStore() {
        DiskFile file = durable(root, "a", "x");
        Mapping mapping = file.map(0, 1, MapMode.READ_WRITE);
        assertEquals(0, mapping.populateWrite(0, 1));
        assertEquals(0, open(root, "a", OpenFlags.READ | OpenFlags.WRITE).dataSync());
        mapping.region().putByte(0, (byte) 'z');

        assertEquals("z", read(file, 0, 1));
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

    /// Found by `SimDiskModelTest`: what was dirty at a cut reached the device after it.
    @Test
    void readsZerosBehindACut() {
        DiskFile file = open(root, "a", NEW);
        write(file, 0, sector('x'));
        assertEquals(0, file.truncate(1));
        assertEquals(0, file.truncate(3));
        assertEquals(0, file.advise(0, 0, CacheAdvice.DONT_NEED));

        assertEquals("x\0\0", read(file, 0, 3));
    }

    @Test
    void knowsWhatIsStillOpen() {
        DiskFile file = durable(root, "a", "x");
        Mapping mapping = file.map(0, 1, MapMode.READ);
        file.close();

        assertEquals(List.of("/ (OPEN)", "/a (OPEN)"), disk.openHandles());
        mapping.close();
        root.close();
        assertEquals(List.of(), disk.openHandles());
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

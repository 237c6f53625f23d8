package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Checked;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LinuxMemoryTest {
    private static final int PAGE = MachineLimits.PAGE_SIZE;

    private final Memory memory = Linux.memory(new MemoryBudget(64L << 20));
    private final MemoryAccount account = memory.budget().account("memtable");

    @AfterEach
    void leavesNothing() {
        assertEquals(0, memory.budget().used());
        Quarantine.drain();
    }

    @Test
    void givesZeroedWholePages() {
        Region region = memory.allocate(account, 5000, Pages.BASE);
        assertEquals(2L * PAGE, region.size());
        assertEquals(2L * PAGE, account.used());
        assertEquals(0, region.segment().address() % PAGE);
        assertEquals(-1, region.segment().mismatch(MemorySegment.ofArray(new byte[2 * PAGE])));
        assertEquals(0, memory.prefault(region));
        memory.free(region);
    }

    @Test
    void alignsHugePages() {
        int hugePage = MachineLimits.readHugePageSize();
        Region region = memory.allocate(account, 1, Pages.HUGE);
        assertEquals(Math.max(hugePage, PAGE), region.size());
        assertEquals(0, region.segment().address() % region.size());
        assertEquals(0, memory.prefault(region));
        memory.free(region);
    }

    @Test
    void freeingTwiceIsHarmless() {
        Region region = memory.allocate(account, 1, Pages.BASE);
        memory.free(region);
        memory.free(region);
        assertEquals(0, account.used());
        assertThrows(IllegalStateException.class, () -> region.getByte(0));
        assertThrows(IllegalStateException.class, () -> memory.prefault(region));
        assertThrows(IllegalStateException.class, () -> memory.renew(region));
    }

    @Test
    void freesOnlyWholeRegionsOfItsOwn() {
        Region region = memory.allocate(account, PAGE, Pages.BASE);
        Region slice = region.slice(0, 8);
        assertThrows(IllegalArgumentException.class, () -> memory.free(slice));
        assertThrows(IllegalArgumentException.class, () -> Machine.MEMORY.free(region));
        assertThrows(IllegalArgumentException.class, () -> memory.allocate(account, 0, Pages.BASE));
        memory.free(region);
    }

    @Test
    void staysInsideTheBudget() {
        MemoryRefusedException refused =
                assertThrows(MemoryRefusedException.class, () -> memory.allocate(account, 65L << 20, Pages.BASE));
        assertTrue(refused.isBudget());
        assertEquals(0, account.used());
    }

    /// Catalogue row 74, the kernel's half: more than any machine has.
    @Test
    void reportsWhatTheKernelRefuses() {
        Memory unbounded = Linux.memory(new MemoryBudget(Long.MAX_VALUE));
        MemoryAccount all = unbounded.budget().account("all");
        MemoryRefusedException refused =
                assertThrows(MemoryRefusedException.class, () -> unbounded.allocate(all, 1L << 46, Pages.BASE));
        assertEquals(Errno.ENOMEM, refused.errno());
        assertFalse(refused.isBudget());
        assertEquals("all: mapping 70368744177664 bytes: ENOMEM (12): cannot allocate memory", refused.getMessage());
        assertEquals(0, all.used());
    }

    @Test
    void findsWritesOutsideARegion() {
        for (int wrong : new int[] {-1, -PAGE, PAGE, 2 * PAGE - 1}) {
            Region region = memory.allocate(account, PAGE, Pages.BASE);
            byte before = poke(region, wrong, (byte) 1);
            String side = wrong < 0 ? "before its begin" : "behind its end";
            IllegalStateException found = assertThrows(IllegalStateException.class, () -> memory.free(region));
            assertEquals("memtable: was written " + side + ", at offset " + wrong, found.getMessage());
            assertEquals(Checked.FRESH, before);
        }
    }

    @Test
    void findsWritesAfterFree() {
        Region region = memory.allocate(account, PAGE, Pages.BASE);
        MemorySegment leaked = region.segment();
        memory.free(region);
        assertEquals(Checked.FREED, leaked.get(ValueLayout.JAVA_BYTE, 7));
        leaked.set(ValueLayout.JAVA_BYTE, 7, (byte) 1);
        String message =
                assertThrows(IllegalStateException.class, Quarantine::drain).getMessage();
        assertEquals("memtable: was written after it was given back, at offset 7", message);
    }

    @Test
    void aPooledRegionComesBackUnderANewLife() {
        try (RegionPool pool = new RegionPool(memory, account, PAGE, Pages.BASE, 1)) {
            Region first = pool.take();
            first.putLong(0, 42);
            pool.give(first);
            Region second = pool.take();

            assertEquals(first.life().generation() + 1, second.life().generation());
            assertThrows(IllegalStateException.class, () -> first.getLong(0), "the old life is over");
            assertEquals(Checked.FRESH, second.getByte(0), "poisoned, so that nobody relies on what was there");
            assertThrows(IllegalStateException.class, () -> pool.give(first));

            Region third = pool.take();
            assertNotSame(second, third);
            pool.give(second);
            pool.give(third);
            assertEquals(PAGE, account.used(), "one is kept, the other freed");
        }
        assertEquals(0, account.used());
    }

    @Test
    void aClosedPoolFreesWhatComesBack() {
        RegionPool pool = new RegionPool(memory, account, PAGE, Pages.BASE, 2);
        Region region = pool.take();
        pool.close();
        assertThrows(IllegalStateException.class, pool::take);
        pool.give(region);
        assertEquals(0, account.used());
    }

    @Test
    void locksWhereItMay() {
        Region region = memory.allocate(account, PAGE, Pages.BASE);
        int result = memory.lock(region);
        assertTrue(result == 0 || result == -Errno.ENOMEM || result == -Errno.EPERM, () -> Errno.describe(result));
        memory.free(region);
    }

    /// Returns what stood there.
    private static byte poke(Region region, int offset, byte value) {
        MemorySegment at = Kernel.segment(region.segment().address() + offset, 1);
        byte before = at.get(ValueLayout.JAVA_BYTE, 0);
        at.set(ValueLayout.JAVA_BYTE, 0, value);
        return before;
    }
}

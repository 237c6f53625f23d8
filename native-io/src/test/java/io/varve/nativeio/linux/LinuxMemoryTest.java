package io.varve.nativeio.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

    @Test
    void aPoolTakesBackOnlyItsOwn() {
        MemoryAccount other = memory.budget().account("other");
        try (RegionPool pool = new RegionPool(memory, account, PAGE, Pages.BASE, 2);
                RegionPool others = new RegionPool(memory, other, PAGE, Pages.BASE, 2)) {
            Region loose = memory.allocate(account, 2L * PAGE, Pages.BASE);
            Region foreign = others.take();
            Region own = pool.take();
            assertThrows(IllegalArgumentException.class, () -> pool.give(loose));
            assertThrows(IllegalArgumentException.class, () -> pool.give(foreign));
            assertThrows(IllegalArgumentException.class, () -> pool.give(own.slice(0, 8)));

            memory.free(loose);
            others.give(foreign);
            pool.give(own);
            pool.give(pool.take());
            assertEquals(PAGE, account.used());
            assertEquals(PAGE, other.used());
        }
    }

    @Test
    void givesDamagedMemoryBackAllTheSame() {
        Region freed = memory.allocate(account, PAGE, Pages.BASE);
        poke(freed, -1, (byte) 1);
        assertThrows(IllegalStateException.class, () -> memory.free(freed));
        assertEquals(0, account.used());

        Region renewed = memory.allocate(account, PAGE, Pages.BASE);
        poke(renewed, PAGE, (byte) 1);
        assertThrows(IllegalStateException.class, () -> memory.renew(renewed));
        assertTrue(renewed.life().isOver());
        assertEquals(0, account.used());
    }

    @Test
    void isGivenBackOnceByThreadsThatRace() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        for (int round = 0; round < 2_000; round++) {
            Region region = memory.allocate(account, PAGE, Pages.BASE);
            AtomicInteger ready = new AtomicInteger();
            Runnable free = () -> {
                ready.incrementAndGet();
                while (ready.get() < 2) {
                    Thread.onSpinWait();
                }
                try {
                    memory.free(region);
                } catch (RuntimeException | Error wrong) {
                    thrown.set(wrong);
                }
            };
            Thread other = Thread.ofPlatform().start(free);
            free.run();
            other.join();
            assertEquals(0, account.used());
        }
        assertNull(thrown.get());
    }

    /// A kernel before 5.14 does not know how to populate.
    @Test
    void prefaultsWithoutHelpOfTheKernel() {
        Memory old = new LinuxMemory(memory.budget(), 9999);
        Region region = old.allocate(account, 8L * PAGE, Pages.BASE);
        region.putLong(3L * PAGE, 42);

        assertEquals(1, residentPages(region));
        assertEquals(0, old.prefault(region.slice(5L * PAGE + 8, PAGE)));
        assertEquals(3, residentPages(region));
        assertEquals(0, old.prefault(region));

        assertEquals(8, residentPages(region));
        assertEquals(42, region.getLong(3L * PAGE));
        old.free(region);
    }

    @Test
    void prefaultsAnySliceToo() {
        Region region = memory.allocate(account, 8L * PAGE, Pages.BASE);
        assertEquals(0, memory.prefault(region.slice(5L * PAGE + 8, PAGE)));
        assertEquals(2, residentPages(region));
        memory.free(region);
    }

    @Test
    void prefaultingKeepsStoresOfARacingOwner() throws InterruptedException {
        Region region = memory.allocate(account, PAGE, Pages.BASE);
        AtomicBoolean isDone = new AtomicBoolean();
        Thread toucher = Thread.ofPlatform().start(() -> {
            while (!isDone.get()) {
                LinuxMemory.touch(region, 0, PAGE);
            }
        });
        int lost = 0;
        for (long i = 1; i < 3_000_000; i++) {
            region.putLongRelease(0, i);
            lost += region.getLongAcquire(0) == i ? 0 : 1;
        }
        isDone.set(true);
        toucher.join();
        memory.free(region);
        assertEquals(0, lost);
    }

    @Test
    void locksWholeRegionsOnly() {
        Region region = memory.allocate(account, 4L * PAGE, Pages.BASE);
        assertThrows(IllegalArgumentException.class, () -> memory.lock(region.slice(PAGE, PAGE)));
        assertThrows(IllegalArgumentException.class, () -> Machine.MEMORY.lock(region));
        assertThrows(IllegalArgumentException.class, () -> Machine.MEMORY.prefault(region));
        memory.free(region);
    }

    private static int residentPages(Region region) {
        int pages = (int) (region.size() / PAGE);
        int resident = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bits = arena.allocate(pages);
            assertEquals(0, Kernel.mincore(region.segment().address(), region.size(), bits.address()));
            for (int i = 0; i < pages; i++) {
                resident += bits.get(ValueLayout.JAVA_BYTE, i) & 1;
            }
        }
        return resident;
    }
}

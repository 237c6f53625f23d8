package io.varve.nativeio.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What every implementation of the memory seam answers: extend it once per implementation.
public abstract class MemoryContract {
    /// What memories under test may give.
    protected static final long BUDGET = 64L << 20;

    private final Memory memory;
    private final Memory other;
    private final MemoryAccount account;

    /// Tests two memories of [#BUDGET] bytes each that know nothing of each other.
    protected MemoryContract(Memory memory, Memory other) {
        this.memory = memory;
        this.other = other;
        this.account = memory.budget().account("test");
    }

    /// A budget for a memory under test.
    protected static MemoryBudget budget() {
        return new MemoryBudget(BUDGET);
    }

    @AfterEach
    public void leavesNothing() {
        assertEquals(0, memory.budget().used());
    }

    @Test
    public void givesZeroedWholePagesAndCharges() {
        Region region = memory.allocate(account, 5000, Pages.BASE);

        assertEquals(8192, region.size());
        assertEquals(8192, account.used());
        assertEquals(0, region.getLong(4096));
        assertEquals(0, region.segment().address() % 4096);
        assertEquals(0, memory.prefault(region));
        memory.free(region);
    }

    @Test
    public void refusesWhatTheBudgetDoesNotHold() {
        MemoryRefusedException refused =
                assertThrows(MemoryRefusedException.class, () -> memory.allocate(account, BUDGET + 1, Pages.BASE));

        assertTrue(refused.isBudget());
        assertThrows(IllegalArgumentException.class, () -> memory.allocate(account, 0, Pages.BASE));
        assertThrows(IllegalArgumentException.class, () -> memory.allocate(account, Long.MAX_VALUE, Pages.BASE));
    }

    @Test
    public void freesOnlyWholeRegionsOfItsOwn() {
        Region region = memory.allocate(account, 4096, Pages.BASE);
        Region slice = region.slice(0, 8);

        assertThrows(IllegalArgumentException.class, () -> memory.free(slice));
        assertThrows(IllegalArgumentException.class, () -> memory.renew(slice));
        assertThrows(IllegalArgumentException.class, () -> other.free(region));
        assertThrows(IllegalArgumentException.class, () -> other.renew(region));
        region.putByte(0, (byte) 1);
        memory.free(region);
    }

    @Test
    public void endsARegionOnce() {
        Region region = memory.allocate(account, 1, Pages.BASE);
        memory.free(region);
        memory.free(region);

        assertEquals(0, account.used());
        assertThrows(IllegalStateException.class, () -> region.getByte(0));
        assertThrows(IllegalStateException.class, () -> memory.prefault(region));
        assertThrows(IllegalStateException.class, () -> memory.renew(region));
    }

    @Test
    public void renewsUnderANewLife() {
        Region first = memory.allocate(account, 4096, Pages.BASE);
        Region second = memory.renew(first);

        assertEquals(first.life().generation() + 1, second.life().generation());
        assertTrue(first.life().isOver());
        assertFalse(second.life().isOver());
        assertEquals(4096, account.used());
        assertThrows(IllegalStateException.class, () -> first.getByte(0));
        memory.free(first);
        assertEquals(4096, account.used(), "the old life ended; freeing it is harmless");
        memory.free(second);
    }
}

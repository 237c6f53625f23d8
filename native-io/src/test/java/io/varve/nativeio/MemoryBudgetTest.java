package io.varve.nativeio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {
    @Test
    void givesWhatItHasAndNoMore() {
        MemoryBudget budget = new MemoryBudget(100);
        MemoryAccount log = budget.account("log");
        MemoryAccount tables = budget.account("tables");

        assertTrue(log.tryReserve(60));
        assertFalse(tables.tryReserve(41));
        assertTrue(tables.tryReserve(40));
        assertFalse(log.tryReserve(1));
        log.release(60);

        assertEquals(40, budget.used());
        assertEquals(100, budget.highWater());
        assertEquals(0, log.used());
        assertEquals(60, log.highWater());
        assertEquals(List.of(log, tables), budget.accounts());
        assertEquals("tables: 40 bytes, at most 40", tables.toString());
    }

    @Test
    void saysWhatIsMissing() {
        MemoryAccount log = new MemoryBudget(100).account("log");
        log.reserve(70);
        MemoryRefusedException refused = assertThrows(MemoryRefusedException.class, () -> log.reserve(31));
        assertEquals(
                "log: 31 bytes do not fit the memory budget of 100 bytes, of which 70 are used", refused.getMessage());
        assertTrue(refused.isBudget());
        assertEquals(70, log.used());
    }

    @Test
    void cannotBeOverflowedOrMadeFromNothing() {
        MemoryAccount account = new MemoryBudget(Long.MAX_VALUE).account("all");
        assertTrue(account.tryReserve(Long.MAX_VALUE));
        assertFalse(account.tryReserve(1));
        assertFalse(account.tryReserve(Long.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> account.tryReserve(-1));
        assertThrows(IllegalArgumentException.class, () -> new MemoryBudget(0));
    }

    @Test
    void whatIsGuaranteedIsTakenFromTheOthers() {
        MemoryBudget budget = new MemoryBudget(100);
        MemoryAccount sure = budget.account("sure", 40);
        MemoryAccount other = budget.account("other");
        assertEquals(40, budget.used());
        assertFalse(other.tryReserve(61));
        assertTrue(other.tryReserve(50));
        assertTrue(sure.tryReserve(40), "whatever the others use");
        assertEquals(90, budget.used());
        assertTrue(sure.tryReserve(10), "and more while there is any");
        assertFalse(sure.tryReserve(1));
        sure.release(30);
        assertEquals(90, budget.used());
        sure.release(20);
        assertEquals(90, budget.used());
        assertThrows(MemoryRefusedException.class, () -> budget.account("too much", 11));
        sure.endGuarantee();
        assertEquals(50, budget.used());
    }

    /// Room for one of two that ask at the same moment, again and again: a sum of our own sees both get
    /// in, whatever the budget believes.
    @Test
    void isNeverExceededByThreadsThatRace() throws InterruptedException {
        MemoryBudget budget = new MemoryBudget(300);
        AtomicLong sum = new AtomicLong();
        AtomicLong most = new AtomicLong();
        AtomicInteger arrived = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            MemoryAccount account = budget.account("thread " + i);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 50_000; round++) {
                    meet(arrived, 4 * round + 2);
                    boolean hasRoom = account.tryReserve(300);
                    if (hasRoom) {
                        most.accumulateAndGet(sum.addAndGet(300), Math::max);
                    }
                    meet(arrived, 4 * round + 4);
                    if (hasRoom) {
                        sum.addAndGet(-300);
                        account.release(300);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, budget.used());
        assertEquals(300, most.get());
        assertEquals(300, budget.highWater());
    }

    private static void meet(AtomicInteger arrived, int everybody) {
        arrived.incrementAndGet();
        while (arrived.get() < everybody) {
            Thread.onSpinWait();
        }
    }
}

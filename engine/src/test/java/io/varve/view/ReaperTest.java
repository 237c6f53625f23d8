package io.varve.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.memtable.MemTable;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Await;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// I-27, row 10: what left the view is freed when nobody can be reading it, and then it is.
final class ReaperTest {
    private static final Scheduler SCHEDULER = Linux.scheduler(Linux.daemonThreads());
    private static final int MORE_THAN_SLOTS = 200;

    private final TestMemTables memTables = new TestMemTables(4096);
    private final MemTable first = memTables.take();
    private final CurrentView current = new CurrentView(View.first(first, 1, 0, List.of(), List.of()));
    private final Calls calls = new Calls(SCHEDULER, current);
    private final Reaper reaper = new Reaper(current, calls, SCHEDULER);
    private final List<Object> freed = new ArrayList<>();

    @AfterEach
    void free() {
        memTables.close();
    }

    @Test
    void freesAtOnceWhatNobodyReads() {
        current.rotate(memTables.take(), 0);
        retire(first);

        assertEquals(4096, reaper.retiredBytes());
        assertEquals(1, reaper.reapOnce());
        assertEquals(List.of(first), freed);
        assertEquals(0, reaper.retiredBytes());
        assertEquals(0, reaper.reapOnce());
    }

    @Test
    void keepsWhatACallMayBeReading() {
        int before = calls.pin();
        current.rotate(memTables.take(), 0);
        int between = calls.pin();
        retire(first);
        int after = calls.pin();

        assertEquals(0, reaper.reapOnce());
        calls.exit(before);
        assertEquals(0, reaper.reapOnce());
        calls.exit(between);
        assertEquals(1, reaper.reapOnce());
        calls.exit(after);
    }

    /// A write may be waiting for the very memory.
    @Test
    void aCallThatOnlyWritesKeepsNothing() {
        List<Integer> tickets = new ArrayList<>();
        for (int i = 0; i < MORE_THAN_SLOTS; i++) {
            tickets.add(calls.enter());
        }
        current.rotate(memTables.take(), 0);
        retire(first);

        assertEquals(1, reaper.reapOnce());
        assertFalse(calls.isEmpty());
        tickets.forEach(calls::exit);
        assertTrue(calls.isEmpty());
    }

    @Test
    void keepsWhatACallBeyondTheSlotsMayBeReading() {
        for (int taken = 0; taken < MORE_THAN_SLOTS; taken++) {
            List<Integer> tickets = pins(taken);
            int beyond = calls.pin();
            MemTable frozen = current.acquire().active();
            current.rotate(memTables.take(), 0);
            retire(frozen);
            tickets.forEach(calls::exit);

            assertEquals(0, reaper.reapOnce(), taken + " slots taken");
            assertEquals(0, reaper.reapOnce(), taken + " slots taken");
            calls.exit(beyond);
            assertEquals(1, reaper.reapOnce(), taken + " slots taken");
        }
        assertTrue(calls.isEmpty());
    }

    /// Somebody beyond the slots is always inside: a single counter would never be 0.
    @Test
    void callersBeyondTheSlotsThatTakeTurnsHoldNothingUpForEver() {
        List<Integer> tickets = pins(MORE_THAN_SLOTS);
        int inside = calls.pin();
        current.rotate(memTables.take(), 0);
        retire(first);
        tickets.forEach(calls::exit);
        tickets = beyondSlots();
        int turns = 0;
        while (freed.isEmpty() && turns < 10) {
            int next = calls.pin();
            calls.exit(inside);
            inside = next;
            reaper.reapOnce();
            turns++;
        }
        assertEquals(List.of(first), freed);
        assertTrue(turns <= 4, turns + " turns");
        calls.exit(inside);
        tickets.forEach(calls::exit);
        assertTrue(calls.isEmpty());
    }

    @Test
    void keepsWhatAHeldViewHasAndNothingThatCameLater() {
        Hold hold = hold();
        MemTable second = rotate();
        MemTable third = rotate();
        retire(first);
        retire(second);
        Hold later = hold();
        rotate();
        retire(third);

        assertEquals(1, reaper.reapOnce());
        assertEquals(List.of(second), freed);
        assertEquals(2 * 4096, reaper.retiredBytes());
        hold.end();
        hold.end();
        assertEquals(1, reaper.reapOnce());
        assertEquals(List.of(second, first), freed);
        later.end();
        assertEquals(1, reaper.reapOnce());
        assertTrue(hold.isOver());
    }

    @Test
    void callsOfAHeldViewKeepNothingElse() {
        Hold hold = hold();
        MemTable second = rotate();
        rotate();
        retire(second);
        int ticket = calls.enter(hold);

        assertEquals(1, reaper.reapOnce());
        calls.exit(ticket);
        hold.end();
    }

    @Test
    void aHoldThatIsEndedUnderACallKeepsItsViewUntilTheCallEnds() {
        for (int taken : new int[] {0, MORE_THAN_SLOTS}) {
            MemTable frozen = current.acquire().active();
            Hold hold = hold();
            List<Integer> tickets = taken == 0 ? List.of() : heldSlots(hold);
            int ticket = calls.enter(hold);
            tickets.forEach(calls::exit);
            rotate();
            retire(frozen);
            hold.end();

            assertEquals(0, reaper.reapOnce(), taken + " slots taken");
            assertEquals(0, reaper.reapOnce(), taken + " slots taken");
            calls.exit(ticket);
            assertEquals(1, reaper.reapOnce(), taken + " slots taken");
        }
    }

    /// Row 90.
    @Test
    void aHoldThatWasForgottenKeepsNothing() {
        forgetAHold();
        rotate();
        retire(first);
        Await.until("the collector", () -> {
            System.gc();
            return reaper.reapOnce() == 1;
        });
        assertEquals(List.of(first), freed);
    }

    @Test
    void viewsThatNobodyHoldsAreForgotten() {
        Hold oldest = hold();
        for (int i = 0; i < 100; i++) {
            rotate();
        }
        reaper.reapOnce();

        Holds newest = current.acquire().holds();
        Holds older = newest.older;
        assertSame(oldest.view().holds(), older);
        assertEquals(null, chainBehind(older));
        oldest.end();
        reaper.reapOnce();
        assertEquals(null, newest.older);
    }

    @Test
    void takesMoreThanItsQueueHolds() {
        int count = 3_000;
        int ticket = calls.pin();
        for (int i = 0; i < count; i++) {
            reaper.retire(new Retired(new Object(), current.acquire().generation() + 1, 1, () -> freed.add(this)));
        }
        assertEquals(count, reaper.retiredBytes());
        assertEquals(0, reaper.reapOnce());
        calls.exit(ticket);
        rotate();
        assertEquals(count, reaper.reapOnce());
        assertEquals(count, freed.size());
    }

    @Test
    void freesEverythingAtTheEnd() {
        Hold hold = hold();
        rotate();
        retire(first);
        calls.close();

        reaper.freeAll();
        assertEquals(List.of(first), freed);
        assertFalse(Calls.isInside(calls.enter(hold)));
        assertFalse(Calls.isInside(calls.pin()));
        assertFalse(Calls.isInside(calls.enter()));
        assertTrue(calls.isEmpty());
    }

    @Test
    void whatFailsToBeFreedIsNotFreedTwice() {
        current.rotate(memTables.take(), 0);
        long generation = current.install(first, List.of()).generation();
        reaper.retire(new Retired(first, generation, 1, () -> {
            throw new IllegalStateException("no");
        }));

        assertThrows(IllegalStateException.class, reaper::reapOnce);
        assertEquals(0, reaper.reapOnce());
        calls.close();
        reaper.freeAll();
    }

    private Hold hold() {
        int ticket = calls.pin();
        Hold hold = current.acquire().hold();
        calls.exit(ticket);
        return hold;
    }

    private void forgetAHold() {
        assertNotSame(null, hold());
    }

    /// @return the fresh memtable
    private MemTable rotate() {
        MemTable fresh = memTables.take();
        current.rotate(fresh, 0);
        return fresh;
    }

    private void retire(MemTable frozen) {
        long generation = current.install(frozen, List.of()).generation();
        reaper.retire(new Retired(frozen, generation, frozen.arena().size(), () -> {
            freed.add(frozen);
            memTables.give(frozen);
        }));
    }

    private List<Integer> pins(int count) {
        List<Integer> tickets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tickets.add(calls.pin());
        }
        return tickets;
    }

    /// Takes the slots that this thread looks at, for calls that keep nothing.
    private List<Integer> beyondSlots() {
        List<Integer> tickets = new ArrayList<>();
        for (int ticket = calls.enter(); ; ticket = calls.enter()) {
            tickets.add(ticket);
            if (Calls.scratchIndex(ticket) < 0) {
                return tickets;
            }
        }
    }

    private List<Integer> heldSlots(Hold hold) {
        List<Integer> tickets = new ArrayList<>();
        for (int i = 0; i < Calls.scratchCount(); i++) {
            tickets.add(calls.enter(hold));
        }
        return tickets;
    }

    private static @Nullable Holds chainBehind(@Nullable Holds holds) {
        return holds == null ? null : holds.older;
    }
}

package io.varve.write;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// That a write in a place of the ring is the caller's or the writer's, and never both's.
final class SlotTest {
    private final Memory memory = Linux.memory(new MemoryBudget(1 << 20));
    private final Region region = memory.allocate(memory.budget().account("slot"), 64, Pages.BASE);
    private final Slot slot = new Slot(region);

    @BeforeEach
    void offer() {
        slot.claim(7);
        assertFalse(slot.isOffered(7));
        slot.fill(region, 0, 8, 1, false);
        slot.offer(7, true, null);
    }

    @AfterEach
    void free() {
        memory.free(region);
    }

    @Test
    void whatWasTakenBackIsNotTaken() {
        assertTrue(slot.tryCancel(7));
        assertFalse(slot.isOffered(7));
        assertFalse(slot.tryTake(7));
        assertFalse(slot.tryCancel(7));
        assertTrue(slot.isReleased(7));
    }

    @Test
    void whatWasTakenIsNotTakenBack() {
        assertTrue(slot.tryTake(7));
        assertFalse(slot.tryCancel(7));
        assertFalse(slot.isReleased(7));
        slot.setCopied(7);
        assertTrue(slot.isReleased(7));
    }

    @Test
    void whoComesLateDoesNotMistakeTheNextUseForItsOwn() {
        assertTrue(slot.tryTake(7));
        slot.setCopied(7);
        slot.claim(11);
        slot.fill(region, 0, 8, 1, false);
        slot.offer(11, true, null);
        assertTrue(slot.isReleased(7));
        assertFalse(slot.tryCancel(7));
        assertFalse(slot.tryTake(7));
        assertTrue(slot.isOffered(11));
    }

    @Test
    void whatWasAbortedIsOfferedToNobody() {
        slot.claim(11);
        slot.abort(11);
        assertFalse(slot.isOffered(11));
        assertFalse(slot.tryTake(11));
    }
}

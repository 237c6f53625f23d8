package io.varve.write;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// D-6 between real threads: a write at its deadline is taken back or taken, and its memory belongs to one at
/// a time.
final class SlotRaceTest {
    private static final int TRIALS = 60_000;
    private static final int CANCELLED = 1;
    private static final int TAKEN = 2;
    private static final int TORN = 4;

    private final Memory memory = Linux.memory(new MemoryBudget(1 << 20));
    private final Region region = memory.allocate(memory.budget().account("slot"), 64, Pages.BASE);
    private final Slot slot = new Slot(region);
    private int callers;
    private int writers;

    @AfterEach
    void free() {
        memory.free(region);
    }

    /// The caller frees its memory when the write is its own again: what the writer copies must be whole.
    @Test
    void aWriteIsTakenBackOrTaken() throws InterruptedException {
        new Trials("cancel against take", TRIALS, this::callerLeaves, this::writerTakes)
                .run(this::offer, trial -> callers + writers, outcome -> outcome == CANCELLED || outcome == TAKEN);
    }

    /// While a caller hesitates, the place may have gone round the ring.
    @Test
    void aCallerThatComesLateTakesNobodyElsesWriteBack() throws InterruptedException {
        new Trials("late cancel against the next use", TRIALS, this::callerLeaves, this::writerTakesAndAnotherComes)
                .run(this::offer, trial -> callers + writers, outcome -> outcome == CANCELLED || outcome == TAKEN);
    }

    private void offer(int trial) {
        callers = 0;
        writers = 0;
        slot.claim(trial);
        region.putLong(0, trial);
        region.putLong(56, trial);
        slot.fill(region, 0, 64, trial, false);
        slot.offer(trial, true, null);
    }

    private void callerLeaves(int trial) {
        if (slot.tryCancel(trial)) {
            callers = CANCELLED;
        } else {
            for (int look = 0; !slot.isReleased(trial); look++) {
                Trials.pause(look);
            }
        }
        region.putLong(0, -1);
        region.putLong(56, -1);
    }

    private void writerTakes(int trial) {
        if (slot.tryTake(trial)) {
            boolean isWhole = region.getLong(0) == trial && region.getLong(56) == trial && slot.operations() == trial;
            slot.setCopied(trial);
            writers = TAKEN + (isWhole ? 0 : TORN);
        }
    }

    private void writerTakesAndAnotherComes(int trial) {
        if (slot.tryTake(trial)) {
            slot.setCopied(trial);
            int next = -trial;
            slot.claim(next);
            slot.fill(region, 0, 64, 1, false);
            slot.offer(next, false, null);
            for (int look = 0; look < 3; look++) {
                Thread.onSpinWait();
            }
            writers = slot.isOffered(next) ? TAKEN : TAKEN + TORN;
        }
    }
}

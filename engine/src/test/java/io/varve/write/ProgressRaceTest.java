package io.varve.write;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Effort;
import io.varve.view.Horizon;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What asks how far the writer is, while it goes on: nobody is told two things of one write, and whoever sees
/// a number sees what it stands for.
final class ProgressRaceTest {
    private static final int TRIALS = 40_000;
    private static final int ROUNDS = 1_000_000;
    private static final int REJECTED = Outcome.rejected(RejectionCause.FAILED);

    private Progress progress = progress();
    private int outcome;

    /// Places 0 to 5 are acknowledged, 6 and 7 unknown, from 8 on nothing was written.
    @Test
    void nobodyIsToldTwoThingsOfOneWrite() throws InterruptedException {
        new Trials("outcomes against the end", TRIALS, trial -> outcome = look(), trial -> {
                    progress.acknowledge(3);
                    progress.acknowledge(5);
                    progress.end(6, 8, RejectionCause.FAILED);
                    progress.end(9, 9, RejectionCause.CLOSED);
                })
                .run(trial -> progress = progress(), trial -> outcome + last(), sum -> sum < 100);
    }

    /// The bytes of an entry are stored before the sequence that shows them.
    @Test
    void whoSeesASequenceSeesItsEntry() throws InterruptedException {
        Memory memory = Linux.memory(new MemoryBudget(1 << 20));
        Region region = memory.allocate(memory.budget().account("entries"), 4096, Pages.BASE);
        Horizon horizon = new Horizon(0);
        AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
        int rounds = Effort.times(ROUNDS);
        Thread reader = Thread.ofPlatform().daemon().start(() -> {
            try {
                read(region, horizon, rounds);
            } catch (Throwable thrown) {
                wrong.set(thrown);
            }
        });
        for (long n = 1; n <= rounds; n++) {
            region.putLong((n & 7) * 8, n);
            horizon.publishVisibleRelease(n);
            if ((n & 3) == 0) {
                horizon.publishDurableRelease(n);
            }
        }
        reader.join();
        memory.free(region);
        Throwable thrown = wrong.get();
        if (thrown != null) {
            throw new AssertionError(thrown);
        }
    }

    private static void read(Region region, Horizon horizon, int rounds) {
        long visible = 0;
        while (visible < rounds) {
            long durable = horizon.durableAcquire();
            long now = horizon.visibleAcquire();
            assertTrue(durable <= now, "durable before it is visible");
            assertTrue(now >= visible, "visible goes back");
            assertTrue(region.getLong((now & 7) * 8) >= now, "shown before it is there");
            visible = now;
        }
    }

    /// @return 100 and more when something was told that cannot be
    private int look() {
        int told = 0;
        int[] before = {Outcome.NONE, Outcome.NONE, Outcome.NONE};
        int[] ends = {Outcome.ACKED, Outcome.UNKNOWN, REJECTED};
        int[] places = {4, 7, 9};
        for (int look = 0; told < 3; look++) {
            told = 0;
            for (int i = 0; i < places.length; i++) {
                int now = progress.outcome(places[i]);
                boolean isRight = now == ends[i] || (now == Outcome.NONE && before[i] == Outcome.NONE);
                if (!isRight) {
                    return 100 + i;
                }
                before[i] = now;
                told += now == Outcome.NONE ? 0 : 1;
            }
            Trials.pause(look);
        }
        return told;
    }

    private int last() {
        assertEquals(RejectionCause.FAILED, progress.why(), "the first to say so counts");
        return progress.outcome(6) == Outcome.UNKNOWN && progress.outcome(8) == REJECTED ? 0 : 200;
    }

    private static Progress progress() {
        return new Progress(Linux.scheduler(Linux.daemonThreads()), Linux.clock());
    }
}

package io.varve.view;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.varve.format.EngineTime;
import io.varve.nativeio.sim.SimClock;
import io.varve.nativeio.testing.Await;
import io.varve.view.LiveSnapshots.Mark;
import io.varve.write.Trials;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// D-23: what flush and merge have to keep, and that nobody slips through between the freeze and the list.
final class LiveSnapshotsTest {
    private static final int TRIALS = 60_000;
    private static final int LISTED = 1;
    private static final int NEWER = 2;

    private final Horizon horizon = new Horizon(0);
    private final LiveSnapshots live = new LiveSnapshots(horizon, new EngineTime(new SimClock()));
    private Mark opened = open();
    private long[] listed = {};

    @Test
    void listsEverySequenceOnceInOrder() {
        assertArrayEquals(new long[] {0}, live.sequencesAfter(0));
        horizon.publishVisibleRelease(7);
        Mark seven = open();
        Mark sevenToo = open();
        horizon.publishVisibleRelease(9);
        Mark nine = open();
        live.close(opened);

        assertArrayEquals(new long[] {7, 9}, live.sequencesAfter(9));
        live.close(seven);
        live.close(seven);
        assertArrayEquals(new long[] {7, 9}, live.sequencesAfter(9));
        live.close(sevenToo);
        live.close(nine);
        assertArrayEquals(new long[0], live.sequencesAfter(9));
    }

    @Test
    void aPlaceThatIsTakenAgainIsNotClosedByItsFormerOwner() {
        live.close(opened);
        Mark next = open();
        live.close(opened);
        assertEquals(1, live.sequencesAfter(0).length);
        live.close(next);
    }

    @Test
    void takesAsManyAsItSaysAndNoMore() {
        List<Mark> marks = new ArrayList<>();
        for (int i = 1; i < LiveSnapshots.MAX_OPEN; i++) {
            marks.add(open());
        }
        assertNull(live.open());
        live.close(marks.get(1234));
        assertNotNull(live.open());
    }

    /// Row 90.
    @Test
    void whatWasForgottenIsNotListed() {
        Mark kept = opened;
        horizon.publishVisibleRelease(5);
        forget();
        Await.until("the collector", () -> {
            System.gc();
            return live.sequencesAfter(5).length == 1;
        });
        assertArrayEquals(new long[] {kept.sequence()}, live.sequencesAfter(5));
    }

    /// A list that misses a snapshot was read for something that the snapshot has all of.
    @Test
    void aSnapshotIsListedOrAboveWhatWasFrozen() throws InterruptedException {
        new Trials("snapshot against flush", TRIALS, this::opens, this::flushes)
                .run(this::forgetTheLast, this::outcome, outcome -> outcome != 0);
    }

    private void forgetTheLast(int trial) {
        live.close(opened);
    }

    private void opens(int trial) {
        opened = open();
    }

    /// Some more become visible, and all that is frozen.
    private void flushes(int trial) {
        horizon.publishVisibleRelease(2L * trial - 1);
        horizon.publishVisibleRelease(2L * trial);
        listed = live.sequencesAfter(2L * trial);
    }

    private int outcome(int trial) {
        boolean isListed = Arrays.binarySearch(listed, opened.sequence()) >= 0;
        boolean isNewer = opened.sequence() >= 2L * trial;
        return (isListed ? LISTED : 0) + (isNewer ? NEWER : 0);
    }

    private void forget() {
        for (int i = 0; i < 100; i++) {
            assertNotNull(live.open());
        }
    }

    private Mark open() {
        return Objects.requireNonNull(live.open());
    }
}

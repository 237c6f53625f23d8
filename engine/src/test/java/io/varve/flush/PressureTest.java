package io.varve.flush;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Errno;
import io.varve.write.Pace;
import org.junit.jupiter.api.Test;

/// I-90, I-92: what debt there is, and what becomes of writes.
final class PressureTest {
    private static final Pressure.Merging WORKING = new Pressure.Merging(true, null, false);
    private static final Pressure.Merging RESTING = new Pressure.Merging(false, null, false);

    private final Pressure pressure = new Pressure(20, 1000, true);

    @Test
    void belowHalfOfALimitNothingHappens() {
        assertSame(Pace.FREE, pressure.pace(0, 0, WORKING));
        assertSame(Pace.FREE, pressure.pace(10, 500, WORKING));
        assertFalse(pressure.pace(11, 0, WORKING).isFree());
        assertFalse(pressure.pace(0, 501, WORKING).isFree());
    }

    @Test
    void fromThereOnTheyGetSlowerStepByStepAndAreHeldAtTheLimit() {
        long before = Pressure.FASTEST;
        for (int level0 = 11; level0 < 20; level0++) {
            Pace pace = pressure.pace(level0, 0, WORKING);
            assertEquals(RejectionCause.LEVEL_0_BEHIND, pace.reason());
            assertTrue(pace.bytesPerSecond() < before, level0 + " flushes: " + pace);
            assertTrue(pace.bytesPerSecond() >= Pressure.SLOWEST, level0 + " flushes: " + pace);
            before = pace.bytesPerSecond();
        }
        assertTrue(before < 2 * Pressure.SLOWEST);
        for (int level0 = 20; level0 < 23; level0++) {
            assertEquals(Pace.held(RejectionCause.LEVEL_0_BEHIND), pressure.pace(level0, 0, WORKING));
        }
        assertEquals(Pace.held(RejectionCause.MERGES_BEHIND), pressure.pace(0, 1000, WORKING));
        assertEquals(
                RejectionCause.MERGES_BEHIND, pressure.pace(12, 900, WORKING).reason());
    }

    @Test
    void nobodyWaitsForWhatNobodyWorksAt() {
        assertSame(Pace.FREE, pressure.pace(15, 0, RESTING));
        assertSame(Pace.FREE, pressure.pace(100, 1 << 20, RESTING));
    }

    @Test
    void withoutThreadsNobodyIsSlowedButHeldToDoTheWork() {
        Pressure alone = new Pressure(20, 1000, false);
        assertSame(Pace.FREE, alone.pace(19, 999, WORKING));
        assertTrue(alone.pace(20, 0, WORKING).isHeld());
    }

    @Test
    void whatFailedIsNamed() {
        Throwable full = new StoreIoException("fallocate", "table", Errno.ENOSPC);
        Pace pace = pressure.pace(20, 0, new Pressure.Merging(true, full, false));
        assertEquals(Pace.failing(RejectionCause.OUT_OF_SPACE, full, false), pace);
        Throwable broken = new StoreIoException("pread", "table", Errno.EIO);
        assertEquals(
                Pace.failing(RejectionCause.LEVEL_0_BEHIND, broken, true),
                pressure.pace(20, 0, new Pressure.Merging(true, broken, true)));
        assertFalse(
                pressure.pace(15, 0, new Pressure.Merging(true, broken, true)).isHeld());
    }
}

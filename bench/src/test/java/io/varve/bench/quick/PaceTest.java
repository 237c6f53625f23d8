package io.varve.bench.quick;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PaceTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void roundsAreAsLongAsTheyShouldBeWhereThereIsTime() {
        Pace pace = new Pace(0.4, 110 * SECOND, 100, 10 * SECOND);
        assertEquals(0.4, pace.seconds(0));
        pace.onRounds(10, 8 * SECOND, 0.4);
        // Of 102 seconds, 10 are for later, and each of 90 rounds has 0.4 beside what is measured.
        assertEquals(0.4, pace.seconds(8 * SECOND));
    }

    @Test
    void theyAreShorterWhereOpeningTakesLong() {
        Pace pace = new Pace(0.4, 100 * SECOND, 100, 10 * SECOND);
        pace.onRounds(50, 50 * SECOND, 0.4);
        // Of 50 seconds, 10 are for later, and each of 50 rounds has 0.6 beside what is measured.
        assertEquals(0.2, pace.seconds(50 * SECOND), 1e-9);
    }

    @Test
    void theyHaveALeastLengthAndAnUnhurriedPaceChangesNothing() {
        Pace late = new Pace(0.4, SECOND, 100, 0);
        late.onRounds(1, 2 * SECOND, 0.4);
        assertEquals(0.1, late.seconds(2 * SECOND));
        Pace pace = Pace.unhurried(0.05);
        pace.onRounds(7, 100 * SECOND, 0.05);
        assertEquals(0.05, pace.seconds(1000 * SECOND));
    }
}

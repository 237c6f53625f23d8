package io.varve.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.sim.SimClock;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// P24, rows 93 to 95: the clock jumps in every way, and engine time stays what may be relied on.
final class EngineTimeTest {
    private static final long HOUR = 3_600_000;
    private static final long YEARS = 10 * 365 * 24 * HOUR;

    private final SimClock clock = new SimClock();
    private final EngineTime time = new EngineTime(clock);

    @Test
    void row93AClockThatIsSetBackHoldsTime() {
        long before = time.getAsLong();
        clock.jumpWall(-HOUR);
        assertEquals(before, time.getAsLong());
        pass(HOUR + 5);
        assertEquals(before + 5, time.getAsLong(), "and goes on when the clock has come so far");

        EngineTime reopened = new EngineTime(clock);
        reopened.raise(before + HOUR);
        assertEquals(before + HOUR, reopened.getAsLong());
    }

    @Test
    void row94AClockThatIsWrongForAMomentIsNotBelieved() {
        long before = time.getAsLong();
        clock.jumpWall(YEARS);
        for (int i = 0; i < 1000; i++) {
            assertTrue(time.getAsLong() <= before + i + EngineTime.SLACK_MILLIS, "however often it is asked");
            assertEquals(Long.MIN_VALUE, time.purgeTime());
            assertTrue(time.isAhead());
            pass(1);
        }
        clock.jumpWall(-YEARS);
        assertTrue(time.getAsLong() <= before + 1000 + EngineTime.SLACK_MILLIS);
        pass(2 * EngineTime.SLACK_MILLIS);
        assertEquals(clock.wallMillis(), time.getAsLong());
        assertFalse(time.isAhead());
        assertEquals(clock.wallMillis(), time.purgeTime());
    }

    @Test
    void aClockThatStaysAheadIsBelievedAfterAWhile() {
        time.getAsLong();
        clock.jumpWall(YEARS);
        time.getAsLong();
        pass(EngineTime.TRUST_MILLIS / 2);
        clock.jumpWall(YEARS);
        time.getAsLong();
        pass(EngineTime.TRUST_MILLIS - 1);
        assertTrue(time.getAsLong() < clock.wallMillis(), "it has jumped again");
        pass(1);
        assertEquals(clock.wallMillis(), time.getAsLong());
        assertEquals(clock.wallMillis(), time.purgeTime());
    }

    @Test
    void stepsOfALittleDoNotAddUp() {
        long before = time.getAsLong();
        for (int i = 0; i < 1000; i++) {
            clock.jumpWall(EngineTime.SLACK_MILLIS - 1000);
            assertTrue(time.getAsLong() <= before + i + 2 * EngineTime.SLACK_MILLIS, "after " + i);
            pass(1);
        }
    }

    /// It was wrong at the open, and is mended: what it had expired was never over.
    @Test
    void nothingIsDroppedByAClockThatWasSetBackSince() {
        time.raise(clock.wallMillis());
        clock.jumpWall(YEARS);
        time.getAsLong();
        pass(20_000);
        clock.jumpWall(-YEARS);
        pass(2 * EngineTime.TRUST_MILLIS);
        assertEquals(Long.MIN_VALUE, time.purgeTime());
    }

    /// A pause of the process, in which nobody asks, is no jump.
    @Test
    void timeThatPassesUnseenIsBelieved() {
        time.getAsLong();
        pass(YEARS / 100);
        assertEquals(clock.wallMillis(), time.getAsLong());
        assertEquals(clock.wallMillis(), time.purgeTime());
    }

    @Test
    void row95AStoreThatWasNotOpenedForAYearReadsAtOnceAndDropsLater() {
        time.raise(clock.wallMillis() - YEARS / 10);
        assertEquals(clock.wallMillis(), time.getAsLong());
        assertEquals(Long.MIN_VALUE, time.purgeTime());
        pass(EngineTime.TRUST_MILLIS);
        assertEquals(clock.wallMillis(), time.purgeTime());
    }

    @Test
    void nobodySeesATimeThatWasNotPromised() {
        AtomicInteger wanted = new AtomicInteger();
        long start = time.getAsLong();
        time.bePromised(wanted::incrementAndGet);
        pass(HOUR);
        assertFalse(time.isPromiseDue(), "nobody has asked");
        assertEquals(start, time.expiryTime());
        time.wantPromise();
        time.wantPromise();
        assertEquals(1, wanted.get());
        assertTrue(time.isPromiseDue());

        long promise = time.promise();
        assertEquals(clock.wallMillis() + EngineTime.LEASE_MILLIS, promise);
        assertEquals(start, time.expiryTime(), "it is not durable yet");
        time.onPromised(promise);
        assertEquals(clock.wallMillis(), time.expiryTime());
        assertFalse(time.isPromiseDue());
        pass(HOUR);
        assertEquals(promise, time.expiryTime());
    }

    /// Stores that are opened again and again after crashes do not drive their time ahead of the clock.
    @Test
    void promisesDoNotAddUp() {
        long persisted = 0;
        for (int i = 0; i < 100; i++) {
            EngineTime opened = new EngineTime(clock);
            opened.raise(persisted);
            opened.bePromised(() -> {});
            opened.wantPromise();
            persisted = Math.max(persisted, opened.promise());
            pass(10);
        }
        assertTrue(persisted <= clock.wallMillis() + EngineTime.LEASE_MILLIS);
    }

    /// Jumps of every size, restarts and promises, in any order: what somebody saw expired stays so.
    @RandomizedTest(seeds = 50)
    void whatWasSeenExpiredStaysSo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        EngineTime now = new EngineTime(clock);
        now.bePromised(() -> {});
        long persisted = 0;
        long seen = 0;
        for (int i = 0; i < 500; i++) {
            switch (random.nextInt(5)) {
                case 0 -> clock.jumpWall((random.nextBoolean() ? 1 : -1) * (1L << random.nextInt(36)));
                case 1 -> {
                    now = new EngineTime(clock);
                    now.raise(persisted);
                    now.bePromised(() -> {});
                    now.wantPromise();
                }
                case 2 -> {
                    long promise = now.promise();
                    persisted = Math.max(persisted, promise);
                    now.onPromised(promise);
                }
                default -> pass(random.nextInt(100_000));
            }
            long at = now.expiryTime();
            assertTrue(at >= seen, () -> "engine time went back");
            seen = at;
            assertTrue(now.purgeTime() <= at, "dropped before it was over");
        }
    }

    private void pass(long millis) {
        clock.advance(millis * 1_000_000);
    }
}

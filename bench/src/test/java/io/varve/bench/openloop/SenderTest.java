package io.varve.bench.openloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/// The loop of one thread, on a clock that only moves when somebody waits or puts.
final class SenderTest {
    private static final long MILLI = 1_000_000;

    private final FakeTime time = new FakeTime();
    private final List<Long> begun = new ArrayList<>();

    @Test
    void putsAtItsInstants() {
        Sender sender = send(schedule(0, 10 * MILLI, 10 * MILLI), 0, MILLI / 2);

        assertEquals(List.of(0L, MILLI, 2 * MILLI, 3 * MILLI), begun.subList(0, 4));
        assertEquals(10, begun.size());
        assertEquals(10, sender.latencies().getTotalCount());
        assertNear(MILLI / 2, sender.latencies().getMaxValue());
        assertEquals(10, sender.done());
        assertEquals(0, sender.unsent());
    }

    /// One put takes as long as five intervals: four later ones come late, and each says how late.
    @Test
    void aSlowPutIsCountedInThoseThatItHoldsUp() {
        Sender sender = send(schedule(0, 10 * MILLI, 10 * MILLI), 5 * MILLI, MILLI / 10);

        assertEquals(List.of(0L, 5 * MILLI, 51 * MILLI / 10, 52 * MILLI / 10), begun.subList(0, 4));
        Histogram latencies = sender.latencies();
        assertEquals(10, latencies.getTotalCount());
        for (double late : new double[] {5, 4.1, 3.2, 2.3, 1.4, 0.5}) {
            assertTrue(latencies.getCountAtValue((long) (late * MILLI)) > 0, late + " ms is there");
        }
        assertEquals(4, latencies.getCountAtValue(MILLI / 10));
    }

    @Test
    void aHeldUpPutDoesNotCountAsTheDriversLag() {
        Sender sender = send(schedule(0, 10 * MILLI, 10 * MILLI), 5 * MILLI, MILLI / 10);

        assertEquals(4, sender.lags().getTotalCount());
        assertEquals(0, sender.lags().getMaxValue());
    }

    @Test
    void warmUpIsNotRecorded() {
        Sender sender = send(schedule(4 * MILLI, 10 * MILLI, 10 * MILLI), 0, MILLI / 2);

        assertEquals(10, begun.size());
        assertEquals(6, sender.latencies().getTotalCount());
        assertEquals(6, sender.done());
    }

    /// A store that is too slow for the rate: what was never begun is recorded, with what it had waited.
    @Test
    void whatIsGivenUpIsNotLeftOut() {
        Sender sender = send(schedule(0, 10 * MILLI, 15 * MILLI), 0, 4 * MILLI);

        assertEquals(4, begun.size());
        assertEquals(6, sender.unsent());
        assertEquals(10, sender.latencies().getTotalCount());
        assertEquals(2, sender.done(), "ended within the schedule, at 4 and 8 of 10 ms");
        assertNear(13 * MILLI, sender.latencies().getMaxValue());
    }

    @Test
    void threadsShareTheRateAndTakeTurns() {
        Schedule first = Schedule.of(0, 4, 2000, 0, 500 * MILLI, 1000 * MILLI);
        Schedule second = Schedule.of(1, 4, 2000, 0, 500 * MILLI, 1000 * MILLI);

        assertEquals(2 * MILLI, first.instant(1));
        assertEquals(MILLI / 2, second.instant(0));
        assertEquals(1500 * MILLI, first.end());
        assertEquals(1500 * MILLI, first.instant(750), "a fraction of an interval does not add up");
    }

    @Test
    void theMachinesClockIsNeverEarly() {
        for (long spin : new long[] {0, 20_000, Long.MAX_VALUE}) {
            long instant = System.nanoTime() + 200_000;
            MachineTime.INSTANCE.waitUntil(instant, spin);
            assertTrue(System.nanoTime() - instant >= 0);
        }
    }

    private static Schedule schedule(long measured, long end, long patience) {
        return new Schedule(0, MILLI, measured, end, patience);
    }

    private Sender send(Schedule schedule, long firstNanos, long nanos) {
        return new Sender(schedule, time, index -> {
                    begun.add(time.now);
                    time.now += index == 0 && firstNanos > 0 ? firstNanos : nanos;
                })
                .run();
    }

    private static void assertNear(long expected, long actual) {
        assertTrue(Math.abs(actual - expected) <= expected / 500, actual + " instead of " + expected);
    }

    private static final class FakeTime implements Time {
        private long now;

        @Override
        public long now() {
            return now;
        }

        @Override
        public void waitUntil(long instant, long spin) {
            now = Math.max(now, instant);
        }
    }
}

package io.varve.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistogramTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 8, 9, 15, 16, 17, 1000, 1 << 20, (1L << 40) + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE})
    void putsAValueWhereItIsAtMostA32ndBelowTheHighest(long value) {
        int bucket = Histogram.bucket(value);
        long highest = Histogram.highest(bucket);

        assertTrue(highest >= value, "highest " + highest);
        assertTrue(highest - value <= value / 32, "highest " + highest);
        assertTrue(bucket == 0 || Histogram.highest(bucket - 1) < value, "bucket " + bucket);
    }

    @Test
    void hasABucketForEveryValueAndNoGaps() {
        int last = Histogram.bucket(Long.MAX_VALUE);

        assertEquals(Long.MAX_VALUE, Histogram.highest(last));
        for (int i = 0; i < last; i++) {
            assertEquals(i, Histogram.bucket(Histogram.highest(i)));
            assertEquals(i + 1, Histogram.bucket(Histogram.highest(i) + 1));
        }
    }

    @Test
    void answersPercentilesAtMostA32ndAboveTheTruth() {
        SplittableRandom random = new SplittableRandom(42);
        Histogram histogram = new Histogram();
        long[] values = new long[10_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1L << random.nextInt(40) | random.nextInt(1000);
            histogram.record(values[i]);
        }
        Arrays.sort(values);

        HistogramSnapshot snapshot = histogram.snapshot();

        assertEquals(values.length, snapshot.count());
        assertEquals(Arrays.stream(values).sum(), snapshot.sum());
        assertEquals(values[values.length - 1], snapshot.max());
        assertEquals(snapshot.max(), snapshot.valueAt(1_000_000));
        for (int perMillion : new int[] {1, 500_000, 900_000, 990_000, 999_000, 999_999}) {
            long truth = values[Math.max(1, (int) Math.ceil(values.length * (perMillion / 1e6))) - 1];
            long answer = snapshot.valueAt(perMillion);
            assertTrue(answer >= truth && answer - truth <= truth / 32, perMillion + ": " + answer + " for " + truth);
        }
    }

    @Test
    void losesNothingOfManyThreadsThatShareIt() throws Exception {
        Histogram histogram = new Histogram();
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            long value = i;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 100_000; j++) {
                    histogram.recordShared(value);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        HistogramSnapshot snapshot = histogram.snapshot();

        assertEquals(300_000, snapshot.count());
        assertEquals(600_000, snapshot.sum());
        assertEquals(3, snapshot.max());
        assertEquals(2, snapshot.valueAt(500_000));
    }

    @Test
    void isZeroWhenNothingWasRecorded() {
        HistogramSnapshot empty = new Histogram().snapshot();

        assertEquals(0, empty.count());
        assertEquals(0, empty.max());
        assertEquals(0, empty.valueAt(500_000));
    }

    @Test
    void countsANegativeValueAsZero() {
        Histogram histogram = new Histogram();

        histogram.record(-5);

        assertEquals(1, histogram.snapshot().count());
        assertEquals(0, histogram.snapshot().max());
    }

    @Test
    void refusesWhatIsNoPartOfAMillion() {
        HistogramSnapshot empty = new Histogram().snapshot();

        assertThrows(IllegalArgumentException.class, () -> empty.valueAt(-1));
        assertThrows(IllegalArgumentException.class, () -> empty.valueAt(1_000_001));
    }
}

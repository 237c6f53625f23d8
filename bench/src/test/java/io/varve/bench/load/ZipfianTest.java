package io.varve.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ZipfianTest {
    private static final int DRAWS = 200_000;

    @Test
    void ranksComeAsOftenAsTheirWeightSays() {
        int ranks = 1000;
        double sum = 0;
        for (int rank = 1; rank <= ranks; rank++) {
            sum += Math.pow(rank, -Zipfian.THETA);
        }
        long[] seen = new long[ranks];
        SplittableRandom random = new SplittableRandom(1);
        Zipfian zipfian = Zipfian.of(ranks);
        for (int i = 0; i < DRAWS; i++) {
            seen[(int) zipfian.rank(random.nextDouble())]++;
        }
        for (int rank = 0; rank < 2; rank++) {
            double expected = DRAWS * Math.pow(rank + 1, -Zipfian.THETA) / sum;
            assertTrue(
                    Math.abs(seen[rank] - expected) < 0.05 * expected, rank + ": " + seen[rank] + ", not " + expected);
        }
        long half = 0;
        for (int rank = 0; rank < 30; rank++) {
            half += seen[rank];
        }
        assertTrue(half > 0.45 * DRAWS && half < 0.65 * DRAWS, "the first 30 of 1000: " + half);
    }

    @Test
    void scrambledNumbersLieAnywhereAndOneOfThemIsTheMostFrequent() {
        Zipfian zipfian = Zipfian.ofManyRanks();
        SplittableRandom random = new SplittableRandom(2);
        int[] seen = new int[1000];
        for (int i = 0; i < DRAWS; i++) {
            seen[(int) zipfian.scrambled(random.nextDouble(), seen.length)]++;
        }
        int most = 0;
        int never = 0;
        for (int i = 0; i < seen.length; i++) {
            most = seen[i] > seen[most] ? i : most;
            never += seen[i] == 0 ? 1 : 0;
        }
        assertEquals(Zipfian.hash(0) % seen.length, most);
        // 1 over the sum of weights of ten billion ranks.
        assertTrue(Math.abs(seen[most] - DRAWS / 26.469) < 0.1 * DRAWS / 26.469, "the most frequent: " + seen[most]);
        assertEquals(0, never);
    }
}

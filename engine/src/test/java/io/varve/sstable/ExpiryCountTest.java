package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.RandomizedTest;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// When a third of a table has expired (I-111).
final class ExpiryCountTest {
    private static final long NEVER = Long.MAX_VALUE;

    @RandomizedTest(seeds = 50)
    void isNotEarlyAndHardlyLate(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long from = random.nextLong(2_000_000_000_000L);
        long[] expiries = new long[1 + random.nextInt(500)];
        int bits = 1 + random.nextInt(62);
        int lasting = random.nextInt(100);
        ExpiryCount count = new ExpiryCount(from);
        for (int i = 0; i < expiries.length; i++) {
            long away = random.nextLong(1L << random.nextInt(bits)) - (random.nextInt(9) == 0 ? 1000 : 0);
            expiries[i] = random.nextInt(100) < lasting ? NEVER : Math.max(0, from + away);
            count.add(100, expiries[i]);
        }
        Arrays.sort(expiries);
        long exact = expiries[(expiries.length + 2) / 3 - 1];
        long third = count.third();
        long latest = exact == NEVER ? NEVER : Math.max(exact, from) + Math.max(0, exact - from) / 32;
        assertTrue(third >= exact && third <= latest, third + " for " + exact + " from " + from);
    }

    @Test
    void nothingThatExpiresIsNever() {
        ExpiryCount count = new ExpiryCount(5);
        assertEquals(NEVER, count.third());
        count.add(0, NEVER);
        assertEquals(NEVER, count.third());
        count.add(0, 7);
        count.add(0, NEVER);
        assertEquals(7, count.third());
        count.add(0, NEVER);
        assertEquals(NEVER, count.third());
    }

    /// Space is what comes back: many small entries that last weigh less than a large one.
    @Test
    void whatIsLargeCountsForMore() {
        ExpiryCount count = new ExpiryCount(5);
        for (int i = 0; i < 100; i++) {
            count.add(12, NEVER);
        }
        count.add(992, 9);
        assertEquals(9, count.third());
        count.add(2, NEVER);
        assertEquals(NEVER, count.third());
    }

    @Test
    void theEndsOfTime() {
        ExpiryCount count = new ExpiryCount(1_700_000_000_000L);
        count.add(100, 0);
        count.add(100, NEVER);
        count.add(100, NEVER);
        assertEquals(1_700_000_000_000L, count.third());
        count.add(100, NEVER - 1);
        assertEquals(NEVER, count.third());
        ExpiryCount first = new ExpiryCount(0);
        first.add(100, NEVER - 1);
        assertEquals(NEVER, first.third());
    }
}

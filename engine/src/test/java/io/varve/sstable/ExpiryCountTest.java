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
            count.add(expiries[i]);
        }
        Arrays.sort(expiries);
        long exact = expiries[(expiries.length + 2) / 3 - 1];
        long third = count.third(expiries.length);
        long latest = exact == NEVER ? NEVER : Math.max(exact, from) + Math.max(0, exact - from) / 32;
        assertTrue(third >= exact && third <= latest, third + " for " + exact + " from " + from);
    }

    @Test
    void nothingThatExpiresIsNever() {
        ExpiryCount count = new ExpiryCount(5);
        assertEquals(NEVER, count.third(1));
        count.add(NEVER);
        assertEquals(NEVER, count.third(1));
        count.add(7);
        assertEquals(7, count.third(3));
        assertEquals(NEVER, count.third(4));
    }

    @Test
    void theEndsOfTime() {
        ExpiryCount count = new ExpiryCount(1_700_000_000_000L);
        count.add(0);
        assertEquals(1_700_000_000_000L, count.third(3));
        count.add(NEVER - 1);
        assertEquals(NEVER, count.third(6));
        ExpiryCount first = new ExpiryCount(0);
        first.add(NEVER - 1);
        assertEquals(NEVER, first.third(1));
    }
}

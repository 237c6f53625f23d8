package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.Expiry;
import io.varve.format.RecordKind;
import io.varve.format.RecordLimits;
import io.varve.nativeio.Region;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class EntryFormatTest {
    private static final int[] KEY_LENGTHS = {0, 1, 16, 254, 255, 256, 257, 65_534, 65_535};
    private static final int[] VALUE_LENGTHS = {
        0, 1, 100, 255, 256, 65_535, 65_536, RecordLimits.MAX_VALUE_LENGTH - 1, RecordLimits.MAX_VALUE_LENGTH
    };
    private static final long[] EXPIRIES = {Expiry.NEVER, 0, 1, 1_700_000_000_000L, Long.MAX_VALUE - 1};

    private final Region region = TestTables.region(64);

    @Test
    void whatIsPutIsRead() {
        int cases = 0;
        for (int keyLength : KEY_LENGTHS) {
            for (int valueLength : VALUE_LENGTHS) {
                for (int bit = 0; bit < Long.SIZE - 1; bit++) {
                    for (long sequence : new long[] {1L << bit, (1L << bit) - 1 | 1}) {
                        long expiry = EXPIRIES[cases++ % EXPIRIES.length];
                        requireRead(RecordKind.PUT, keyLength, valueLength, sequence, expiry);
                        requireRead(RecordKind.DELETE, keyLength, 0, sequence, expiry);
                    }
                }
            }
        }
    }

    @Test
    void theSmallestEntryIsAsSmallAsSaid() {
        assertEquals(EntryFormat.MIN_SIZE, EntryFormat.size(0, 0, 1, Expiry.NEVER));
        long largest = EntryFormat.size(256, 1 << 16, Long.MAX_VALUE - 1, 5);
        assertEquals(EntryFormat.MAX_HEADER_SIZE, largest - 256 - (1 << 16));
    }

    @Test
    void anEntryOfAPageNeedsSevenBytesBesideKeyAndValue() {
        assertEquals(7 + 116, EntryFormat.size(16, 100, 2_000_000_000L, Expiry.NEVER));
    }

    @Test
    void whatIsNotWholeIsSaidToBeNone() {
        region.fill(0, region.size(), (byte) 0);
        long key = EntryFormat.putHeader(region, 0, RecordKind.PUT, 3, 4, 1000, Expiry.NEVER);
        long size = key + 7;
        assertTrue(EntryFormat.isWhole(region, 0, size));
        assertFalse(EntryFormat.isWhole(region, 0, size - 1));
        assertFalse(EntryFormat.isWhole(region, 0, 3));
        assertFalse(EntryFormat.isWhole(region, 0, -1));

        EntryFormat.putHeader(region, 0, RecordKind.DELETE, 3, 4, 1000, Expiry.NEVER);
        assertFalse(EntryFormat.isWhole(region, 0, size), "a tombstone with a value");

        region.putByte(0, (byte) 0);
        assertFalse(EntryFormat.isWhole(region, 0, size), "of no kind");
        region.putByte(0, (byte) 3);
        assertFalse(EntryFormat.isWhole(region, 0, size), "of a kind that is not known");
    }

    /// Any bytes at all: said to be whole only when nothing in them leads outside.
    @RandomizedTest(seeds = 20)
    void noBytesLeadOutside(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 1000; i++) {
            for (int at = 0; at < region.size(); at++) {
                region.putByte(at, (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(8)));
            }
            long end = random.nextInt((int) region.size() - Long.BYTES);
            long entry = random.nextInt((int) end + 1);
            if (EntryFormat.isWhole(region, entry, end)) {
                long head = EntryFormat.head(region, entry);
                assertTrue(EntryFormat.valueLength(head) >= 0);
                assertTrue(
                        EntryFormat.sequencePlace(head) + EntryFormat.sequenceSize(head) <= EntryFormat.keyPlace(head));
                assertTrue(EntryFormat.size(head) <= end - entry);
            }
        }
    }

    private void requireRead(int kind, int keyLength, int valueLength, long sequence, long expiry) {
        region.fill(0, region.size(), (byte) 0xFF);
        long at = EntryFormat.putHeader(region, 1, kind, keyLength, valueLength, sequence, expiry);
        long head = EntryFormat.head(region, 1);
        assertEquals(kind, EntryFormat.kind(head));
        assertEquals(keyLength, EntryFormat.keyLength(head));
        assertEquals(valueLength, EntryFormat.valueLength(head));
        assertEquals(sequence, EntryFormat.sequence(region, 1, head));
        assertEquals(expiry, EntryFormat.expiry(region, 1, head));
        assertEquals(at, 1 + EntryFormat.keyPlace(head));
        assertEquals(kind == RecordKind.PUT && expiry == Expiry.NEVER, EntryFormat.isLasting(head));
        assertEquals(EntryFormat.size(keyLength, valueLength, sequence, expiry), EntryFormat.size(head));
        assertTrue(EntryFormat.isWhole(region, 1, 1 + EntryFormat.size(head)));
    }
}

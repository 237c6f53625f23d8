package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class BlockWordTest {
    private static final long MAX_OFFSET = ((1L << 33) - 1) << 3;
    private static final int MAX_LENGTH = ((1 << 13) - 1) << 3;
    private static final int MAX_COUNT = (1 << 12) - 1;
    private static final int MAX_SKIP = 31;

    @Test
    void givesBackWhatFits() {
        for (long offset : new long[] {0, 8, 64, 1L << 35, MAX_OFFSET}) {
            for (int length : new int[] {8, 4096, MAX_LENGTH}) {
                for (int count : new int[] {1, 27, MAX_COUNT}) {
                    for (int skip : new int[] {0, 1, MAX_SKIP}) {
                        long word = BlockWord.of(offset, length, count, skip);

                        assertTrue(BlockWord.isComplete(word));
                        assertEquals(offset, BlockWord.offset(word));
                        assertEquals(length, BlockWord.length(word));
                        assertEquals(count, BlockWord.count(word));
                        assertEquals(skip, BlockWord.skip(word));
                    }
                }
            }
        }
    }

    @Test
    void refersToTheIndexForWhatDoesNot() {
        requireIncomplete(BlockWord.of(MAX_OFFSET + 8, 4096, 27, 0));
        requireIncomplete(BlockWord.of(4, 4096, 27, 0));
        requireIncomplete(BlockWord.of(64, MAX_LENGTH + 8, 27, 0));
        requireIncomplete(BlockWord.of(64, 4095, 27, 0));
        requireIncomplete(BlockWord.of(64, 4096, MAX_COUNT + 1, 0));
        requireIncomplete(BlockWord.of(64, 4096, 27, MAX_SKIP + 1));
    }

    private static void requireIncomplete(long word) {
        assertFalse(BlockWord.isComplete(word));
        assertNotEquals(BlockWord.UNCHECKED, word);
    }
}

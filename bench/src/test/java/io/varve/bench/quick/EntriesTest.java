package io.varve.bench.quick;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class EntriesTest {
    @Test
    void numbersInOrderAreAllNumbersAndTheirKeysAscend() {
        long[] numbers = Entries.inOrder(10_000);
        ByteBuffer before = ByteBuffer.allocate(Entries.KEY_BYTES);
        ByteBuffer key = ByteBuffer.allocate(Entries.KEY_BYTES);
        for (int i = 1; i < numbers.length; i++) {
            Entries.key(before, numbers[i - 1]);
            Entries.key(key, numbers[i]);
            assertTrue(Arrays.compareUnsigned(before.array(), key.array()) < 0, "key " + i);
        }
        assertEquals(
                LongStream.range(0, 10_000).boxed().toList(),
                Arrays.stream(numbers).sorted().boxed().toList());
    }
}

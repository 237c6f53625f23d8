package io.varve.bench.stores;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

final class EntriesTest {
    @Test
    void numbersInOrderAreAllNumbersAndTheirKeysAscend() {
        for (Entries entries : new Entries[] {Entries.usual(), new Entries(100, Entries.Filling.ZEROS, true)}) {
            long[] numbers = entries.inOrder(10_000);
            ByteBuffer before = ByteBuffer.allocate(Entries.KEY_BYTES);
            ByteBuffer key = ByteBuffer.allocate(Entries.KEY_BYTES);
            for (int i = 1; i < numbers.length; i++) {
                entries.key(before, numbers[i - 1]);
                entries.key(key, numbers[i]);
                assertTrue(Arrays.compareUnsigned(before.array(), key.array()) < 0, "key " + i);
            }
            assertEquals(
                    LongStream.range(0, 10_000).boxed().toList(),
                    Arrays.stream(numbers).sorted().boxed().toList());
        }
    }

    @Test
    void orderedNumbersHaveOrderedKeys() {
        long[] numbers = new Entries(100, Entries.Filling.ZEROS, true).inOrder(1000);
        assertEquals(
                LongStream.range(0, 1000).boxed().toList(),
                Arrays.stream(numbers).boxed().toList());
    }

    @Test
    void aValueIsKnownAndAnotherIsNot() {
        for (Entries.Filling filling : Entries.Filling.values()) {
            Entries entries = new Entries(1000, filling, false);
            ByteBuffer key = Entries.keyBuffer();
            ByteBuffer value = entries.valueBuffer();
            entries.key(key, 7);
            entries.value(value, 7, 3);
            assertTrue(entries.isValue(value, 7));
            assertFalse(entries.isValue(value, 8));
            assertTrue(Entries.belong(key, value));
        }
    }

    @Test
    void valuesCanBeCompressedAsFarAsTheySay() {
        assertTrue(deflated(Entries.Filling.ZEROS) < 100);
        assertTrue(Math.abs(deflated(Entries.Filling.HALF) - 4096) < 300);
        assertTrue(deflated(Entries.Filling.RANDOM) > 8000);
    }

    @Test
    void theValuesOfANumberDifferFromTurnToTurn() {
        Entries entries = new Entries(64, Entries.Filling.HALF, false);
        ByteBuffer one = entries.valueBuffer();
        ByteBuffer other = entries.valueBuffer();
        entries.value(one, 7, 3);
        entries.value(other, 7, 4);
        assertFalse(one.equals(other));
    }

    @Test
    void aLengthThatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Entries(15, Entries.Filling.ZEROS, false));
        assertThrows(IllegalArgumentException.class, () -> new Entries(2 << 20, Entries.Filling.ZEROS, false));
    }

    private static int deflated(Entries.Filling filling) {
        Entries entries = new Entries(8192, filling, false);
        ByteBuffer value = entries.valueBuffer();
        entries.value(value, 1, 1);
        byte[] bytes = new byte[8192];
        value.get(0, bytes);
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(bytes);
            deflater.finish();
            return deflater.deflate(new byte[10_000]);
        } finally {
            deflater.end();
        }
    }
}

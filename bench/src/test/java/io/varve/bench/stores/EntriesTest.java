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
    private static final Keys ORDERED = new Keys(Keys.Kind.PAIR, true);

    @Test
    void numbersInOrderAreAllNumbersAndTheirKeysAscend() {
        for (Entries entries : new Entries[] {Entries.usual(), new Entries(100, Entries.Filling.ZEROS, ORDERED)}) {
            long[] numbers = entries.inOrder(10_000);
            ByteBuffer before = ByteBuffer.allocate(entries.keyBytes());
            ByteBuffer key = ByteBuffer.allocate(entries.keyBytes());
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
    void shorterKeysAscendInTheirOrderToo() {
        for (Keys.Kind kind : Keys.Kind.values()) {
            for (boolean isOrdered : new boolean[] {true, false}) {
                Entries entries = new Entries(64, Entries.Filling.ZEROS, new Keys(kind, isOrdered));
                long[] numbers = entries.inOrder(10_000);
                assertEquals(numbers[9_999], entries.last(10_000, false), kind.name());
                assertEquals(0, numbers[0], "a walk begins with the number 0");
                ByteBuffer before = ByteBuffer.allocate(entries.keyBytes());
                ByteBuffer key = ByteBuffer.allocate(entries.keyBytes());
                ByteBuffer value = entries.valueBuffer();
                for (int i = 1; i < numbers.length; i++) {
                    entries.key(before, numbers[i - 1]);
                    entries.key(key, numbers[i]);
                    entries.value(value, numbers[i], 0);
                    assertTrue(Arrays.compareUnsigned(before.array(), key.array()) < 0, kind + ", key " + i);
                    assertTrue(entries.belong(key, value), kind + ", key " + i);
                    assertFalse(entries.belong(before, value), kind + ", key " + i);
                    assertTrue(entries.isValue(value, numbers[i]));
                }
            }
        }
    }

    @Test
    void integersOfThisMachineAscendAsSuch() {
        Entries entries = new Entries(64, Entries.Filling.ZEROS, new Keys(Keys.Kind.INT_LITTLE, true));
        assertEquals(999, entries.last(1000, true));
        assertEquals(255 + 512, entries.last(1000, false), "bytes 255, 2, 0, 0");
    }

    @Test
    void orderedNumbersHaveOrderedKeys() {
        long[] numbers = new Entries(100, Entries.Filling.ZEROS, ORDERED).inOrder(1000);
        assertEquals(
                LongStream.range(0, 1000).boxed().toList(),
                Arrays.stream(numbers).boxed().toList());
    }

    @Test
    void aValueIsKnownAndAnotherIsNot() {
        for (Entries.Filling filling : Entries.Filling.values()) {
            Entries entries = new Entries(1000, filling);
            ByteBuffer key = entries.keyBuffer();
            ByteBuffer value = entries.valueBuffer();
            entries.key(key, 7);
            entries.value(value, 7, 3);
            assertTrue(entries.isValue(value, 7));
            assertFalse(entries.isValue(value, 8));
            assertTrue(entries.belong(key, value));
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
        Entries entries = new Entries(64, Entries.Filling.HALF);
        ByteBuffer one = entries.valueBuffer();
        ByteBuffer other = entries.valueBuffer();
        entries.value(one, 7, 3);
        entries.value(other, 7, 4);
        assertFalse(one.equals(other));
    }

    @Test
    void aLengthThatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Entries(15, Entries.Filling.ZEROS));
        assertThrows(IllegalArgumentException.class, () -> new Entries(2 << 20, Entries.Filling.ZEROS));
    }

    private static int deflated(Entries.Filling filling) {
        Entries entries = new Entries(8192, filling);
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

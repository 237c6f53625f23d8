package io.varve.bench.quick;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Keys of 16 bytes in no order, values of 100 bytes; both are told by a number.
final class Entries {
    static final int KEY_BYTES = 16;
    static final int VALUE_BYTES = 100;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private Entries() {}

    static void key(ByteBuffer into, long number) {
        into.clear();
        into.putLong(0, number * FACTOR);
        into.putLong(Long.BYTES, number);
    }

    /// The first numbers, in the order of their keys.
    static long[] inOrder(int count) {
        long[] numbers = new long[count];
        Arrays.setAll(numbers, number -> number * FACTOR ^ Long.MIN_VALUE);
        Arrays.sort(numbers);
        long back = inverse(FACTOR);
        Arrays.setAll(numbers, i -> (numbers[i] ^ Long.MIN_VALUE) * back);
        return numbers;
    }

    /// What undoes the multiplication with an odd number: each round doubles the bits that are right.
    private static long inverse(long odd) {
        long inverse = odd;
        for (int right = 3; right < Long.SIZE; right *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    static void value(ByteBuffer into, long number) {
        into.clear();
        into.putLong(0, number);
        into.putLong(VALUE_BYTES - Long.BYTES, ~number);
    }

    /// Whether a value belongs to a key.
    static boolean belong(ByteBuffer key, ByteBuffer value) {
        return key.getLong(Long.BYTES) == value.getLong(0);
    }

    static boolean isValue(ByteBuffer value, long number) {
        return value.getLong(0) == number && value.getLong(VALUE_BYTES - Long.BYTES) == ~number;
    }
}

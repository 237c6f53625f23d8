package io.varve.bench.stores;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Keys of 16 bytes and values of one length, both told by a number.
///
/// A value begins and ends with its number, so that whoever reads it can tell that it is the right one; what is between
/// is nothing, half random or all random.
public final class Entries {
    /// Length of every key.
    public static final int KEY_BYTES = 16;

    /// A value has its number twice.
    public static final int LEAST_VALUE_BYTES = 16;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;
    private static final int SOURCE_BITS = 20;
    private static final int SOURCE_BYTES = 1 << SOURCE_BITS;
    private static final int SOURCE_SHIFT = Long.SIZE - SOURCE_BITS;

    private final int valueBytes;
    private final long factor;
    private final int randomBytes;
    private final ByteBuffer source;

    /// What a value has between its numbers.
    public enum Filling {
        /// Zeros.
        ZEROS,
        /// Random bytes in the first half, zeros in the second: what db_bench calls a compression ratio of 0.5.
        HALF,
        /// Random bytes.
        RANDOM
    }

    /// @param isOrdered whether larger numbers have larger keys; otherwise keys are in no order
    public Entries(int valueBytes, Filling filling, boolean isOrdered) {
        if (valueBytes < LEAST_VALUE_BYTES || valueBytes > SOURCE_BYTES) {
            throw new IllegalArgumentException(
                    "Values have " + LEAST_VALUE_BYTES + " to " + SOURCE_BYTES + " bytes, not " + valueBytes + ".");
        }
        this.valueBytes = valueBytes;
        this.factor = isOrdered ? 1 : FACTOR;
        int between = valueBytes - LEAST_VALUE_BYTES;
        this.randomBytes = switch (filling) {
            case ZEROS -> 0;
            case HALF -> between / 2;
            case RANDOM -> between;
        };
        this.source = ByteBuffer.allocateDirect(randomBytes == 0 ? 0 : 2 * SOURCE_BYTES);
        SplittableRandom random = new SplittableRandom(7);
        while (source.remaining() >= Long.BYTES) {
            source.putLong(random.nextLong());
        }
    }

    /// Values of 100 bytes with nothing between their numbers, keys in no order.
    public static Entries usual() {
        return new Entries(100, Filling.ZEROS, false);
    }

    /// Length of every value.
    public int valueBytes() {
        return valueBytes;
    }

    /// Of a key and a value.
    public int bytes() {
        return KEY_BYTES + valueBytes;
    }

    void key(ByteBuffer into, long number) {
        into.clear();
        into.putLong(0, number * factor);
        into.putLong(Long.BYTES, number);
    }

    /// @param turn makes one value of a number differ from the next, where it is random
    void value(ByteBuffer into, long number, long turn) {
        into.clear();
        into.putLong(0, number);
        if (randomBytes > 0) {
            int from = (int) (((number + turn) * FACTOR) >>> SOURCE_SHIFT);
            into.put(Long.BYTES, source, from, randomBytes);
        }
        into.putLong(valueBytes - Long.BYTES, ~number);
    }

    boolean isValue(ByteBuffer value, long number) {
        return value.getLong(0) == number && value.getLong(valueBytes - Long.BYTES) == ~number;
    }

    /// Whether a value belongs to a key.
    static boolean belong(ByteBuffer key, ByteBuffer value) {
        return key.getLong(Long.BYTES) == value.getLong(0);
    }

    /// The same of arrays.
    static boolean belong(byte[] key, byte[] value) {
        return Arrays.equals(key, Long.BYTES, 2 * Long.BYTES, value, 0, Long.BYTES);
    }

    /// A buffer for a key.
    static ByteBuffer keyBuffer() {
        return ByteBuffer.allocateDirect(KEY_BYTES).order(ByteOrder.BIG_ENDIAN);
    }

    /// A buffer for a value.
    ByteBuffer valueBuffer() {
        return ByteBuffer.allocateDirect(valueBytes).order(ByteOrder.BIG_ENDIAN);
    }

    /// The first numbers, in the order of their keys.
    public long[] inOrder(int count) {
        long[] numbers = new long[count];
        Arrays.setAll(numbers, number -> number * factor ^ Long.MIN_VALUE);
        Arrays.sort(numbers);
        long back = inverse(factor);
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
}

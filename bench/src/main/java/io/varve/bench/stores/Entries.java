package io.varve.bench.stores;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

/// Keys and values of one length each, both told by a number.
///
/// A value begins with what tells its key and ends with its number, so that whoever reads it can tell that it is the
/// right one; what is between
/// is nothing, half random or all random.
public final class Entries {
    /// A value has its number twice.
    public static final int LEAST_VALUE_BYTES = 16;

    private static final long FACTOR = 0x9E3779B97F4A7C15L;
    private static final int SOURCE_BITS = 20;
    private static final int SOURCE_BYTES = 1 << SOURCE_BITS;
    private static final int SOURCE_SHIFT = Long.SIZE - SOURCE_BITS;

    private final int valueBytes;
    private final Keys keys;
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

    /// Keys that are meant unless somebody says otherwise.
    public Entries(int valueBytes, Filling filling) {
        this(valueBytes, filling, Keys.ANY);
    }

    /// Of any length that a store can have and tell.
    public Entries(int valueBytes, Filling filling, Keys keys) {
        if (valueBytes < LEAST_VALUE_BYTES || valueBytes > SOURCE_BYTES) {
            throw new IllegalArgumentException(
                    "Values have " + LEAST_VALUE_BYTES + " to " + SOURCE_BYTES + " bytes, not " + valueBytes + ".");
        }
        this.valueBytes = valueBytes;
        this.keys = keys;
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
        return new Entries(100, Filling.ZEROS);
    }

    /// Length of every value.
    public int valueBytes() {
        return valueBytes;
    }

    /// Length of every key.
    public int keyBytes() {
        return keys.bytes();
    }

    /// Of a key and a value.
    public int bytes() {
        return keys.bytes() + valueBytes;
    }

    /// How keys look.
    public Keys keys() {
        return keys;
    }

    void key(ByteBuffer into, long number) {
        keys.put(into, number);
    }

    /// @param turn makes one value of a number differ from the next, where it is random
    void value(ByteBuffer into, long number, long turn) {
        into.clear();
        into.putLong(0, keys.tag(number));
        if (randomBytes > 0) {
            int from = (int) (((number + turn) * FACTOR) >>> SOURCE_SHIFT);
            into.put(Long.BYTES, source, from, randomBytes);
        }
        into.putLong(valueBytes - Long.BYTES, ~number);
    }

    boolean isValue(ByteBuffer value, long number) {
        return value.getLong(0) == keys.tag(number) && value.getLong(valueBytes - Long.BYTES) == ~number;
    }

    /// Whether a value belongs to a key.
    boolean belong(ByteBuffer key, ByteBuffer value) {
        return keys.belong(key, value);
    }

    /// A buffer for a key.
    ByteBuffer keyBuffer() {
        return ByteBuffer.allocateDirect(keys.bytes()).order(ByteOrder.BIG_ENDIAN);
    }

    /// A buffer for a value.
    ByteBuffer valueBuffer() {
        return ByteBuffer.allocateDirect(valueBytes).order(ByteOrder.BIG_ENDIAN);
    }

    /// The first numbers, in the order of their keys.
    public long[] inOrder(int count) {
        return keys.inOrder(count, false);
    }

    /// The one of the first numbers whose key is the largest.
    ///
    /// @param isNumeric whether the store compares integers as such, and not bytes
    public long last(long count, boolean isNumeric) {
        return keys.last(count, isNumeric);
    }
}

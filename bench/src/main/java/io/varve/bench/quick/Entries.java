package io.varve.bench.quick;

import java.nio.ByteBuffer;

/// Keys of 16 bytes in no order, values of 100 bytes; both are told by a number.
final class Entries {
    static final int KEY_BYTES = 16;
    static final int VALUE_BYTES = 100;

    private Entries() {}

    static void key(ByteBuffer into, long number) {
        into.clear();
        into.putLong(0, number * 0x9E3779B97F4A7C15L);
        into.putLong(Long.BYTES, number);
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

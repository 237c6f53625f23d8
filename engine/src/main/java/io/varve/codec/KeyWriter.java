package io.varve.codec;

import java.util.Arrays;

/// Bytes of a key that is being made, part by part.
///
/// **Owner:** one thread.
public final class KeyWriter {
    private static final int USUAL_LENGTH = 32;

    private byte[] bytes = new byte[USUAL_LENGTH];
    private int length;

    /// With nothing in it.
    public KeyWriter() {}

    /// Adds one byte: the lowest 8 bits.
    public KeyWriter put(int value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = (byte) value;
        return this;
    }

    /// Adds the lowest bytes of a number, the highest of them first.
    ///
    /// @param count 1 to 8
    public KeyWriter putBigEndian(long value, int count) {
        for (int shift = (count - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            put((int) (value >>> shift));
        }
        return this;
    }

    /// What was added so far.
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}

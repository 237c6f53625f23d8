package io.varve.format;

import io.varve.nativeio.Region;
import java.util.Arrays;
import java.util.HexFormat;

/// A key on the heap, as descriptions of files keep it; nothing on a hot path does. Immutable, in the order of
/// keys.
public final class KeyBytes implements Comparable<KeyBytes> {
    private final byte[] bytes;

    private KeyBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of an array.
    public static KeyBytes of(byte[] bytes) {
        return new KeyBytes(bytes.clone());
    }

    /// A copy of a key in raw memory.
    public static KeyBytes copyOf(Region region, long offset, int length) {
        byte[] copy = new byte[length];
        region.copyTo(offset, copy, 0, length);
        return new KeyBytes(copy);
    }

    /// Bytes of the key.
    public int length() {
        return bytes.length;
    }

    /// A copy of the bytes.
    public byte[] toArray() {
        return bytes.clone();
    }

    @Override
    public int compareTo(KeyBytes other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyBytes key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}

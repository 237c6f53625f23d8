package io.varve.memory;

import io.varve.nativeio.Region;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A key on the heap that keys in raw memory are held against, again and again: an end of a range. Immutable.
public final class HeapKey {
    private static final VarHandle BIG_ENDIAN_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /// With [Keys#SLACK] zeros behind, as keys are read in words.
    private final byte[] padded;

    private final int length;
    private final long prefix;

    /// @param key copied
    public HeapKey(byte[] key) {
        padded = Arrays.copyOf(key, key.length + Keys.SLACK);
        length = key.length;
        prefix = (long) BIG_ENDIAN_LONG.get(padded, 0);
    }

    /// Its first bytes, as of [Keys#prefix].
    public long prefix() {
        return prefix;
    }

    /// Its bytes.
    public int length() {
        return length;
    }

    /// Copies it.
    public void copyTo(Region into, long offset) {
        into.copyFrom(offset, padded, 0, length);
    }

    /// How a key in raw memory is ordered against it: negative, when that is smaller.
    ///
    /// @param otherPrefix of that key
    public int compareTo(long otherPrefix, Region other, long offset, int otherLength) {
        if (otherPrefix != prefix) {
            return Long.compareUnsigned(otherPrefix, prefix);
        }
        int common = Math.min(length, otherLength);
        for (int i = Long.BYTES; i < common; i += Long.BYTES) {
            long difference = other.getLongBigEndian(offset + i) ^ (long) BIG_ENDIAN_LONG.get(padded, i);
            int same = Long.numberOfLeadingZeros(difference) / Byte.SIZE;
            if (same < Math.min(Long.BYTES, common - i)) {
                return Byte.compareUnsigned(other.getByte(offset + i + same), padded[i + same]);
            }
        }
        return Integer.compare(otherLength, length);
    }
}

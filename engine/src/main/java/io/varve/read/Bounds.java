package io.varve.read;

import io.varve.cursor.Stand;
import io.varve.memory.HeapKey;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The keys that a cursor may stand on: from a lowest one on, below an end. Immutable.
public final class Bounds {
    /// All keys.
    public static final Bounds NONE = new Bounds(new byte[0], null);

    private final byte[] low;
    private final byte @Nullable [] end;
    private final @Nullable HeapKey lowest;
    private final @Nullable HeapKey above;

    /// @param low the lowest key that is allowed; without bytes when all low ones are
    /// @param end the lowest key above those that are allowed; null when all high ones are
    public Bounds(byte[] low, byte @Nullable [] end) {
        this.low = low;
        this.end = end;
        this.lowest = low.length == 0 ? null : new HeapKey(low);
        this.above = end == null ? null : new HeapKey(end);
    }

    /// The lowest key that is allowed; null when all low ones are.
    @Nullable
    HeapKey lowest() {
        return lowest;
    }

    /// The lowest key above those that are allowed; null when all high ones are.
    @Nullable
    HeapKey above() {
        return above;
    }

    /// Whether there may be a key among those from a smallest to a largest one.
    boolean meet(byte[] smallest, byte[] largest) {
        return Arrays.compareUnsigned(low, largest) <= 0 && (end == null || Arrays.compareUnsigned(smallest, end) < 0);
    }

    /// Whether an entry is at the end, or above it.
    boolean endBefore(Stand stand) {
        return above != null
                && above.compareTo(stand.prefix(), stand.region(), stand.keyOffset(), stand.keyLength()) >= 0;
    }

    /// Memory that a key of `length` bytes needs to be clamped.
    public int room(int length) {
        return Math.max(length, Math.max(low.length, end == null ? 0 : end.length));
    }

    /// Puts the lowest key in place of one at offset 0 that is below it.
    ///
    /// @return the length of what stands there now
    public int clampLow(Region key, int length) {
        if (lowest == null || lowest.compareTo(Keys.prefix(key, 0, length), key, 0, length) >= 0) {
            return length;
        }
        lowest.copyTo(key, 0);
        return lowest.length();
    }

    /// Puts the end in place of a key at offset 0 that is above it.
    ///
    /// @return the length of what stands there now
    public int clampHigh(Region key, int length) {
        if (above == null || above.compareTo(Keys.prefix(key, 0, length), key, 0, length) <= 0) {
            return length;
        }
        above.copyTo(key, 0);
        return above.length();
    }

    /// Puts the lowest key at offset 0.
    ///
    /// @return its length, or below 0 when there is none
    public int putLow(Region into) {
        return put(lowest, into);
    }

    /// Puts the end at offset 0.
    ///
    /// @return its length, or below 0 when there is none
    public int putEnd(Region into) {
        return put(above, into);
    }

    private static int put(@Nullable HeapKey key, Region into) {
        if (key == null) {
            return -1;
        }
        key.copyTo(into, 0);
        return key.length();
    }
}

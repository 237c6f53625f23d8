package io.varve.memory;

import io.varve.nativeio.Region;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keys from one on, and below another, in both forms in which keys are compared.
///
/// **Requires:** the region stays as it is for as long as this is used.
public final class KeyInterval {
    private final byte[] low;
    private final byte @Nullable [] end;
    private final Region region;

    /// @param low the smallest key; an empty one is below all others
    /// @param end the smallest key above all; null when there is none
    /// @param region private memory of [#regionBytes], which this fills
    public KeyInterval(byte[] low, byte @Nullable [] end, Region region) {
        this.low = low;
        this.end = end;
        this.region = region;
        region.copyFrom(0, low, 0, low.length);
        if (end != null) {
            region.copyFrom(endOffset(), end, 0, end.length);
        }
    }

    /// Bytes of a region that has room for both.
    public static long regionBytes(byte[] low, byte @Nullable [] end) {
        return low.length + (end == null ? 0L : end.length) + 2L * Keys.SLACK;
    }

    /// Whether it has no upper end.
    public boolean isOpen() {
        return end == null;
    }

    /// Whether it can have no key.
    public boolean isEmpty() {
        return end != null && Arrays.compareUnsigned(low, end) >= 0;
    }

    /// Whether it begins above a key.
    public boolean beginsAbove(byte[] key) {
        return Arrays.compareUnsigned(low, key) > 0;
    }

    /// Whether it ends at a key, or below.
    public boolean endsBefore(byte[] key) {
        return end != null && Arrays.compareUnsigned(end, key) <= 0;
    }

    /// The memory in which both ends lie.
    public Region region() {
        return region;
    }

    /// Bytes of the lower end, which begins the region.
    public int lowLength() {
        return low.length;
    }

    /// Where the upper end begins in the region.
    public long endOffset() {
        return low.length + (long) Keys.SLACK;
    }

    /// Bytes of the upper end; only when there is one.
    public int endLength() {
        return end == null ? 0 : end.length;
    }
}

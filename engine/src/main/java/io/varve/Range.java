package io.varve;

import io.varve.read.Bounds;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Which keys to walk over, and in which direction. Immutable.
///
/// One begins with [#all()], and every further word narrows it: what is left are the keys that all words allow.
///
/// ```java
/// Range.all().from(monday).toBefore(tuesday)
/// Range.all().prefix(user).reversed()
/// ```
public final class Range {
    private static final byte FARTHEST = (byte) 0xFF;
    private static final Range ALL = new Range(new byte[0], null, false, false);

    /// The smallest key that is allowed.
    private final byte[] low;

    /// The smallest key above all that are allowed; null when there is none.
    private final byte @Nullable [] end;

    private final boolean isReversed;
    private final boolean isKeysOnly;

    private Range(byte[] low, byte @Nullable [] end, boolean isReversed, boolean isKeysOnly) {
        this.low = low;
        this.end = end;
        this.isReversed = isReversed;
        this.isKeysOnly = isKeysOnly;
    }

    /// All keys, from the smallest to the largest.
    public static Range all() {
        return ALL;
    }

    /// Only this key, and larger ones.
    public Range from(byte[] key) {
        return narrowed(checked(key).clone(), null);
    }

    /// Only keys that are larger than this one.
    public Range fromAfter(byte[] key) {
        return narrowed(next(checked(key)), null);
    }

    /// Only this key, and smaller ones.
    public Range to(byte[] key) {
        return narrowed(low, next(checked(key)));
    }

    /// Only keys that are smaller than this one.
    public Range toBefore(byte[] key) {
        return narrowed(low, checked(key).clone());
    }

    /// Only keys that begin with these bytes; this key itself does.
    public Range prefix(byte[] prefix) {
        return narrowed(checked(prefix).clone(), behindPrefix(prefix));
    }

    /// The same keys in the opposite direction.
    public Range reversed() {
        return new Range(low, end, !isReversed, isKeysOnly);
    }

    /// The same keys, without their values: who walks over them does not have to bring these, and cannot ask.
    public Range keysOnly() {
        return new Range(low, end, isReversed, true);
    }

    /// Whether it has a key.
    public boolean contains(byte[] key) {
        checked(key);
        return Arrays.compareUnsigned(low, key) <= 0 && (end == null || Arrays.compareUnsigned(key, end) < 0);
    }

    /// Whether it can have no key at all.
    public boolean isEmpty() {
        return end != null && Arrays.compareUnsigned(low, end) >= 0;
    }

    /// Whether it goes from larger keys to smaller ones.
    public boolean isReversed() {
        return isReversed;
    }

    /// Whether it is about keys without their values.
    public boolean isKeysOnly() {
        return isKeysOnly;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Range range
                && Arrays.equals(low, range.low)
                && Arrays.equals(end, range.end)
                && isReversed == range.isReversed
                && isKeysOnly == range.isKeysOnly;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(low) + Arrays.hashCode(end)) + (isReversed ? 2 : 0) + (isKeysOnly ? 1 : 0);
    }

    /// In hexadecimal, as in `[6162, 63) reversed`.
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "[" + hex.formatHex(low) + ", " + (end == null ? "" : hex.formatHex(end)) + ")"
                + (isReversed ? " reversed" : "") + (isKeysOnly ? " keys only" : "");
    }

    Bounds bounds() {
        return low.length == 0 && end == null ? Bounds.NONE : new Bounds(low, end);
    }

    private Range narrowed(byte[] otherLow, byte @Nullable [] otherEnd) {
        byte[] higher = Arrays.compareUnsigned(low, otherLow) < 0 ? otherLow : low;
        boolean isOtherFirst = end == null || (otherEnd != null && Arrays.compareUnsigned(otherEnd, end) < 0);
        return new Range(higher, isOtherFirst ? otherEnd : end, isReversed, isKeysOnly);
    }

    private static byte[] checked(byte @Nullable [] key) {
        Arguments.checkKey(key);
        return Arguments.given("key", key);
    }

    /// There is nothing between a key and this: the same with a zero behind. It may be longer than a key can be.
    private static byte[] next(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /// The smallest key above all that begin with a prefix; null when there is none, as behind a prefix of nothing
    /// but the highest bytes.
    private static byte @Nullable [] behindPrefix(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == FARTHEST) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] behind = Arrays.copyOf(prefix, length);
        behind[length - 1]++;
        return behind;
    }
}

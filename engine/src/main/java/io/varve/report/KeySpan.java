package io.varve.report;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Keys from one to another. Immutable.
public final class KeySpan {
    private final byte[] from;
    private final byte @Nullable [] to;
    private final boolean isToIncluded;

    private KeySpan(byte[] from, byte @Nullable [] to, boolean isToIncluded) {
        this.from = from;
        this.to = to;
        this.isToIncluded = isToIncluded;
    }

    /// Both included.
    public static KeySpan closed(byte[] from, byte[] to) {
        return new KeySpan(from.clone(), to.clone(), true);
    }

    /// Without the end.
    ///
    /// @param to null when there is no end
    public static KeySpan upTo(byte[] from, byte @Nullable [] to) {
        return new KeySpan(from.clone(), to == null ? null : to.clone(), false);
    }

    /// The smallest key that may be meant.
    public byte[] from() {
        return from.clone();
    }

    /// The end; null when there is none.
    public byte @Nullable [] to() {
        return to == null ? null : to.clone();
    }

    /// Whether a key is in it.
    public boolean contains(byte[] key) {
        int order = to == null ? -1 : Arrays.compareUnsigned(key, to);
        return Arrays.compareUnsigned(from, key) <= 0 && (order < 0 || (order == 0 && isToIncluded));
    }

    /// In hexadecimal, as in `[6162, 63)`.
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return "[" + hex.formatHex(from) + ", " + (to == null ? "" : hex.formatHex(to)) + (isToIncluded ? "]" : ")");
    }
}

package io.varve.tools.command;

import io.varve.StoreCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A cursor's way through a range of keys: `for (boolean on = walk.begin(); on; on = walk.next())`.
final class Walk {
    private final StoreCursor cursor;
    private final byte @Nullable [] low;
    private final byte @Nullable [] end;
    private final boolean isReverse;
    private byte[] key = {};

    /// @param low the smallest key that is wanted; null when all are
    /// @param end the smallest one above all that are wanted; null when there is none
    Walk(StoreCursor cursor, byte @Nullable [] low, byte @Nullable [] end, boolean isReverse) {
        this.cursor = cursor;
        this.low = low;
        this.end = end;
        this.isReverse = isReverse;
    }

    boolean begin() {
        return isInside(isReverse ? last() : low == null ? cursor.first() : cursor.seek(low));
    }

    boolean next() {
        return isInside(isReverse ? cursor.previous() : cursor.next());
    }

    byte[] key() {
        return key;
    }

    private boolean last() {
        if (end == null) {
            return cursor.last();
        }
        boolean isOn = cursor.seekForPrevious(end);
        boolean isAtEnd = isOn && Arrays.equals(cursor.key(), end);
        return isAtEnd ? cursor.previous() : isOn;
    }

    private boolean isInside(boolean isOn) {
        if (!isOn) {
            return false;
        }
        key = cursor.key();
        return isReverse ? !isBelow(key, low) : end == null || isBelow(key, end);
    }

    private static boolean isBelow(byte[] key, byte @Nullable [] bound) {
        return bound != null && Arrays.compareUnsigned(key, bound) < 0;
    }
}

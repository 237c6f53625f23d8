package io.varve;

import io.varve.error.TooLargeException;
import io.varve.format.RecordLimits;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What a caller may hand in, checked before anything happens (row 2, 3, 7).
final class Arguments {
    private Arguments() {}

    static void checkKey(byte @Nullable [] key) {
        checkKey(given("key", key).length);
    }

    static void checkKey(@Nullable MemorySegment key) {
        checkKey(given("key", key).byteSize());
    }

    static void checkKey(long length) {
        if (length > RecordLimits.MAX_KEY_LENGTH) {
            throw TooLargeException.key(length, RecordLimits.MAX_KEY_LENGTH);
        }
    }

    static void checkValue(long length, long limit) {
        if (length > limit) {
            throw TooLargeException.value(length, limit);
        }
    }

    static <T> T given(String what, @Nullable T argument) {
        if (argument == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return argument;
    }
}

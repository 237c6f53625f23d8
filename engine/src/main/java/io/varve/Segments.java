package io.varve;

import io.varve.format.RecordFormat;
import io.varve.nativeio.Foreign;
import io.varve.nativeio.Region;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;

/// Memory of callers, whatever form they have it in, as segments.
final class Segments {
    private Segments() {}

    /// Encodes a record from segments of a caller, who may have closed them, or own them on another
    /// thread (row 5).
    static long put(Region into, long at, int kind, MemorySegment key, MemorySegment value, long expiry) {
        try {
            return RecordFormat.put(into, at, kind, key, value, expiry);
        } catch (IllegalStateException | WrongThreadException unreadable) {
            throw unusable("the key or the value cannot be read from this thread", unreadable);
        }
    }

    /// Copies a key of a caller to where a lookup wants it.
    static void copyKey(MemorySegment key, Region into, int length) {
        try {
            into.copyFrom(0, key, 0, length);
        } catch (IllegalStateException | WrongThreadException unreadable) {
            throw unusable("the key cannot be read from this thread", unreadable);
        }
    }

    /// Copies what was found to a caller.
    static void copyOut(Region from, long offset, MemorySegment into, int length) {
        try {
            from.copyTo(offset, into, 0, length);
        } catch (IllegalStateException | WrongThreadException | UnsupportedOperationException unwritable) {
            throw unusable("the target cannot be written from this thread", unwritable);
        }
    }

    /// Copies what was found to a caller.
    static void copyOut(MemorySegment from, long offset, MemorySegment into, int length) {
        try {
            MemorySegment.copy(from, offset, into, 0, length);
        } catch (IllegalStateException | WrongThreadException | UnsupportedOperationException unwritable) {
            throw unusable("the target cannot be written from this thread", unwritable);
        }
    }

    /// The answer to memory that its owner has closed, or keeps for another thread.
    static IllegalArgumentException unusable(String what, RuntimeException cause) {
        return new IllegalArgumentException(what, cause);
    }

    /// What a buffer holds between its position and its limit.
    static MemorySegment of(String what, ByteBuffer buffer) {
        return MemorySegment.ofBuffer(Arguments.given(what, buffer));
    }

    /// A range of an Agrona buffer.
    static MemorySegment of(String what, DirectBuffer buffer, int offset, int length) {
        int capacity = Arguments.given(what, buffer).capacity();
        if (offset < 0 || length < 0 || offset > capacity - length) {
            throw new IllegalArgumentException(
                    what + ": " + length + " bytes at " + offset + " of a buffer of " + capacity);
        }
        byte[] array = buffer.byteArray();
        if (array != null) {
            return MemorySegment.ofArray(array).asSlice(buffer.wrapAdjustment() + (long) offset, length);
        }
        ByteBuffer bytes = buffer.byteBuffer();
        return bytes != null
                ? MemorySegment.ofBuffer(bytes.duplicate().clear())
                        .asSlice(buffer.wrapAdjustment() + (long) offset, length)
                : Foreign.segment(buffer.addressOffset() + offset, length);
    }
}

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
    static long put(Region into, long at, int kind, MemorySegment key, MemorySegment value) {
        try {
            return RecordFormat.put(into, at, kind, key, value);
        } catch (IllegalStateException | WrongThreadException unreadable) {
            throw new IllegalArgumentException("the key or the value cannot be read from this thread", unreadable);
        }
    }

    /// What a buffer holds between its position and its limit.
    static MemorySegment of(String what, ByteBuffer buffer) {
        return MemorySegment.ofBuffer(Arguments.given(what, buffer));
    }

    /// A range of an Agrona buffer.
    static MemorySegment of(String what, DirectBuffer buffer, int offset, int length) {
        Arguments.given(what, buffer).boundsCheck(offset, length);
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

package io.varve.version;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Puts fields behind each other, in the layout of [EditFields]. Grows with what is put in.
final class FieldWriter {
    private static final int FIRST_SIZE = 512;

    private ByteBuffer out = ByteBuffer.allocate(FIRST_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private int start = -1;
    private int lastTag;

    /// Begins a field; tags ascend.
    FieldWriter begin(int tag) {
        assert start < 0 && tag > lastTag : "tag " + tag + " in or behind " + lastTag;
        start = out.position();
        lastTag = tag;
        return putInt(tag).putInt(0);
    }

    /// Ends it: its length is known now, and what is missing to a multiple of 8 is zeros.
    FieldWriter end() {
        assert start >= 0 : "no field was begun";
        out.putInt(start + Integer.BYTES, out.position() - start - EditFields.HEADER_SIZE);
        start = -1;
        return pad();
    }

    FieldWriter putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    FieldWriter putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    FieldWriter putBytes(byte[] bytes) {
        room(bytes.length).put(bytes);
        return this;
    }

    /// Zeros up to a multiple of 8.
    FieldWriter pad() {
        return putBytes(new byte[-out.position() & (EditFields.ALIGNMENT - 1)]);
    }

    byte[] toArray() {
        assert start < 0 : "a field was begun and not ended";
        return Arrays.copyOf(out.array(), out.position());
    }

    private ByteBuffer room(int bytes) {
        if (out.remaining() < bytes) {
            int size = Math.max(Math.addExact(out.position(), bytes), Math.multiplyExact(2, out.capacity()));
            out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(out.array(), 0, out.position());
        }
        return out;
    }
}

package io.varve.codec;

/// Bytes of a key that is being read, part by part.
///
/// **Owner:** one thread.
public final class KeyReader {
    private final byte[] bytes;
    private int offset;

    /// @param bytes not copied
    public KeyReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Where the next byte is.
    public int offset() {
        return offset;
    }

    /// How many bytes are left.
    public int remaining() {
        return bytes.length - offset;
    }

    /// The next byte, 0 to 255.
    ///
    /// @throws MalformedKeyException when there is none
    public int next() {
        if (offset == bytes.length) {
            throw malformed("the key ends too early");
        }
        return bytes[offset++] & 0xFF;
    }

    /// The next bytes as a number, the highest of them first.
    ///
    /// @param count 1 to 8
    /// @throws MalformedKeyException when there are fewer
    public long nextBigEndian(int count) {
        if (remaining() < count) {
            throw malformed("the key ends too early: " + remaining() + " bytes of " + count);
        }
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << Byte.SIZE | next();
        }
        return value;
    }

    /// What is wrong here.
    public MalformedKeyException malformed(String problem) {
        return new MalformedKeyException(offset, problem);
    }
}

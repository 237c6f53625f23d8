package io.varve.compression;

import java.nio.ByteBuffer;

/// Decompresses, between buffers of private memory, and never memory that somebody else could change meanwhile (F1):
/// the libraries are native code, and trust that what they have looked at stays what it is.
///
/// **Owner:** one thread at a time; [#close] gives back what the library has.
public interface Unpacker extends AutoCloseable {
    /// What stands for bytes that are none of this codec.
    int DAMAGED = -1;

    /// Decompresses to the begin of a buffer, and writes nothing beyond `most` bytes whatever it is given.
    ///
    /// @return how many bytes came out; [#DAMAGED] when it was refused
    int unpack(ByteBuffer from, int at, int length, ByteBuffer into, int most);

    @Override
    void close();
}

package io.varve.compression;

import java.nio.ByteBuffer;

/// Compresses, between buffers of private memory.
///
/// **Owner:** one thread at a time; [#close] gives back what the library has.
public interface Packer extends AutoCloseable {
    /// The most that so many bytes can become.
    int bound(int length);

    /// Compresses the first bytes of a buffer.
    ///
    /// @param into has [#bound] bytes from `at` on
    /// @return what they have become
    int pack(ByteBuffer from, int length, ByteBuffer into, int at);

    @Override
    void close();
}

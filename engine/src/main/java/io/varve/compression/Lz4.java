package io.varve.compression;

import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// LZ4 by lz4-java. Has no state, so many threads may share what is behind it.
///
/// Where the library's native part cannot be loaded, its Java part does the same, three times slower. Never its part
/// that uses `Unsafe`: the JDK warns of that, on the user's terminal.
final class Lz4 implements Packer, Unpacker {
    private static final LZ4Factory FACTORY = factory();
    private static final LZ4Compressor COMPRESSOR = FACTORY.fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR = FACTORY.safeDecompressor();

    Lz4() {}

    @Override
    public int bound(int length) {
        return COMPRESSOR.maxCompressedLength(length);
    }

    @Override
    public int pack(ByteBuffer from, int length, ByteBuffer into, int at) {
        return COMPRESSOR.compress(from, 0, length, into, at, into.capacity() - at);
    }

    @Override
    public int unpack(ByteBuffer from, int at, int length, ByteBuffer into, int most) {
        return unpack(DECOMPRESSOR, from, at, length, into, most);
    }

    /// The part in Java leaves the buffers, where the native one says that it would.
    static int unpack(LZ4SafeDecompressor by, ByteBuffer from, int at, int length, ByteBuffer into, int most) {
        try {
            return by.decompress(from, at, length, into, 0, most);
        } catch (LZ4Exception | IndexOutOfBoundsException damaged) {
            return DAMAGED;
        }
    }

    @Override
    public void close() {
        // There is nothing to give back.
    }

    private static LZ4Factory factory() {
        try {
            return LZ4Factory.nativeInstance();
        } catch (LinkageError | AssertionError | RuntimeException refused) {
            return LZ4Factory.safeInstance();
        }
    }
}

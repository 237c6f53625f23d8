package io.varve.compression;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/// Zstandard by zstd-jni. The library's own context, about a megabyte, lives as long as this.
final class ZstdPacker implements Packer {
    /// The library's own default, and that of RocksDB.
    private static final int LEVEL = 3;

    private final ZstdCompressCtx context = new ZstdCompressCtx();

    /// Frames are as bare as can be: length and checksum of a block stand with the block.
    ZstdPacker() {
        context.setLevel(LEVEL);
        context.setContentSize(false);
        context.setChecksum(false);
        context.setDictID(false);
    }

    @Override
    public int bound(int length) {
        return (int) Zstd.compressBound(length);
    }

    @Override
    public int pack(ByteBuffer from, int length, ByteBuffer into, int at) {
        return context.compressDirectByteBuffer(into, at, into.capacity() - at, from, 0, length);
    }

    @Override
    public void close() {
        context.close();
    }
}

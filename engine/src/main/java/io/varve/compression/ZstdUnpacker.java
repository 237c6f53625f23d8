package io.varve.compression;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/// Zstandard by zstd-jni. The library's own context, about 160 KiB, lives as long as this: to make one takes
/// longer than to decompress a block.
final class ZstdUnpacker implements Unpacker {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    ZstdUnpacker() {}

    @Override
    public int unpack(ByteBuffer from, int at, int length, ByteBuffer into, int most) {
        try {
            return context.decompressDirectByteBuffer(into, 0, most, from, at, length);
        } catch (ZstdException damaged) {
            return DAMAGED;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}

package io.varve.sstable;

import io.varve.memory.Keys;
import io.varve.nativeio.Region;
import java.nio.ByteBuffer;

/// Memory for one packed block, and for what comes out of it: for who goes through a whole table.
///
/// **Owner:** one thread.
final class PackedPiece implements AutoCloseable {
    private final Region packed;
    private final Region raw;
    private final ByteBuffer rawBuffer;
    private final BlockUnpacker unpacker;

    /// @param workspace has the memory
    PackedPiece(Workspace workspace) {
        this.packed = workspace.take(TableFormat.MAX_PACKED_STORED);
        this.raw = workspace.take(TableFormat.MAX_PACKED_RAW + 2L * Keys.SLACK);
        this.rawBuffer = raw.segment().asByteBuffer();
        this.unpacker = new BlockUnpacker(packed);
    }

    /// Where a block goes as it is stored.
    Region packed() {
        return packed;
    }

    /// Where it is when it was unpacked.
    Region raw() {
        return raw;
    }

    /// Unpacks it.
    ///
    /// @return its length
    /// @throws io.varve.error.CorruptionException when it is not what the index says
    int unpack(String path, TableIndex index, int block) {
        long offset = index.offset(block);
        int length = unpacker.rawLength(path, offset, index.length(block), index.entries(block));
        unpacker.unpack(path, offset, index.codec(block), rawBuffer, length);
        return length;
    }

    @Override
    public void close() {
        unpacker.close();
    }
}

package io.varve.sstable;

import io.varve.compression.Codec;
import io.varve.compression.Packer;
import io.varve.nativeio.Region;
import java.nio.ByteBuffer;

/// Packs blocks on their way into a table.
///
/// **Owner:** one thread.
final class BlockPacker implements AutoCloseable {
    /// An entry that is no larger is packed, as a block of its own if need be. Beyond, an entry goes from piece to
    /// piece, and no memory of its size is ever taken.
    static final int MAX_ENTRY = 64 * 1024;

    /// A block is stored as it is when it does not save this part of its size: then nobody has to unpack it.
    private static final int LEAST_SAVED = 8;

    private final Codec codec;
    private final Packer packer;
    private final Region packed;
    private final ByteBuffer from;
    private final ByteBuffer into;

    /// @param raw where blocks stand that are to be packed
    /// @param workspace has what they become
    BlockPacker(Codec codec, Region raw, Workspace workspace) {
        this.codec = codec;
        this.packer = codec.newPacker();
        try {
            this.packed =
                    workspace.take(TableFormat.PACKED_PAYLOAD_OFFSET + packer.bound((int) raw.size()) + Long.BYTES);
        } catch (RuntimeException | Error e) {
            packer.close();
            throw e;
        }
        this.from = raw.segment().asByteBuffer();
        this.into = packed.segment().asByteBuffer();
    }

    int codec() {
        return codec.number();
    }

    /// Where a packed block stands.
    Region packed() {
        return packed;
    }

    /// Packs the block at the begin of what was given.
    ///
    /// @return the length of what is stored; 0 when that is the block as it is
    int pack(int raw) {
        if (raw > TableFormat.MAX_PACKED_RAW) {
            return 0;
        }
        int payload = packer.pack(from, raw, into, TableFormat.PACKED_PAYLOAD_OFFSET);
        int end = TableFormat.PACKED_PAYLOAD_OFFSET + payload;
        int stored = (int) TableFormat.align(end);
        if (stored > raw - raw / LEAST_SAVED || stored > TableFormat.MAX_PACKED_STORED) {
            return 0;
        }
        packed.fill(end, stored - end, (byte) 0);
        packed.putInt(TableFormat.PACKED_RAW_LENGTH_OFFSET, raw);
        packed.putInt(TableFormat.PACKED_LENGTH_OFFSET, payload);
        return stored;
    }

    @Override
    public void close() {
        packer.close();
    }
}

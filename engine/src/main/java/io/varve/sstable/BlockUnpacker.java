package io.varve.sstable;

import io.varve.compression.Codec;
import io.varve.compression.Unpacker;
import io.varve.error.CorruptionException;
import io.varve.nativeio.Region;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Brings blocks back that were packed. What it is given has the right checksum, and may be hostile all the same:
/// nothing is believed that is not checked.
///
/// **Owner:** who has the scratch that this belongs to.
final class BlockUnpacker implements AutoCloseable {
    private static final Codec[] CODECS = Codec.values();

    private final Region packed;
    private final ByteBuffer buffer;
    private final @Nullable Unpacker[] unpackers = new @Nullable Unpacker[CODECS.length];

    /// @param packed begins with a packed block when one is to be unpacked; private memory (F1)
    BlockUnpacker(Region packed) {
        this.packed = packed;
        this.buffer = packed.segment().asByteBuffer();
    }

    /// How long the block will be.
    ///
    /// @param path for messages, and `offset` too
    /// @throws CorruptionException when it is no packed block of this many entries
    int rawLength(String path, long offset, int length, int entries) {
        int raw = packed.getInt(TableFormat.PACKED_RAW_LENGTH_OFFSET);
        long least = TableFormat.leastBlock(entries);
        boolean isRaw = raw <= TableFormat.MAX_PACKED_RAW && raw % Long.BYTES == 0 && raw >= least;
        long payload = packed.getInt(TableFormat.PACKED_LENGTH_OFFSET);
        boolean isPayload = payload > 0 && TableFormat.align(TableFormat.PACKED_PAYLOAD_OFFSET + payload) == length;
        if (!isRaw || !isPayload) {
            String expected = "a packed block of " + entries + " entries in " + length + " bytes";
            throw new CorruptionException(path, offset, expected, "lengths " + raw + " and " + payload);
        }
        return raw;
    }

    /// Unpacks the block, whose lengths were looked at.
    ///
    /// @param codec as the index has it, which was checked
    /// @param into has more than `raw` bytes
    /// @throws CorruptionException when something else comes out
    void unpack(String path, long offset, int codec, ByteBuffer into, int raw) {
        int payload = packed.getInt(TableFormat.PACKED_LENGTH_OFFSET);
        int found = unpacker(codec).unpack(buffer, TableFormat.PACKED_PAYLOAD_OFFSET, payload, into, raw);
        if (found != raw) {
            String what = found == Unpacker.DAMAGED ? "none" : found + " bytes";
            throw new CorruptionException(path, offset, raw + " bytes packed with " + CODECS[codec], what);
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < unpackers.length; i++) {
            Unpacker one = unpackers[i];
            if (one != null) {
                one.close();
                unpackers[i] = null;
            }
        }
    }

    private Unpacker unpacker(int codec) {
        Unpacker there = unpackers[codec];
        if (there == null) {
            there = CODECS[codec].newUnpacker();
            unpackers[codec] = there;
        }
        return there;
    }
}

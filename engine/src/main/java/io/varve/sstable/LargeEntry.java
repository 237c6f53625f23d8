package io.varve.sstable;

import io.varve.memory.Keys;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;

/// Writes a block of one entry that is larger than blocks are: piece by piece, so that no memory of its size is
/// needed.
///
/// **Owner:** one thread.
final class LargeEntry {
    /// What stands before a key is never in two pieces; behind it there is room for a byte, and for the padding.
    private static final int LEAST_PIECE = TableFormat.entriesOffset(1) + EntryFormat.MAX_HEADER_SIZE + 1 + Long.BYTES;

    private final Region piece;
    private final TableSink sink;
    private final Crc32c crc;
    private int pending;
    private long length;

    /// @param piece what is handed on at once; of [#LEAST_PIECE] bytes at least
    LargeEntry(Region piece, TableSink sink, Crc32c crc) {
        assert piece.size() >= LEAST_PIECE : "a piece of " + piece.size() + " bytes";
        this.piece = piece;
        this.sink = sink;
        this.crc = crc;
    }

    /// Writes the block; a checksum has been begun with its identity.
    ///
    /// @return its length
    int write(
            Region key,
            long keyOffset,
            int keyLength,
            Region value,
            long valueOffset,
            int valueLength,
            int kind,
            long sequence,
            long expiry) {
        int entriesOffset = TableFormat.entriesOffset(1);
        pending = 0;
        length = 0;
        piece.putLongBigEndian(0, Keys.prefix(key, keyOffset, keyLength));
        piece.putShort(TableFormat.offsetOf(1, 0), (short) entriesOffset);
        pending = (int) EntryFormat.putHeader(piece, entriesOffset, kind, keyLength, valueLength, sequence, expiry);
        copy(key, keyOffset, keyLength);
        copy(value, valueOffset, valueLength);
        int padding = (int) (TableFormat.align(length + pending) - (length + pending));
        handOnIfFull();
        piece.putLong(pending, 0);
        pending += padding;
        handOn();
        return Math.toIntExact(length);
    }

    private void copy(Region from, long offset, int count) {
        int done = 0;
        while (done < count) {
            handOnIfFull();
            int part = (int) Math.min(count - done, room());
            piece.copyFrom(pending, from, offset + done, part);
            pending += part;
            done += part;
        }
    }

    private void handOnIfFull() {
        if (room() == 0) {
            handOn();
        }
    }

    /// The last word of the piece stays free for the padding.
    private long room() {
        return piece.size() - Long.BYTES - pending;
    }

    private void handOn() {
        crc.update(piece, 0, pending);
        sink.append(piece, 0, pending);
        length += pending;
        pending = 0;
    }
}

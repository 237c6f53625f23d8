package io.varve.wal;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.format.StoreId;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;
import java.util.HexFormat;

/// What the header of a segment says ([SegmentFormat]).
///
/// @param store whose file it is
/// @param number of the segment
/// @param incarnation how many segments the file has been
/// @param stream whose log it is
/// @param epoch of the opener that made it
/// @param segmentSize bytes of the file
/// @param frameAlignment what frames begin on a multiple of
/// @param isCopy whether it is part of a copy
/// @param engineTime when it was made
/// @param madeAfter the segment that its maker made before it, whose name was durable by then; 0 when it made
///     none
record SegmentHeader(
        StoreId store,
        long number,
        long incarnation,
        long stream,
        long epoch,
        long segmentSize,
        int frameAlignment,
        boolean isCopy,
        long engineTime,
        long madeAfter) {
    /// Fills a header block.
    void put(Region into, long at, Crc32c crc) {
        into.fill(at, SegmentFormat.HEADER_SIZE, (byte) 0);
        into.putLong(at + SegmentFormat.MAGIC_OFFSET, SegmentFormat.MAGIC);
        into.putInt(at + SegmentFormat.VERSION_OFFSET, SegmentFormat.VERSION);
        store.put(into, at + SegmentFormat.STORE_OFFSET);
        into.putLong(at + SegmentFormat.SEGMENT_OFFSET, number);
        into.putLong(at + SegmentFormat.INCARNATION_OFFSET, incarnation);
        into.putLong(at + SegmentFormat.STREAM_OFFSET, stream);
        into.putLong(at + SegmentFormat.EPOCH_OFFSET, epoch);
        into.putLong(at + SegmentFormat.SEGMENT_SIZE_OFFSET, segmentSize);
        into.putInt(at + SegmentFormat.FRAME_ALIGNMENT_OFFSET, frameAlignment);
        into.putInt(at + SegmentFormat.FLAGS_OFFSET, isCopy ? SegmentFormat.COPY : 0);
        into.putLong(at + SegmentFormat.ENGINE_TIME_OFFSET, engineTime);
        into.putLong(at + SegmentFormat.MADE_AFTER_OFFSET, madeAfter);
        into.putInt(at + SegmentFormat.CHECKSUM_OFFSET, checksum(into, at, crc));
    }

    /// Reads a header block that came from outside.
    ///
    /// @param path as messages name the file
    /// @throws CorruptionException when it is not a header, or an impossible one
    /// @throws FormatVersionException when it is intact and of another version
    static SegmentHeader read(Region region, long at, Crc32c crc, String path) {
        long magic = region.getLong(at + SegmentFormat.MAGIC_OFFSET);
        require(magic == SegmentFormat.MAGIC, path, SegmentFormat.MAGIC_OFFSET, "the magic of a log segment", magic);
        int expected = checksum(region, at, crc);
        int found = region.getInt(at + SegmentFormat.CHECKSUM_OFFSET);
        if (found != expected) {
            throw new CorruptionException(
                    path,
                    SegmentFormat.CHECKSUM_OFFSET,
                    "a header with checksum " + HexFormat.of().toHexDigits(expected),
                    HexFormat.of().toHexDigits(found));
        }
        int version = region.getInt(at + SegmentFormat.VERSION_OFFSET);
        if (version != SegmentFormat.VERSION) {
            throw new FormatVersionException(
                    path,
                    SegmentFormat.VERSION_OFFSET,
                    "log segment version",
                    Integer.toString(SegmentFormat.VERSION),
                    version & 0xFFFFFFFFL);
        }
        int flags = region.getInt(at + SegmentFormat.FLAGS_OFFSET);
        if ((flags & ~SegmentFormat.COPY) != 0) {
            throw new FormatVersionException(path, SegmentFormat.FLAGS_OFFSET, "segment flags", "0 and 1", flags);
        }
        return fields(region, at, flags, path);
    }

    /// What a header says that is not intact: as good as the frames that fit it, whose checksums begin with it.
    ///
    /// @throws CorruptionException when it is an impossible one
    static SegmentHeader readDamaged(Region region, long at, String path) {
        return fields(region, at, region.getInt(at + SegmentFormat.FLAGS_OFFSET), path);
    }

    private static SegmentHeader fields(Region region, long at, int flags, String path) {
        SegmentHeader header = new SegmentHeader(
                StoreId.at(region, at + SegmentFormat.STORE_OFFSET),
                region.getLong(at + SegmentFormat.SEGMENT_OFFSET),
                region.getLong(at + SegmentFormat.INCARNATION_OFFSET),
                region.getLong(at + SegmentFormat.STREAM_OFFSET),
                region.getLong(at + SegmentFormat.EPOCH_OFFSET),
                region.getLong(at + SegmentFormat.SEGMENT_SIZE_OFFSET),
                region.getInt(at + SegmentFormat.FRAME_ALIGNMENT_OFFSET),
                flags != 0,
                region.getLong(at + SegmentFormat.ENGINE_TIME_OFFSET),
                region.getLong(at + SegmentFormat.MADE_AFTER_OFFSET));
        header.requireSense(path);
        return header;
    }

    /// What the identity of every frame of this segment begins with: a CRC32C of store, number and
    /// incarnation, all bits of all of them (row 105).
    int frameSeed() {
        return new Crc32c()
                .begin()
                .update(store.high())
                .update(store.low())
                .update(number)
                .update(incarnation)
                .value();
    }

    private void requireSense(String path) {
        require(number > 0, path, SegmentFormat.SEGMENT_OFFSET, "a segment number above 0", number);
        require(incarnation > 0, path, SegmentFormat.INCARNATION_OFFSET, "an incarnation above 0", incarnation);
        require(epoch >= 0, path, SegmentFormat.EPOCH_OFFSET, "an epoch of 0 or more", epoch);
        require(
                SegmentFormat.isSize(segmentSize),
                path,
                SegmentFormat.SEGMENT_SIZE_OFFSET,
                "a multiple of 4096 from " + SegmentFormat.MIN_SIZE + " to " + SegmentFormat.MAX_SIZE,
                segmentSize);
        require(
                SegmentFormat.isFrameAlignment(frameAlignment),
                path,
                SegmentFormat.FRAME_ALIGNMENT_OFFSET,
                "a power of two from 8 to 4096",
                frameAlignment);
        require(
                madeAfter >= 0 && madeAfter < number,
                path,
                SegmentFormat.MADE_AFTER_OFFSET,
                "a segment below " + number,
                madeAfter);
    }

    private static void require(boolean isTrue, String path, int offset, String expected, long found) {
        if (!isTrue) {
            throw new CorruptionException(path, offset, expected, found + " (0x" + Long.toHexString(found) + ")");
        }
    }

    private static int checksum(Region region, long at, Crc32c crc) {
        int from = SegmentFormat.VERSION_OFFSET;
        return crc.begin()
                .update(region, at + from, SegmentFormat.HEADER_SIZE - from)
                .value();
    }
}

package io.varve.wal;

import io.varve.error.CorruptionException;
import io.varve.error.FormatVersionException;
import io.varve.format.RecordFormat;
import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;

/// A window on the frames of a [SegmentImage]: one at a time, first tried, then read.
///
/// Three questions, each allowed only after the one before it said yes: [#isHeaderIntact()],
/// [#areRecordsIntact()], and [#requireLegal] for what a crash cannot have done.
final class Frame {
    private final Crc32c crc = new Crc32c();
    private final Region region;
    private final SegmentHeader segment;
    private final String path;
    private final int seed;
    private final long end;
    private long at;

    Frame(SegmentImage image) {
        this.region = image.region();
        this.segment = image.header();
        this.path = image.path();
        this.seed = segment.frameSeed();
        this.end = image.loaded();
    }

    /// Looks at another offset; false when no header of a frame can begin there.
    boolean moveTo(long offset) {
        at = offset;
        return offset <= end - headerSize();
    }

    /// Whether the writer of this segment wrote this header, here. Costs the same whatever is there.
    boolean isHeaderIntact() {
        int length = region.getInt(at + FrameFormat.LENGTH_OFFSET);
        boolean isPossible = length >= headerSize()
                && length % SegmentFormat.MIN_FRAME_ALIGNMENT == 0
                && length <= segment.segmentSize() - at;
        return isPossible
                && region.getInt(at + FrameFormat.HEADER_CHECKSUM_OFFSET)
                        == FrameFormat.headerChecksum(crc, identity(), region, at, headerSize());
    }

    /// Whether the records are those that the header was written for.
    boolean areRecordsIntact() {
        int found = crc.begin(identity())
                .update(region, recordsOffset(), (int) recordsLength())
                .value();
        return found == region.getInt(at + FrameFormat.RECORDS_CHECKSUM_OFFSET);
    }

    /// Throws unless an intact frame is one that a writer could have written after `previous`.
    ///
    /// @param isChained false for the first frame that is read, whose predecessor is not known
    /// @throws FormatVersionException when its kind is not known
    /// @throws CorruptionException when it is anything else
    void requireLegal(LogEnd previous, boolean isChained) {
        int kind = region.getByte(at + FrameFormat.KIND_OFFSET) & 0xFF;
        if (kind != FrameFormat.GROUP && kind != FrameFormat.SYNC_MARK) {
            throw new FormatVersionException(path, at + FrameFormat.KIND_OFFSET, "frame kind", "1 and 2", kind);
        }
        int reserved = region.getInt(at + FrameFormat.KIND_OFFSET) >>> Byte.SIZE;
        require(reserved == 0, FrameFormat.KIND_OFFSET + 1, "zeros", reserved);
        requireEqual(FrameFormat.STREAM_OFFSET, "stream", segment.stream());
        requireEqual(FrameFormat.EPOCH_OFFSET, "epoch", segment.epoch());
        int chained = region.getInt(at + FrameFormat.PREVIOUS_CHECKSUM_OFFSET);
        require(
                !isChained || chained == previous.lastChecksum(),
                FrameFormat.PREVIOUS_CHECKSUM_OFFSET,
                "the checksum of the frame before, " + previous.lastChecksum(),
                chained);
        require(engineTime() >= 0, FrameFormat.ENGINE_TIME_OFFSET, "an engine time of 0 or more", engineTime());
        boolean isSyncedBefore = syncedSegment() >= 0
                && syncedOffset() >= 0
                && !LogEnd.isBeyond(syncedSegment(), syncedOffset(), segment.number(), at);
        require(isSyncedBefore, FrameFormat.SYNCED_SEGMENT_OFFSET, "a synced position before", syncedSegment());
        if (at == SegmentFormat.HEADER_SIZE) {
            require(manifestEdit() >= 0, FrameFormat.MANIFEST_EDIT_OFFSET, "an edit of 0 or more", manifestEdit());
        }
        requireSequence(previous, kind);
        requireRecords();
    }

    private void requireSequence(LogEnd previous, int kind) {
        long first = firstSequence();
        int count = operationCount();
        require(
                first > previous.lastSequence(),
                FrameFormat.FIRST_SEQUENCE_OFFSET,
                "a sequence above " + previous.lastSequence(),
                first);
        boolean isCountRight = kind == FrameFormat.GROUP ? count > 0 : count == 0;
        require(isCountRight, FrameFormat.OPERATION_COUNT_OFFSET, "a count for kind " + kind, count);
        require(
                first <= Long.MAX_VALUE - count,
                FrameFormat.FIRST_SEQUENCE_OFFSET,
                "room for " + count + " sequences",
                first);
    }

    /// The records fill the frame, and there are as many as the header says.
    private void requireRecords() {
        long recordsEnd = at + length();
        long next = recordsOffset();
        int count = 0;
        while (next < recordsEnd) {
            if (!RecordFormat.isWhole(region, next, recordsEnd)) {
                throw new CorruptionException(path, next, "a whole record", "none");
            }
            next += RecordFormat.sizeAt(region, next);
            count++;
        }
        require(count == operationCount(), FrameFormat.OPERATION_COUNT_OFFSET, count + " operations", operationCount());
    }

    long offset() {
        return at;
    }

    int length() {
        return region.getInt(at + FrameFormat.LENGTH_OFFSET);
    }

    /// Where the next frame would begin.
    long nextOffset() {
        return at + FrameFormat.size(length(), segment.frameAlignment());
    }

    long recordsOffset() {
        return at + headerSize();
    }

    long recordsLength() {
        return (long) length() - headerSize();
    }

    int headerChecksum() {
        return region.getInt(at + FrameFormat.HEADER_CHECKSUM_OFFSET);
    }

    int operationCount() {
        return region.getInt(at + FrameFormat.OPERATION_COUNT_OFFSET);
    }

    long firstSequence() {
        return region.getLong(at + FrameFormat.FIRST_SEQUENCE_OFFSET);
    }

    long lastSequence() {
        return firstSequence() + operationCount() - 1;
    }

    long syncedSegment() {
        return region.getLong(at + FrameFormat.SYNCED_SEGMENT_OFFSET);
    }

    long syncedOffset() {
        return region.getLong(at + FrameFormat.SYNCED_OFFSET_OFFSET);
    }

    long engineTime() {
        return region.getLong(at + FrameFormat.ENGINE_TIME_OFFSET);
    }

    long previousSegment() {
        return region.getLong(at + FrameFormat.PREVIOUS_SEGMENT_OFFSET);
    }

    long previousEnd() {
        return region.getLong(at + FrameFormat.PREVIOUS_END_OFFSET);
    }

    long previousSequence() {
        return region.getLong(at + FrameFormat.PREVIOUS_SEQUENCE_OFFSET);
    }

    /// In the first frame of a segment only.
    long manifestEdit() {
        return region.getLong(at + FrameFormat.MANIFEST_EDIT_OFFSET);
    }

    int previousChecksum() {
        return region.getInt(at + FrameFormat.PREVIOUS_CHECKSUM_OFFSET);
    }

    private int headerSize() {
        return FrameFormat.headerSize(at);
    }

    private long identity() {
        return FrameFormat.identity(seed, at);
    }

    private void requireEqual(int fieldOffset, String what, long expected) {
        long found = region.getLong(at + fieldOffset);
        require(found == expected, fieldOffset, what + " " + expected, found);
    }

    private void require(boolean isTrue, int fieldOffset, String expected, long found) {
        if (!isTrue) {
            throw new CorruptionException(path, at + fieldOffset, expected, Long.toString(found));
        }
    }
}

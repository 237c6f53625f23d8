package io.varve.wal;

import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Region;

/// Layout of a frame: what one group of commits put into the log at once.
///
/// | offset | size | field              | meaning                                                      |
/// |-------:|-----:|--------------------|--------------------------------------------------------------|
/// |      0 |    4 | `length`           | bytes of header and records, a multiple of 8; 0: nothing here|
/// |      4 |    4 | `headerChecksum`   | CRC32C of `length` and of the header from offset 8           |
/// |      8 |    4 | `recordsChecksum`  | CRC32C of the records                                        |
/// |     12 |    4 | `previousChecksum` | `headerChecksum` of the frame before; 0 for a log's first    |
/// |     16 |    1 | `kind`             | 1 GROUP, 2 SYNC_MARK; others are refused                     |
/// |     17 |    3 | reserved           | 0                                                            |
/// |     20 |    4 | `operationCount`   | records; 0 in a SYNC_MARK only                               |
/// |     24 |    8 | `stream`           | as in the segment's header                                   |
/// |     32 |    8 | `epoch`            | as in the segment's header                                   |
/// |     40 |    8 | `firstSequence`    | of the first operation, or of the next one in a SYNC_MARK    |
/// |     48 |    8 | `syncedSegment`    | up to where the log was known to be durable when this was    |
/// |     56 |    8 | `syncedOffset`     | … built: the end of a frame, or 0 and 0                      |
/// |     64 |    8 | `engineTime`       | milliseconds since 1970 (D-21)                               |
/// |     72 |   32 | link               | in the first frame of a segment only: where the log was      |
/// |        |      |                    | … before, and what the manifest was, see below               |
/// | 72,104 |      | records            | [io.varve.format.RecordFormat], one behind the other         |
/// |      … |      | padding            | zeros, up to the segment's `frameAlignment`; no checksum     |
///
/// The link says how the log went on from the segment before, its first three fields all 0 in the first frame of
/// a log; and which edit of the manifest was durable when the segment was begun, so that a manifest that has lost
/// that edit is not taken for one whose last edit was torn (row 24):
///
/// | offset | size | field              | meaning                                                      |
/// |-------:|-----:|--------------------|--------------------------------------------------------------|
/// |     72 |    8 | `previousSegment`  | its number                                                   |
/// |     80 |    8 | `previousEnd`      | the end of its last frame, padding included                  |
/// |     88 |    8 | `previousSequence` | the last sequence number before this frame                   |
/// |     96 |    8 | `manifestEdit`     | number of an edit of the manifest that was durable by then   |
///
/// All integers are little-endian. Both checksums begin with an identity: store, segment, incarnation
/// ([SegmentHeader#frameSeed()]) and the offset of the frame. So a frame counts only where it was written, in the
/// life of the file in which it was written (P13). The header has a checksum of its own, so that lengths can be
/// trusted before the records are read, and so that looking for frames behind a bad one costs the same
/// whatever bytes are there.
final class FrameFormat {
    /// Operations that become visible together.
    static final int GROUP = 1;

    /// No operations: only says what has become durable since the last group (D-12).
    static final int SYNC_MARK = 2;

    static final int LENGTH_OFFSET = 0;
    static final int HEADER_CHECKSUM_OFFSET = 4;
    static final int RECORDS_CHECKSUM_OFFSET = 8;
    static final int PREVIOUS_CHECKSUM_OFFSET = 12;
    static final int KIND_OFFSET = 16;
    static final int OPERATION_COUNT_OFFSET = 20;
    static final int STREAM_OFFSET = 24;
    static final int EPOCH_OFFSET = 32;
    static final int FIRST_SEQUENCE_OFFSET = 40;
    static final int SYNCED_SEGMENT_OFFSET = 48;
    static final int SYNCED_OFFSET_OFFSET = 56;
    static final int ENGINE_TIME_OFFSET = 64;
    static final int PREVIOUS_SEGMENT_OFFSET = 72;
    static final int PREVIOUS_END_OFFSET = 80;
    static final int PREVIOUS_SEQUENCE_OFFSET = 88;
    static final int MANIFEST_EDIT_OFFSET = 96;

    private static final int HEADER_SIZE = 72;
    /// Of the largest header there is.
    static final int MAX_HEADER_SIZE = 104;

    private static final int FIRST_HEADER_SIZE = 104;

    private FrameFormat() {}

    /// Bytes before the records of a frame at this offset of a segment.
    static int headerSize(long offset) {
        return offset == SegmentFormat.HEADER_SIZE ? FIRST_HEADER_SIZE : HEADER_SIZE;
    }

    /// Bytes that a frame of this length takes.
    static long size(long length, int alignment) {
        return (length + alignment - 1) & -(long) alignment;
    }

    /// What the checksums of a frame at this offset begin with: no two offsets of a segment have the
    /// same, and a CRC tells any two that differ in 32 neighbouring bits apart.
    static long identity(int frameSeed, long offset) {
        return ((long) frameSeed << 32) | offset;
    }

    /// The checksum of the header at `at`, of `headerSize` bytes.
    static int headerChecksum(Crc32c crc, long identity, Region region, long at, int headerSize) {
        int rest = RECORDS_CHECKSUM_OFFSET;
        return crc.begin(identity)
                .update(region, at + LENGTH_OFFSET, HEADER_CHECKSUM_OFFSET)
                .update(region, at + rest, headerSize - rest)
                .value();
    }
}

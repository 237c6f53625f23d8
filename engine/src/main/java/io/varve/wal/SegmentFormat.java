package io.varve.wal;

/// Layout of a log segment: one header block, then frames ([FrameFormat]), then zeros or what a former
/// life of the file left.
///
/// | offset | size | field            | meaning                                                        |
/// |-------:|-----:|------------------|----------------------------------------------------------------|
/// |      0 |    8 | `magic`          | `varvelog`                                                     |
/// |      8 |    4 | `checksum`       | CRC32C of offsets 12 … 4095                                    |
/// |     12 |    4 | `version`        | 2                                                              |
/// |     16 |   16 | `store`          | [io.varve.format.StoreId]                                      |
/// |     32 |    8 | `segment`        | number of the segment, as in its name; never used twice        |
/// |     40 |    8 | `incarnation`    | how many segments this file has been, this one included        |
/// |     48 |    8 | `stream`         | whose log it is; 0 for the store itself                        |
/// |     56 |    8 | `epoch`          | of the opener that made it (D-15)                              |
/// |     64 |    8 | `segmentSize`    | bytes of the file; a multiple of 4096                          |
/// |     72 |    4 | `frameAlignment` | what frames begin on a multiple of: a power of two, 8 … 4096   |
/// |     76 |    4 | `flags`          | bit 0: part of a copy, see below; others 0                     |
/// |     80 |    8 | `engineTime`     | when it was made, milliseconds since 1970 (D-21)               |
/// |     88 |    8 | `madeAfter`      | the segment that its maker made before it; 0 when it made none |
/// |     96 | 4000 | reserved         | 0                                                              |
///
/// All integers are little-endian. Magic, checksum and version stand here in every version.
///
/// A *copy* is a log that a recovery writes anew. Until the manifest says that the log begins with it, it is no
/// part of any log: its segments count only behind a first segment that is part of a copy of the same epoch.
///
/// A header is written and synced while the file has a name that is none of a segment ([SegmentName]).
/// So a segment whose header is wrong was damaged later; a crash cannot leave one.
final class SegmentFormat {
    /// What a segment begins with, as it reads as a little-endian number.
    static final long MAGIC = 0x676f6c6576726176L;

    static final int VERSION = 2;

    /// Bytes before the first frame: the largest alignment of direct I/O that devices ask for, and a page.
    static final int HEADER_SIZE = 4096;

    /// What a segment's size is a multiple of.
    static final int SIZE_UNIT = 4096;

    /// The smallest segment: a header and three pages; for tests (D-3).
    static final long MIN_SIZE = 16 * 1024;

    /// The largest segment, so that a reader may hold one in memory whatever a file says.
    static final long MAX_SIZE = 1L << 30;

    /// What frames are aligned to in a buffered log: the alignment of records.
    static final int MIN_FRAME_ALIGNMENT = 8;

    /// What frames can be aligned to at most.
    static final int MAX_FRAME_ALIGNMENT = HEADER_SIZE;

    static final int MAGIC_OFFSET = 0;
    static final int CHECKSUM_OFFSET = 8;
    static final int VERSION_OFFSET = 12;
    static final int STORE_OFFSET = 16;
    static final int SEGMENT_OFFSET = 32;
    static final int INCARNATION_OFFSET = 40;
    static final int STREAM_OFFSET = 48;
    static final int EPOCH_OFFSET = 56;
    static final int SEGMENT_SIZE_OFFSET = 64;
    static final int FRAME_ALIGNMENT_OFFSET = 72;
    static final int FLAGS_OFFSET = 76;
    static final int ENGINE_TIME_OFFSET = 80;
    static final int MADE_AFTER_OFFSET = 88;

    /// Flag: part of a copy.
    static final int COPY = 1;

    private SegmentFormat() {}

    /// Whether a segment may have this size.
    static boolean isSize(long size) {
        return size >= MIN_SIZE && size <= MAX_SIZE && size % SIZE_UNIT == 0;
    }

    /// Whether frames may be aligned to this.
    static boolean isFrameAlignment(int alignment) {
        return alignment >= MIN_FRAME_ALIGNMENT && alignment <= MAX_FRAME_ALIGNMENT && Integer.bitCount(alignment) == 1;
    }
}

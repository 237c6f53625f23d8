package io.varve.wal;

import io.varve.format.StoreId;

/// The numbers of one log.
///
/// @param store whose log it is
/// @param stream which of its logs; 0 for the store itself
/// @param epoch of this opener
/// @param segmentSize bytes of each segment (D-9: 16 MiB)
/// @param bufferSize bytes of the log buffer; a frame that is larger is several writes
/// @param frameAlignment what frames begin on a multiple of: 8 in a buffered log, what direct I/O asks
///     for in a direct one (D-11)
/// @param isDirect true when segments are written around the page cache
/// @param isMapped true when segments that are not direct are mapped, so that frames can be stored
/// @param preparedSegments how many segments are kept ready ahead
/// @param isCopy true when the segments are parts of a copy, which counts once the manifest names it
public record LogConfig(
        StoreId store,
        long stream,
        long epoch,
        long segmentSize,
        int bufferSize,
        int frameAlignment,
        boolean isDirect,
        boolean isMapped,
        int preparedSegments,
        boolean isCopy) {
    /// What frames of a buffered log begin on a multiple of.
    public static final int BUFFERED_ALIGNMENT = SegmentFormat.MIN_FRAME_ALIGNMENT;

    /// The log buffer is a multiple of this, the largest alignment of frames.
    private static final int BUFFER_UNIT = SegmentFormat.MAX_FRAME_ALIGNMENT;

    /// Throws `IllegalArgumentException` unless the numbers make sense.
    public LogConfig {
        require(stream >= 0 && epoch >= 0, "stream " + stream + ", epoch " + epoch);
        require(SegmentFormat.isSize(segmentSize), "a segment size of " + segmentSize);
        require(
                bufferSize >= 2 * BUFFER_UNIT && bufferSize % BUFFER_UNIT == 0,
                "a log buffer of " + bufferSize + "; a multiple of " + BUFFER_UNIT + ", at least two, is needed");
        require(SegmentFormat.isFrameAlignment(frameAlignment), "a frame alignment of " + frameAlignment);
        require(!(isDirect && isMapped), "a log that is written around the page cache, and mapped");
        require(preparedSegments > 0, preparedSegments + " prepared segments");
    }

    /// A log that is written through the page cache.
    public static LogConfig buffered(StoreId store, long stream, long epoch, long segmentSize, int bufferSize) {
        return new LogConfig(store, stream, epoch, segmentSize, bufferSize, BUFFERED_ALIGNMENT, false, false, 2, false);
    }

    /// The same log, written with direct I/O.
    ///
    /// @param alignment what the file system asks for
    public LogConfig direct(int alignment) {
        return new LogConfig(
                store, stream, epoch, segmentSize, bufferSize, alignment, true, false, preparedSegments, isCopy);
    }

    /// The same log, which is none of direct I/O, stored through mappings where that is the faster way.
    public LogConfig mapped() {
        return new LogConfig(
                store,
                stream,
                epoch,
                segmentSize,
                bufferSize,
                frameAlignment,
                isDirect,
                true,
                preparedSegments,
                isCopy);
    }

    /// The log that this one is copied to: through the page cache, in segments that have room for all its frames.
    ///
    /// @param largestSegment bytes of the largest segment of this log
    LogConfig copy(long largestSegment) {
        long size = Math.max(segmentSize, largestSegment);
        return new LogConfig(store, stream, epoch, size, bufferSize, BUFFERED_ALIGNMENT, false, false, 1, true);
    }

    /// Bytes of records that one frame can hold, whatever was written before: what limits a batch.
    public long maxRecordBytes() {
        return roomAt(segmentSize, SegmentFormat.HEADER_SIZE);
    }

    /// Bytes of records that one frame at `offset` can hold, when a sync mark is to fit behind it.
    long roomAt(long sizeOfSegment, long offset) {
        long mark = FrameFormat.size(FrameFormat.headerSize(0), frameAlignment);
        long end = (sizeOfSegment & -(long) frameAlignment) - mark;
        return end - offset - FrameFormat.headerSize(offset);
    }

    private static void require(boolean isTrue, String otherwise) {
        if (!isTrue) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

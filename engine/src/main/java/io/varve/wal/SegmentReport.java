package io.varve.wal;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;

/// What one segment says of itself, for people: its header, and the frames that stand in it from its beginning on.
/// Whether they are part of the log, only the manifest and the segments before can tell ([LogReader]).
///
/// @param number of the segment
/// @param incarnation how many segments the file has been
/// @param epoch of the opener that made it
/// @param bytes of the file
/// @param usedBytes up to the end of the last frame
/// @param groups in it
/// @param operations in them
/// @param firstSequence of the first operation; 0 when there is none
/// @param lastSequence of the last one; 0 when there is none
public record SegmentReport(
        long number,
        long incarnation,
        long epoch,
        long bytes,
        long usedBytes,
        long groups,
        long operations,
        long firstSequence,
        long lastSequence) {
    /// Reads a segment.
    ///
    /// @param config store and stream it must be of
    /// @throws io.varve.error.StoreException when it cannot be read or has no valid header
    public static SegmentReport of(
            LogConfig config, Directory directory, Memory memory, MemoryAccount account, long number) {
        try (SegmentImage image = new SegmentImage(config, directory, memory, account, config.segmentSize())) {
            image.load(number);
            Frame frame = new Frame(image);
            long at = SegmentFormat.HEADER_SIZE;
            long groups = 0;
            long operations = 0;
            long first = 0;
            long last = 0;
            while (frame.moveTo(at) && frame.isHeaderIntact() && frame.areRecordsIntact()) {
                if (frame.operationCount() > 0) {
                    groups++;
                    operations += frame.operationCount();
                    first = first == 0 ? frame.firstSequence() : first;
                    last = frame.lastSequence();
                }
                at = frame.nextOffset();
            }
            SegmentHeader header = image.header();
            return new SegmentReport(
                    number,
                    header.incarnation(),
                    header.epoch(),
                    header.segmentSize(),
                    at,
                    groups,
                    operations,
                    first,
                    last);
        }
    }
}

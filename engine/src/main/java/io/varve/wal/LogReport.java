package io.varve.wal;

import java.util.List;

/// What recovery found in a log.
///
/// @param end where it ends: what to go on from, and what to cut at
/// @param epoch the highest that was seen, 0 when there is none
/// @param engineTime the highest that was seen, 0 when there is none (D-21)
/// @param frames how many were read, sync marks included
/// @param operations how many operations were read
/// @param bytes of the frames that were read
/// @param largestSegment bytes of the largest segment that was read, 0 when there is none
/// @param discardedFrames how many stood behind the end, proven by nothing, and are given up
/// @param discardedBytes of those
/// @param segments that are part of the log, in order; the end is in the last one
/// @param leftSegments that are not part of it: obsolete, prepared and never used, or discarded. They may be
///     recycled once the cut is durable
/// @param highestNumber of any segment there is or was to be, 0 when there is none
/// @param isDirect true when all was read with direct I/O, so that what was read and is then synced is
///     durable (D-13); where it is false, the page cache may have shown what the medium has not, and the
///     frames must be copied to new segments ([LogCopy])
public record LogReport(
        LogEnd end,
        long epoch,
        long engineTime,
        long frames,
        long operations,
        long bytes,
        long largestSegment,
        long discardedFrames,
        long discardedBytes,
        List<Long> segments,
        List<Long> leftSegments,
        long highestNumber,
        boolean isDirect) {
    /// Copies the lists.
    public LogReport {
        segments = List.copyOf(segments);
        leftSegments = List.copyOf(leftSegments);
    }
}

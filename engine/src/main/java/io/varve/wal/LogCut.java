package io.varve.wal;

/// Where an earlier recovery cut the log: what stands behind in that segment, and in the ones up to the
/// next, is not part of it. Kept in the manifest, durable before anything is written behind it (D-13).
///
/// @param segment in which it was cut
/// @param offset the end of the last frame that counts
/// @param checksum the header checksum of that frame
/// @param nextSegment the lowest number that a segment written afterwards can have
public record LogCut(long segment, long offset, int checksum, long nextSegment) {
    /// Throws `IllegalArgumentException` unless the numbers make sense.
    public LogCut {
        if (segment <= 0 || offset < SegmentFormat.HEADER_SIZE || nextSegment <= segment) {
            throw new IllegalArgumentException(
                    "a cut at " + offset + " of segment " + segment + ", followed by " + nextSegment);
        }
    }

    /// The cut that a recovery makes.
    ///
    /// @param nextSegment the lowest number that the next segment can have
    public static LogCut at(LogEnd end, long nextSegment) {
        return new LogCut(end.segment(), end.offset(), end.lastChecksum(), nextSegment);
    }
}

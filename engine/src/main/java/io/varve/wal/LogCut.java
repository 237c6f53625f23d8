package io.varve.wal;

/// Where an earlier recovery cut the log: what stands behind in that segment, and in segments of epochs before
/// the cut, is not part of it, whatever it is and whenever it was written. Kept in the manifest as long as the
/// segment is needed, durable before anything is written in a later one (D-13).
///
/// @param segment in which it was cut
/// @param offset the end of the last frame that counts
/// @param checksum the header checksum of that frame
/// @param epoch of the opener that cut: only segments of this or a later epoch follow. A process that was
///     fenced may still make a segment with a higher number, and write a group into it (P19)
public record LogCut(long segment, long offset, int checksum, long epoch) {
    /// Throws `IllegalArgumentException` unless the numbers make sense.
    public LogCut {
        if (segment <= 0 || offset < SegmentFormat.HEADER_SIZE || epoch < 0) {
            throw new IllegalArgumentException("a cut at " + offset + " of segment " + segment + " in epoch " + epoch);
        }
    }

    /// The cut that a recovery makes.
    ///
    /// @param epoch of the opener that makes it
    public static LogCut at(LogEnd end, long epoch) {
        return new LogCut(end.segment(), end.offset(), end.lastChecksum(), epoch);
    }
}

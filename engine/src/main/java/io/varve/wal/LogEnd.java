package io.varve.wal;

/// Where a log ends, and what the next frame must say to go on from there.
///
/// @param segment the number of its last segment; 0 when there is none yet
/// @param offset the end of the last frame in it, padding included
/// @param lastSequence the sequence number of the last operation; 0 when there was none
/// @param lastChecksum the header checksum of the last frame; 0 when there was none
public record LogEnd(long segment, long offset, long lastSequence, int lastChecksum) {
    /// The end of a log that has not begun.
    public static final LogEnd NONE = new LogEnd(0, 0, 0, 0);

    /// Whether a place lies beyond another: in a later segment, or further on in the same.
    static boolean isBeyond(long segment, long offset, long otherSegment, long otherOffset) {
        return segment != otherSegment ? segment > otherSegment : offset > otherOffset;
    }
}

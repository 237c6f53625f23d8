package io.varve.version;

/// Where the log ended when the store was last opened: what lies behind was never acknowledged as durable, and
/// is not replayed, whatever becomes of it (D-13).
///
/// @param segment number of the segment in which the log ended
/// @param offset of the end of its last frame
/// @param checksum of that frame; 0 when there was none
/// @param lastSequence of the last operation before the cut; 0 when there was none
public record RecoveryCut(long segment, long offset, int checksum, long lastSequence) {
    /// Throws `IllegalArgumentException` when the numbers make no sense.
    public RecoveryCut {
        if (segment < 1 || offset < 0 || lastSequence < 0) {
            throw new IllegalArgumentException("recovery cut at segment " + segment + ", offset " + offset
                    + ", last sequence number " + lastSequence);
        }
    }
}

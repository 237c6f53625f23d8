package io.varve.version;

/// Where an opener found that the log ended: what lies behind in that segment was never acknowledged as durable,
/// and is not read, whatever becomes of it (D-13). Kept until the segment is obsolete, because a process that was
/// fenced may still write there.
///
/// @param segment number of the segment in which the log ended
/// @param offset of the end of its last frame
/// @param checksum of that frame; 0 when there was none
/// @param lastSequence of the last operation before the cut; 0 when there was none
/// @param epoch of the opener that cut; only segments of this epoch or a later one follow
public record RecoveryCut(long segment, long offset, int checksum, long lastSequence, long epoch) {
    /// Throws `IllegalArgumentException` when the numbers make no sense.
    public RecoveryCut {
        if (segment < 1 || offset < 0 || lastSequence < 0 || epoch < 1) {
            throw new IllegalArgumentException("recovery cut at segment " + segment + ", offset " + offset
                    + ", last sequence number " + lastSequence + ", of epoch " + epoch);
        }
    }

    /// Whether both say that the log ended at one place, whoever says it.
    boolean isAtPlaceOf(RecoveryCut other) {
        return segment == other.segment
                && offset == other.offset
                && checksum == other.checksum
                && lastSequence == other.lastSequence;
    }
}

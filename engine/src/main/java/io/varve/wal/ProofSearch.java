package io.varve.wal;

import io.varve.error.CorruptionException;

/// Looks behind the end of a log for intact frames, and for one that proves the log was durable beyond.
///
/// An intact header is proof enough: the writer wrote it, in this place, and knew then how far the log was
/// durable. That a later frame merely exists proves nothing: a device writes in any order (D-12).
final class ProofSearch {
    private long frames;
    private long bytes;
    private long segment;
    private long offset;
    private long syncedSegment;
    private long syncedOffset;

    ProofSearch() {}

    /// Tries every place of a segment, from `from` on, where a frame could begin.
    void search(SegmentImage image, long from, LogEnd end) {
        Frame frame = new Frame(image);
        int step = image.header().frameAlignment();
        for (long at = from; frame.moveTo(at); at += step) {
            if (frame.isHeaderIntact()) {
                frames++;
                bytes += frame.length();
                note(image.header().number(), frame, end);
            }
        }
    }

    /// Throws when the log was durable beyond `end`.
    void requireNone(String path, LogEnd end) {
        if (segment != 0) {
            throw new CorruptionException(
                    path,
                    end.offset(),
                    "an intact frame, because the one at " + offset + " of segment " + segment
                            + " says that the log was durable up to " + syncedOffset + " of segment " + syncedSegment,
                    "none");
        }
    }

    /// Intact frames that were found.
    long frames() {
        return frames;
    }

    /// Their bytes.
    long bytes() {
        return bytes;
    }

    private void note(long number, Frame frame, LogEnd end) {
        boolean isProof = LogEnd.isBeyond(frame.syncedSegment(), frame.syncedOffset(), end.segment(), end.offset());
        if (isProof && segment == 0) {
            segment = number;
            offset = frame.offset();
            syncedSegment = frame.syncedSegment();
            syncedOffset = frame.syncedOffset();
        }
    }
}

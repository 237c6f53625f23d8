package io.varve.version;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One change of the state, durable as a whole or not at all. 0 and null mean "not changed".
///
/// A *floor* is the lowest number that was never given out: numbers below it may have been used, and are
/// never used again, whether or not anything came of it (W-B8, W-B14). It is raised ahead of use.
///
/// @param engineMillis engine time of the change (D-21)
/// @param creation only in the first edit of a manifest
/// @param logFloor the first segment of the log that is still needed
/// @param segmentFloor of the numbers of log segments
/// @param fileFloor of the numbers of tables and value files
/// @param sequenceFloor of sequence numbers
/// @param lifeSegment the first segment of the opener that makes the edit; what was known of those of earlier ones is
///     not asked for any more
/// @param cuts where the log ended: one more, or in the first edit of a manifest all that are needed
/// @param isCleanClose true in the last edit before an orderly end
public record ManifestEdit(
        long engineMillis,
        @Nullable Creation creation,
        long logFloor,
        long segmentFloor,
        long fileFloor,
        long sequenceFloor,
        long lifeSegment,
        List<RecoveryCut> cuts,
        boolean isCleanClose) {
    /// Copies the list.
    public ManifestEdit {
        cuts = List.copyOf(cuts);
    }

    /// Changes nothing but the edit number; what all others begin with.
    public static final ManifestEdit NOTHING = new ManifestEdit(0, null, 0, 0, 0, 0, 0, List.of(), false);

    /// The same, made at this engine time.
    public ManifestEdit at(long millis) {
        return new ManifestEdit(
                millis, creation, logFloor, segmentFloor, fileFloor, sequenceFloor, lifeSegment, cuts, isCleanClose);
    }

    /// The same with another first segment that is needed.
    public ManifestEdit withLogFloor(long floor) {
        return new ManifestEdit(
                engineMillis, creation, floor, segmentFloor, fileFloor, sequenceFloor, lifeSegment, cuts, isCleanClose);
    }

    /// The same with another floor of segment numbers.
    public ManifestEdit withSegmentFloor(long floor) {
        return new ManifestEdit(
                engineMillis, creation, logFloor, floor, fileFloor, sequenceFloor, lifeSegment, cuts, isCleanClose);
    }

    /// The same with another floor of file numbers.
    public ManifestEdit withFileFloor(long floor) {
        return new ManifestEdit(
                engineMillis, creation, logFloor, segmentFloor, floor, sequenceFloor, lifeSegment, cuts, isCleanClose);
    }

    /// The same with another floor of sequence numbers.
    public ManifestEdit withSequenceFloor(long floor) {
        return new ManifestEdit(
                engineMillis, creation, logFloor, segmentFloor, fileFloor, floor, lifeSegment, cuts, isCleanClose);
    }

    /// The same with a first segment of this opener.
    public ManifestEdit withLifeSegment(long segment) {
        return new ManifestEdit(
                engineMillis, creation, logFloor, segmentFloor, fileFloor, sequenceFloor, segment, cuts, isCleanClose);
    }

    /// The same with an end of the log.
    public ManifestEdit withCut(RecoveryCut newCut) {
        return withCuts(List.of(newCut));
    }

    /// The same with these ends of the log.
    ManifestEdit withCuts(List<RecoveryCut> newCuts) {
        return new ManifestEdit(
                engineMillis,
                creation,
                logFloor,
                segmentFloor,
                fileFloor,
                sequenceFloor,
                lifeSegment,
                newCuts,
                isCleanClose);
    }

    /// The same as the last of a life of the store.
    public ManifestEdit withCleanClose() {
        return new ManifestEdit(
                engineMillis, creation, logFloor, segmentFloor, fileFloor, sequenceFloor, lifeSegment, cuts, true);
    }
}

package io.varve.version;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One change of the state, durable as a whole or not at all. Immutable. 0 and null mean "not changed".
///
/// A *floor* is the lowest number that was never given out: numbers below it may have been used, and are
/// never used again, whether or not anything came of it (W-B8, W-B14). It is raised ahead of use.
///
/// @param engineMillis engine time of the change (D-21)
/// @param creation only in the first edit of a manifest
/// @param floors that are raised
/// @param cuts where the log ended: one more, or in the first edit of a manifest all that are needed
/// @param change of tables and snapshots; in the first edit of a manifest all of them
/// @param isCleanClose true in the last edit before an orderly end
public record ManifestEdit(
        long engineMillis,
        @Nullable Creation creation,
        Floors floors,
        List<RecoveryCut> cuts,
        @Nullable Change change,
        boolean isCleanClose) {
    /// Copies the list.
    public ManifestEdit {
        cuts = List.copyOf(cuts);
    }

    /// Changes nothing but the edit number; what all others begin with.
    public static final ManifestEdit NOTHING = new ManifestEdit(0, null, Floors.UNCHANGED, List.of(), null, false);

    /// The same, made at this engine time.
    public ManifestEdit at(long millis) {
        return new ManifestEdit(millis, creation, floors, cuts, change, isCleanClose);
    }

    /// The same with another first segment that is needed.
    public ManifestEdit withLogFloor(long floor) {
        return with(Floor.LOG, floor);
    }

    /// The same with another floor of segment numbers.
    public ManifestEdit withSegmentFloor(long floor) {
        return with(Floor.SEGMENT, floor);
    }

    /// The same with another floor of file numbers.
    public ManifestEdit withFileFloor(long floor) {
        return with(Floor.FILE, floor);
    }

    /// The same with another floor of sequence numbers.
    public ManifestEdit withSequenceFloor(long floor) {
        return with(Floor.SEQUENCE, floor);
    }

    /// The same with a first segment of this opener; what was known of those of earlier ones is not asked for any
    /// more.
    public ManifestEdit withLifeSegment(long segment) {
        return with(Floor.LIFE_SEGMENT, segment);
    }

    /// The same with another floor of the numbers of rotations.
    public ManifestEdit withRotationFloor(long floor) {
        return with(Floor.ROTATION, floor);
    }

    /// The same with other tables. The log floor that goes with them must be a segment that is there, below the
    /// segment floor: raise that too.
    public ManifestEdit withInstall(Install install) {
        return with(install);
    }

    /// The same without a named snapshot.
    ///
    /// @throws IllegalArgumentException when it can be no name
    public ManifestEdit dropSnapshot(String name) {
        return with(new DropSnapshot(name));
    }

    /// The same with an end of the log.
    public ManifestEdit withCut(RecoveryCut newCut) {
        return withCuts(List.of(newCut));
    }

    /// The same as the last of a life of the store.
    public ManifestEdit withCleanClose() {
        return new ManifestEdit(engineMillis, creation, floors, cuts, change, true);
    }

    /// The same with these ends of the log.
    ManifestEdit withCuts(List<RecoveryCut> newCuts) {
        return new ManifestEdit(engineMillis, creation, floors, newCuts, change, isCleanClose);
    }

    /// The same as the first of a manifest.
    ManifestEdit withCreation(Creation ofStore) {
        return new ManifestEdit(engineMillis, ofStore, floors, cuts, change, isCleanClose);
    }

    ManifestEdit with(Floor floor, long number) {
        return new ManifestEdit(engineMillis, creation, floors.with(floor, number), cuts, change, isCleanClose);
    }

    ManifestEdit with(@Nullable Change other) {
        return new ManifestEdit(engineMillis, creation, floors, cuts, other, isCleanClose);
    }
}

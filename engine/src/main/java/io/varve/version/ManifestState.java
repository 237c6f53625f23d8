package io.varve.version;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the manifest says, after all its edits. Immutable.
///
/// **Invariant:** floors, epoch, engine time and edit number never go back (I-33, W-B8).
///
/// @param creation what was fixed when the store was made
/// @param editNumber of the last edit; edits are counted from 1 over all manifests of the store
/// @param epoch of the opener that wrote the last edit
/// @param engineMillis the latest engine time of any edit; engine time goes on from here (D-21)
/// @param floors what only grows
/// @param cuts where the log ended at earlier opens, in order, one for each segment that is still needed
/// @param installed tables and named snapshots
/// @param isCleanlyClosed true when the last edit was that of an orderly end
public record ManifestState(
        Creation creation,
        long editNumber,
        long epoch,
        long engineMillis,
        Floors floors,
        List<RecoveryCut> cuts,
        Installed installed,
        boolean isCleanlyClosed) {
    /// Copies the list.
    public ManifestState {
        cuts = List.copyOf(cuts);
    }

    /// The state before the first edit of a new store.
    static ManifestState before(Creation creation) {
        return new ManifestState(creation, 0, 0, 0, Floors.first(), List.of(), Installed.NOTHING, false);
    }

    /// The state after an edit.
    ///
    /// @param editEpoch of the opener that makes the edit
    /// @throws IllegalArgumentException when the edit contradicts this state; the message says in what
    ManifestState apply(ManifestEdit edit, long editEpoch) {
        return apply(edit, editEpoch, editNumber + 1);
    }

    /// The state that the first edit of a manifest stands for.
    ///
    /// @throws IllegalArgumentException when the edit is not a complete state
    static ManifestState of(ManifestEdit first, long editEpoch, long number) {
        Creation creation = first.creation();
        if (creation == null) {
            throw new IllegalArgumentException("no creation record in the first edit");
        }
        return before(creation).applyChecked(first, editEpoch, number);
    }

    /// The first segment of the log that is still needed.
    public long logFloor() {
        return floors.get(Floor.LOG);
    }

    /// The lowest number that no log segment ever had, as far as the manifest knows: those that the last opener has
    /// made since it opened may be above.
    public long segmentFloor() {
        return floors.get(Floor.SEGMENT);
    }

    /// The lowest number that no table or value file ever had.
    public long fileFloor() {
        return floors.get(Floor.FILE);
    }

    /// The lowest sequence number that was never given out.
    public long sequenceFloor() {
        return floors.get(Floor.SEQUENCE);
    }

    /// The first segment that the last opener made: it is there, unless it is obsolete. 0 when nothing is known; the
    /// segment floor, when the opener has made none yet.
    public long lifeSegment() {
        return floors.get(Floor.LIFE_SEGMENT);
    }

    /// The lowest number of a rotation that was never given out.
    public long rotationFloor() {
        return floors.get(Floor.ROTATION);
    }

    /// The tables that are alive: those of level 0 first, its newest rotation first; then level after level, its
    /// newest run first; each in the order of keys.
    public List<LiveTable> tables() {
        return installed.tables();
    }

    /// The id of the last install; 0 before the first.
    public long snapshotId() {
        return installed.snapshotId();
    }

    /// The snapshots that have a name, in the order in which they were named.
    public List<NamedSnapshot> snapshots() {
        return installed.snapshots();
    }

    /// The numbers of all tables that somebody needs: the current state, or a named snapshot. All others may be
    /// removed.
    public Set<Long> neededTables() {
        return Set.copyOf(installed.needed().keySet());
    }

    /// Where the log ended at the last open or orderly end; null when nothing of that is needed any more.
    public @Nullable RecoveryCut lastCut() {
        return cuts.isEmpty() ? null : cuts.getLast();
    }

    /// Whether a cut says that the log was durable up to here, or beyond.
    public boolean isProven(long segment, long offset) {
        RecoveryCut last = lastCut();
        return last != null && (last.segment() > segment || (last.segment() == segment && last.offset() >= offset));
    }

    /// The oldest segment of the last life that must be there; 0 when none is known of.
    public long requiredLifeSegment() {
        boolean isMade = lifeSegment() != 0 && lifeSegment() < segmentFloor();
        return isMade && logFloor() < segmentFloor() ? Math.max(lifeSegment(), logFloor()) : 0;
    }

    /// Whether one more life can leave its cuts: that of its open, and that of its close.
    public boolean hasRoomForCuts() {
        return cuts.size() + 2 <= CutList.MAX_CUTS;
    }

    /// Whether there is room for cuts beside those of lives, of which the last ones must find room too.
    public boolean hasRoomForMoreCuts() {
        return cuts.size() < CutList.MAX_CUTS / 2;
    }

    /// An edit that says all of this.
    ManifestEdit toEdit() {
        Change whole = installed.equals(Installed.NOTHING) ? null : installed;
        return new ManifestEdit(engineMillis, creation, floors, cuts, whole, isCleanlyClosed);
    }

    ManifestState apply(ManifestEdit edit, long editEpoch, long number) {
        require(edit.creation() == null, "a second creation record", 0);
        require(!(edit.change() instanceof Installed), "all tables again", 0);
        return applyChecked(edit, editEpoch, number);
    }

    private ManifestState applyChecked(ManifestEdit edit, long editEpoch, long number) {
        require(editEpoch >= 1 && editEpoch >= epoch, "epoch below " + epoch, editEpoch);
        require(editEpoch < Floors.LIMIT, "epoch beyond all limits", editEpoch);
        require(number < Floors.LIMIT, "edit number beyond all limits", number);
        require(edit.engineMillis() >= 0, "negative engine time", edit.engineMillis());
        Floors raised = floors.raised(edit.floors());
        ManifestState next = new ManifestState(
                creation,
                number,
                editEpoch,
                Math.max(engineMillis, edit.engineMillis()),
                raised,
                CutList.after(cuts, edit.cuts(), raised.get(Floor.LOG)),
                installed.after(edit.change(), raised),
                edit.isCleanClose());
        next.requireSense();
        boolean isLogThere = next.logFloor() == logFloor() || next.logFloor() < next.segmentFloor();
        require(isLogThere, "a log that begins with a segment that was never made", next.logFloor());
        return next;
    }

    private void requireSense() {
        require(logFloor() <= segmentFloor(), "log floor above segment floor " + segmentFloor(), logFloor());
        require(lifeSegment() <= segmentFloor(), "life segment above segment floor " + segmentFloor(), lifeSegment());
        RecoveryCut last = lastCut();
        if (last != null) {
            require(last.segment() < segmentFloor(), "cut in an unused segment", last.segment());
            require(last.lastSequence() < sequenceFloor(), "cut after sequence floor", last.lastSequence());
            require(last.epoch() <= epoch, "cut of an epoch above " + epoch, last.epoch());
        }
    }

    private static void require(boolean isRight, String what, long value) {
        if (!isRight) {
            throw new IllegalArgumentException(what + ": " + value);
        }
    }
}

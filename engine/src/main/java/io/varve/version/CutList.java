package io.varve.version;

import java.util.ArrayList;
import java.util.List;

/// The places where the log was cut, one per segment, in order.
///
/// **Invariant:** segments, sequence numbers and epochs ascend; a cut never moves (I-35).
final class CutList {
    /// More than there ever are: an open that finds [RecoveryCut]s in many segments copies the log and so makes
    /// those segments obsolete.
    static final int MAX_CUTS = 1024;

    private CutList() {}

    /// The cuts after an edit.
    ///
    /// @param added by the edit; one at the place of the last is the same cut, made again by a later opener
    /// @param logFloor after the edit: cuts in segments below are forgotten with them
    /// @throws IllegalArgumentException when they contradict each other, or are too many
    static List<RecoveryCut> after(List<RecoveryCut> before, List<RecoveryCut> added, long logFloor) {
        List<RecoveryCut> all = new ArrayList<>(before);
        for (RecoveryCut cut : added) {
            RecoveryCut last = all.isEmpty() ? null : all.getLast();
            if (last != null) {
                requireOrder(last, cut);
            }
            if (last != null && last.segment() == cut.segment()) {
                all.removeLast();
            }
            all.add(cut);
        }
        all.removeIf(cut -> cut.segment() < logFloor);
        if (all.size() > MAX_CUTS) {
            throw new IllegalArgumentException(all.size() + " recovery cuts, where " + MAX_CUTS + " are the limit");
        }
        return List.copyOf(all);
    }

    private static void requireOrder(RecoveryCut last, RecoveryCut next) {
        boolean isLater = next.segment() > last.segment() && next.lastSequence() >= last.lastSequence();
        if (next.epoch() < last.epoch() || !(isLater || next.isAtPlaceOf(last))) {
            throw new IllegalArgumentException(next + " after " + last);
        }
    }
}

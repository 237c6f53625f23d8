package io.varve.write;

import io.varve.error.RejectionCause;

/// What the writer does for flushes between two groups: it freezes what there is when somebody asks.
///
/// **Owner:** the writer thread.
final class Freezing {
    private final Rotations rotations;
    private final Succession succession;
    private long seen;
    private long served;
    private long refused;

    Freezing(Rotations rotations, Succession succession) {
        this.rotations = rotations;
        this.succession = succession;
    }

    /// Whether there is a request that nobody has looked at, or that can be answered now.
    boolean isDue() {
        long asked = rotations.asked();
        boolean isNews = asked != seen || succession.canFreeze();
        return asked != served && (isNews || (asked != refused && succession.freezeRefusal() != null));
    }

    /// Serves all requests, or leaves them until there is something to go on with. When nobody knows when that
    /// will be,
    /// whoever asked is told; it is done all the same as soon as it can.
    void serve() {
        long asked = rotations.asked();
        if (asked == served) {
            return;
        }
        // Looked at before anything is asked for again, which would take the refusal back.
        RejectionCause why = asked == seen ? succession.freezeRefusal() : null;
        if (why != null) {
            refused = asked;
            rotations.onRefused(asked, why);
            return;
        }
        seen = asked;
        if (succession.tryFreeze()) {
            served = asked;
            rotations.onServed(asked);
        }
    }

    /// Whether a sync of the log is wanted.
    boolean isSyncDue() {
        return rotations.isSyncWanted();
    }
}

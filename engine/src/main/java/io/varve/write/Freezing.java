package io.varve.write;

import io.varve.error.RejectionCause;
import org.jspecify.annotations.Nullable;

/// What the writer does for flushes between two groups: it freezes what there is when somebody asks.
///
/// **Owner:** the writer thread.
final class Freezing {
    private final Rotations rotations;
    private final Succession succession;
    private long seen;
    private long served;
    private long refused;
    private long synced;

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

    /// Whether there is a request that was neither served nor refused, and nobody knows when it can be. (That
    /// flushes are behind is ended by the very caller who asks, where there are no threads for it.)
    boolean isRefusable(RejectionCause why) {
        long asked = rotations.asked();
        return asked != served && asked != refused && Succession.isLongInComing(why);
    }

    /// Serves all requests, or refuses them.
    ///
    /// @param shortOf why nothing can be frozen for now; null when that is still to be seen
    void answer(@Nullable RejectionCause shortOf) {
        if (shortOf == null || succession.isNothingToFreeze()) {
            serve();
        } else if (isRefusable(shortOf)) {
            refused = rotations.asked();
            rotations.onRefused(refused, shortOf);
        }
    }

    /// Serves all requests, or leaves them until there is something to go on with. When nobody knows when that
    /// will be, whoever asked is told; it is done all the same as soon as it can.
    private void serve() {
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

    /// The last request for a sync.
    long syncAsked() {
        return rotations.syncAsked();
    }

    /// Whether a sync of the log is wanted.
    boolean isSyncDue() {
        return rotations.syncAsked() != synced;
    }

    /// A sync has succeeded that began after this request.
    void onSynced(long request) {
        synced = request;
        rotations.onSynced(request);
    }
}

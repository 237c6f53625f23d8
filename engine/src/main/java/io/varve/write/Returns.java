package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// Gives single writes back to their callers that were not written, or of which nobody knows.
///
/// **Owner:** the writer thread.
final class Returns {
    private final Ring ring;
    private final LargeBuffers large;

    Returns(Ring ring, LargeBuffers large) {
        this.ring = ring;
        this.large = large;
    }

    /// Turns a write away, unless it was withdrawn, or told already.
    ///
    /// @return whether somebody may ask for the write by its position
    boolean turnAway(long place, RejectionCause why) {
        Slot slot = ring.slot(place);
        if (!slot.tryTake(place)) {
            return false;
        }
        Ending ending = slot.ending();
        Region own = slot.disown();
        slot.setCopied(place);
        giveBack(own);
        if (ending != null) {
            ending.end(place, Outcome.rejected(why));
        }
        return ending == null;
    }

    /// Ends a write that was taken when something was thrown: it may not be in the group yet, and who is told twice
    /// hears the first only.
    ///
    /// @return whether there was one
    boolean endTaken(long place) {
        Slot slot = ring.slot(place);
        if (!slot.isTaken(place)) {
            return false;
        }
        Ending ending = slot.ending();
        slot.setCopied(place);
        if (ending != null) {
            ending.end(place, Outcome.UNKNOWN);
        }
        return true;
    }

    /// Gives back the memory of a large write, if it had its own.
    void giveBack(@Nullable Region own) {
        if (own != null) {
            large.give(own);
        }
    }
}

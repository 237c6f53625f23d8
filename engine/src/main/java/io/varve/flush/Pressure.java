package io.varve.flush;

import io.varve.error.RejectionCause;
import io.varve.write.Pace;
import org.jspecify.annotations.Nullable;

/// How far merges may be behind, and how fast writes may come in as they are. Pure: the same debt gives the same pace.
///
/// Below half of a limit nothing happens. From there on writes get slower by the same factor for every step, from a
/// pace that nobody notices to one that any merge keeps up with: so it settles where as much is merged
/// as is written. At the limit they are held.
///
/// Nobody is slowed or held while nobody works at what ends it (I-92).
///
/// @param level0 flushes in level 0 at which writes are held
/// @param debtBytes left to rewrite at which they are held
/// @param hasThreads whether somebody works while they wait; else they are only held, and who waits works himself
public record Pressure(int level0, long debtBytes, boolean hasThreads) {
    /// As much as the way of a write can do on two processors.
    static final long FASTEST = 256L << 20;

    /// Less than a merge does on a disk that is shared with others.
    static final long SLOWEST = 1L << 20;

    /// From which share of a limit on writes get slower.
    private static final double SOFT = 0.5;

    /// What merges are up to.
    ///
    /// @param isWorking whether one runs, is due, or will be tried again by itself
    /// @param failure of the last, when what is to be done waits after it; null while it goes on
    /// @param isHopeless whether that has been so for too long to wait for it
    record Merging(boolean isWorking, @Nullable Throwable failure, boolean isHopeless) {}

    Pace pace(int level0Flushes, long debt, Merging merging) {
        double level0Share = (double) level0Flushes / level0;
        double debtShare = (double) debt / debtBytes;
        double share = Math.max(level0Share, debtShare);
        if (share <= SOFT || !merging.isWorking()) {
            return Pace.FREE;
        }
        RejectionCause why = level0Share >= debtShare ? RejectionCause.LEVEL_0_BEHIND : RejectionCause.MERGES_BEHIND;
        if (share < 1) {
            return hasThreads ? Pace.slow(bytesPerSecond(share), why) : Pace.FREE;
        }
        Throwable failure = merging.failure();
        if (failure == null) {
            return Pace.held(why);
        }
        RejectionCause obstacle = Causes.obstacle(failure);
        return Pace.failing(obstacle == null ? why : obstacle, failure, merging.isHopeless());
    }

    private static long bytesPerSecond(double share) {
        double steps = (share - SOFT) / (1 - SOFT);
        return (long) (FASTEST * Math.pow((double) SLOWEST / FASTEST, steps));
    }
}

package io.varve.flush;

import io.varve.format.Expiry;
import java.util.Arrays;

/// Which versions of a key somebody can still read: the newest, and for each snapshot the newest at or below it
/// (D-23).
///
/// The versions of one key come newest first. One is kept when a snapshot lies at or above it and below the one
/// before.
final class Retention {
    /// What no version reaches.
    static final long NONE = Long.MAX_VALUE;

    private final long[] snapshots;
    private final long purgeTime;

    /// @param snapshots in ascending order
    /// @param purgeTime by which what is over is over for everybody
    Retention(long[] snapshots, long purgeTime) {
        this.snapshots = snapshots;
        this.purgeTime = purgeTime;
    }

    /// Whether a version is over for everybody: a tombstone in all but name (W-B11).
    boolean isOver(long expiry) {
        return Expiry.isOver(expiry, purgeTime);
    }

    /// Whether a version is kept.
    ///
    /// @param newer the version before it, kept or not; [#NONE] for the newest
    boolean keeps(long sequence, long newer) {
        if (newer == NONE) {
            return true;
        }
        int at = Arrays.binarySearch(snapshots, sequence);
        int first = at >= 0 ? at : -at - 1;
        return first < snapshots.length && snapshots[first] < newer;
    }

    /// The highest snapshot below a version, for which an older one is kept; 0 when there is none.
    long below(long sequence) {
        int at = Arrays.binarySearch(snapshots, sequence);
        int count = at >= 0 ? at : -at - 1;
        return count == 0 ? 0 : snapshots[count - 1];
    }
}

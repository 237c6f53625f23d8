package io.varve.write;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;

/// How long the writer waits for company before it begins a group that wants a sync.
///
/// Callers that wait for a sync come back as soon as it is over, a little after the writer has looked: they
/// fall into two crowds, each of which waits for the other's sync. Who waits for a moment has them all in one
/// group, and half the syncs. The moment ends when as many have come as were there before, and at a part of
/// what a sync takes; when nobody comes back, it is not tried again for a while.
///
/// **Owner:** the writer thread.
final class Gathering {
    /// A moment is at most this part of a sync.
    private static final int PART_OF_A_SYNC = 2;

    /// Groups without a wait after one in which nobody came, doubled with each more of them.
    private static final int FIRST_PAUSE = 4;

    private static final int LONGEST_PAUSE = 1024;

    private final Ring ring;
    private final Scheduler scheduler;
    private final Clock clock;
    private final long mostNanos;
    private long syncNanos;
    private long crowd;
    private long end;
    private int pause;
    private int nextPause = FIRST_PAUSE;

    /// @param mostNanos longest wait; 0 for none at all
    Gathering(Ring ring, Scheduler scheduler, Clock clock, long mostNanos) {
        this.ring = ring;
        this.scheduler = scheduler;
        this.clock = clock;
        this.mostNanos = mostNanos;
    }

    /// After a sync, before its members are told.
    ///
    /// @param next the first place that was not in it
    /// @param members who will be told
    void onSynced(long next, int members, long nanos, long now) {
        syncNanos += (nanos - syncNanos) / 8;
        long waiting = ring.highestPublished(next) - next + 1;
        crowd = members + waiting;
        end = now + Math.min(mostNanos, syncNanos / PART_OF_A_SYNC);
    }

    /// Waits until the crowd is there again, or the moment is over.
    ///
    /// @return the last place that is published
    long await(long next, long available) {
        long here = available - next + 1;
        if (crowd <= here || crowd == 1 || mostNanos == 0) {
            return available;
        }
        if (pause > 0) {
            pause--;
            return available;
        }
        long first = here;
        long last = available;
        while (here < crowd && clock.nanoTime() - end < 0) {
            scheduler.spin();
            last = ring.highestPublished(next);
            here = last - next + 1;
        }
        judge(here > first);
        crowd = 0;
        return last;
    }

    private void judge(boolean isWorthIt) {
        if (isWorthIt) {
            nextPause = FIRST_PAUSE;
        } else {
            pause = nextPause;
            nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
        }
    }
}

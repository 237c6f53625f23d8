package io.varve.write;

import io.varve.nativeio.Scheduler;

/// Which callers share the writer's processor: to look for what the writer cannot do meanwhile is of no use, and of
/// those whom it tells they go on only when it gives way (decision 259).
///
/// What is known is of a moment ago, and decides about pauses only.
///
/// **Owner:** the writer thread, but for [#here] and [#looks].
final class Neighbours {
    /// In place of a processor: nobody can say, or nobody has asked.
    static final int UNKNOWN = -1;

    private final Scheduler scheduler;
    private final int spins;
    private final int crowd;

    /// Where the writer was when it last looked for work.
    private volatile int writer = UNKNOWN;

    private boolean isOneTold;

    /// @param spins looks of a caller that the writer can work beside; 0 for none
    /// @param crowd as many writes may be on their way when one looks
    Neighbours(Scheduler scheduler, int spins, int crowd) {
        this.scheduler = scheduler;
        this.spins = spins;
        this.crowd = crowd;
    }

    /// Where the caller is; nobody asks when no caller looks.
    int here() {
        return spins == 0 ? UNKNOWN : scheduler.processor();
    }

    /// So often a caller looks for the end of a write that waits for nothing but the writer, before it gives way.
    ///
    /// @param here where it is
    /// @param used writes that are on their way
    int looks(int here, long used) {
        if (here == UNKNOWN) {
            return used <= 1 ? spins : 0;
        }
        return here != writer && used <= crowd ? spins : 0;
    }

    /// When one has been told.
    ///
    /// @param there where it was when it submitted
    void onTold(int there) {
        // No store for others: they all read what is beside it.
        if (there != UNKNOWN && there == writer) {
            isOneTold = true;
        }
    }

    /// Before the writer looks for work. Those who were told and share its processor cannot go on meanwhile.
    void onTurn(boolean isBusy) {
        int here = here();
        if (here != writer) {
            writer = here;
        }
        if (isOneTold && !isBusy) {
            isOneTold = false;
            scheduler.giveWay();
        }
    }
}

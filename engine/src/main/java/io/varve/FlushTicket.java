package io.varve;

import io.varve.flush.Flushes;
import io.varve.flush.Ticket;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.time.Duration;

/// The promise of a flush that was asked for. Nobody needs to keep or await it: dropping it cancels
/// nothing.
///
/// Any thread may wait. In a store without threads of its own for flushes (`background(false)`), who waits does the
/// work.
public sealed class FlushTicket permits CompactionTicket {
    private final Flushes flushes;
    private final Ticket ticket;
    private final Clock clock;

    FlushTicket(Flushes flushes, Ticket ticket, Clock clock) {
        this.flushes = flushes;
        this.ticket = ticket;
        this.clock = clock;
    }

    /// Whether it has ended, well or not.
    public boolean isDone() {
        return ticket.isDone();
    }

    /// Waits until it has ended.
    ///
    /// @return the id of the snapshot on disk that has all that was acknowledged before the flush was asked for
    /// @throws io.varve.error.FlushFailedException when it failed this time; the store tries again by itself
    /// @throws io.varve.error.StoreClosedException when the store was closed first; what is not in tables is in
    ///     the log
    /// @throws io.varve.error.StoreFailedException when the store has failed
    public long await() {
        flushes.await(ticket, Scheduler.NEVER);
        return ticket.snapshotId();
    }

    /// Waits until it has ended, but not longer than this.
    ///
    /// @return whether it has ended well; false when the time was over, and then it goes on
    /// @throws io.varve.error.StoreException as [#await()]
    public boolean await(Duration patience) {
        boolean isOver = flushes.await(ticket, Arguments.deadline("patience", patience, clock));
        if (isOver) {
            ticket.snapshotId();
        }
        return isOver;
    }
}

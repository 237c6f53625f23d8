package io.varve;

import io.varve.flush.Flushes;
import io.varve.flush.Ticket;
import io.varve.nativeio.Clock;

/// The promise of a merge that was asked for. Dropping it cancels nothing; [#cancel()] does.
public final class CompactionTicket extends FlushTicket {
    private final Ticket ticket;

    CompactionTicket(Flushes flushes, Ticket ticket, Clock clock) {
        super(flushes, ticket, clock);
        this.ticket = ticket;
    }

    /// Says that it is not wanted any more. It ends with a `CancellationException`, unless it has ended; the merge
    /// is given up, unless others asked for the same. Tables stay as they are. The flush that goes before is not
    /// given up.
    public void cancel() {
        ticket.cancel();
    }

    /// Bytes of tables that were read so far.
    public long doneBytes() {
        return ticket.doneBytes();
    }

    /// Bytes of tables that are to be read by the job that runs; 0 until the first begins, which the flush goes before.
    /// Of a long merge level 0 is a job of its own, before the rest.
    public long allBytes() {
        return ticket.allBytes();
    }
}

package io.varve.flush;

import io.varve.error.StoreException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.varhandle.MpscVarHandleArrayQueue;

/// Who waits for a flush.
///
/// **Owner:** any thread adds; the coordinator does the rest.
///
/// **Invariant:** no more than [#MOST] have not ended, wherever they wait: here, or for a merge. So the queue has room
/// for each that has entered.
final class Tickets {
    /// More threads than anybody lets wait for flushes at a time, and a few hundred KiB of heap.
    static final int MOST = 4096;

    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean hasCancelled;

    private final MessagePassingQueue<Pending> incoming = new MpscVarHandleArrayQueue<>(MOST);
    private final List<Pending> waiting = new ArrayList<>();
    private final Runnable onOver;

    /// How many were added ever, and how many of those wait no more.
    private final AtomicLong added = new AtomicLong();
    private volatile long over;

    private long taken;

    /// A ticket, and what it waits for: first that the writer has served its request, then that what was frozen by
    /// then is installed.
    private static final class Pending {
        private final Ticket ticket;
        private final long request;
        private RotationMark upTo = NOT_SERVED;

        Pending(Ticket ticket, long request) {
            this.ticket = ticket;
            this.request = request;
        }

        private boolean isDrop() {
            return ticket.kind() == Ticket.Kind.DROP;
        }

        /// Whether it ends when a flush cannot be done for now.
        private boolean endsByFailure() {
            return ticket.kind() == Ticket.Kind.FLUSH || ticket.kind() == Ticket.Kind.MERGE;
        }

        private boolean isServed() {
            return upTo.rotation() != Long.MAX_VALUE;
        }
    }

    private static final RotationMark NOT_SERVED = new RotationMark(Long.MAX_VALUE, 0);

    /// Ends a ticket whose rotations are installed.
    @FunctionalInterface
    interface Ender {
        void end(Ticket ticket, long sequence);
    }

    /// @param onOver called when some wait here no more
    Tickets(Runnable onOver) {
        this.onOver = onOver;
    }

    /// Takes a place for a ticket, which gives it back by [#leave()] when it ends.
    ///
    /// @return false when too many have not ended
    boolean enter() {
        if (open.incrementAndGet() <= MOST) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    /// One was cancelled.
    void cancel() {
        hasCancelled = true;
    }

    /// Whether one was cancelled that nobody has looked at.
    boolean hasCancelled() {
        return hasCancelled;
    }

    /// They are looked at now.
    void onCancelledSeen() {
        hasCancelled = false;
    }

    /// One has ended.
    void leave() {
        open.decrementAndGet();
    }

    /// Adds a ticket that has entered.
    ///
    /// @param request of the writer, which froze what it is about
    void add(Ticket ticket, long request) {
        added.incrementAndGet();
        boolean isTaken = incoming.offer(new Pending(ticket, request));
        assert isTaken : "no room for a ticket that has a place";
    }

    /// Whether all that were added have ended, or wait for their merge.
    boolean areOver() {
        // In this order: each that was added by the time of the first look was over by then.
        long wereOver = over;
        return wereOver == added.get();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && incoming.isEmpty();
    }

    /// Whether there is one that nobody has looked at.
    boolean hasNew() {
        return !incoming.isEmpty();
    }

    /// Ends those whose rotations are all installed.
    ///
    /// @param served the last request that the writer has served
    /// @param last what was frozen then, or later
    /// @param oldest the oldest rotation that is not installed; `Long.MAX_VALUE` when all are
    /// @return how many
    int settle(long served, RotationMark last, long oldest, Ender ender) {
        takeIncoming();
        int ended = 0;
        for (Iterator<Pending> all = waiting.iterator(); all.hasNext(); ) {
            Pending pending = all.next();
            if (!pending.isServed() && pending.request <= served) {
                pending.upTo = last;
            }
            boolean isDue = pending.isDrop()
                    ? !isBehindItsName(pending)
                    : pending.upTo.rotation() < oldest && pending.isServed();
            if (isDue) {
                // In this order: one whose end throws is told with all the others.
                ender.end(pending.ticket, pending.upTo.sequence());
                all.remove();
                ended++;
            }
        }
        tellOver();
        return ended;
    }

    private void takeIncoming() {
        taken += incoming.drain(waiting::add);
    }

    private void tellOver() {
        long areOver = taken - waiting.size();
        if (areOver != over) {
            over = areOver;
            onOver.run();
        }
    }

    /// Whether the name that is to be dropped is yet to be given, by who asked before. A drop waits for nothing else:
    /// it makes room, and flushes may be what has none.
    private boolean isBehindItsName(Pending drop) {
        for (Pending before : waiting) {
            if (before == drop) {
                return false;
            }
            if (Objects.equals(before.ticket.name(), drop.ticket.name())) {
                return true;
            }
        }
        return false;
    }

    /// Tells those whose request waits for something that may be long in coming.
    void refuse(long request, StoreException why) {
        takeIncoming();
        waiting.removeIf(pending -> {
            boolean isMeant = !pending.isServed() && pending.request <= request && pending.endsByFailure();
            if (isMeant) {
                pending.ticket.fail(why);
            }
            return isMeant;
        });
        tellOver();
    }

    /// Tells those who wait for a rotation that it could not be made a table this time.
    void fail(long rotation, StoreException why) {
        waiting.removeIf(pending -> {
            boolean isMeant = pending.isServed() && rotation <= pending.upTo.rotation() && pending.endsByFailure();
            if (isMeant) {
                pending.ticket.fail(why);
            }
            return isMeant;
        });
        tellOver();
    }

    /// Tells all.
    void failAll(StoreException why) {
        takeIncoming();
        waiting.forEach(pending -> pending.ticket.fail(why));
        waiting.clear();
        tellOver();
    }
}

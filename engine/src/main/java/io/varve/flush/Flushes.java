package io.varve.flush;

import io.varve.compaction.Asked;
import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.event.EventSink;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import io.varve.stats.FlushCounters;
import io.varve.view.FrozenMemTable;
import io.varve.write.Doorbell;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.jspecify.annotations.Nullable;

/// The way of a flush, put together: the coordinator, its streamers, and the callers' side of it.
///
/// **Owner:** the store, which starts and stops it.
public final class Flushes {
    private final Scheduler scheduler;
    private final Clock clock;
    private final RotationQueue rotations;
    private final Tickets tickets;
    private final Runnable leave;
    private final Coordinator coordinator;
    private final Doorbell bell;
    private final List<Streamer<?>> streamers = new ArrayList<>();
    private final Deque<Worker> workers = new ArrayDeque<>();
    private final @Nullable Turn turn;

    /// What the rest of the store gives.
    ///
    /// @param found memtables that recovery left, oldest first
    /// @param activeBytes that the active memtable holds
    public record Surroundings(
            Scheduler scheduler,
            Clock clock,
            RotationQueue rotations,
            List<FrozenMemTable> found,
            Installs installs,
            Streams streams,
            CompactionParts compaction,
            StoreHealth health,
            Reserve reserve,
            LongSupplier activeBytes,
            FlushCounters counters,
            EventSink events) {}

    /// Starts the threads, if the store has any for it.
    ///
    /// @param wakeWriter when there is something for the writer
    /// @throws IllegalStateException when the machine gives no thread; nothing runs then
    public Flushes(FlushConfig config, Surroundings around, Runnable wakeWriter) {
        this.scheduler = around.scheduler();
        this.clock = around.clock();
        this.rotations = around.rotations();
        this.tickets = new Tickets(rotations::onTicketsOver);
        this.leave = tickets::leave;
        this.turn = config.hasThreads() ? null : new Turn(scheduler);
        this.bell = bell(around);
        Handover<FlushAttempt> handover = new Handover<>(config.streamers());
        // One more than the options say, for level 0 alone.
        int mergers = config.hasThreads() ? around.compaction().threads() + 1 : 1;
        Handover<MergeAttempt> mergeHandover = new Handover<>(mergers);
        FlushTally tally = new FlushTally(around.counters(), around.events(), around.clock());
        this.coordinator = new Coordinator(
                new Coordinator.Parts(
                        config,
                        rotations,
                        handover,
                        around.streams(),
                        mergeHandover,
                        new Merges(
                                config,
                                around.compaction(),
                                around.installs(),
                                mergeHandover,
                                tally,
                                around.health(),
                                around.reserve(),
                                around.activeBytes(),
                                around.clock()),
                        around.installs(),
                        tickets,
                        around.health(),
                        around.reserve(),
                        new Age(config, rotations, around.activeBytes(), around.clock()),
                        tally,
                        bell,
                        around.clock()),
                around.found());
        for (int i = 1; i <= config.streamers(); i++) {
            add(handover, "varve-flush-" + i, around);
        }
        for (int i = 1; i <= mergers; i++) {
            add(mergeHandover, i == 1 ? "varve-merge" : "varve-merge-" + i, around);
        }
        rotations.connect(bell::ring, wakeWriter);
        if (turn == null) {
            startAll();
        }
    }

    /// Asks for a flush of all that was acknowledged before.
    ///
    /// @param name of the snapshot that it makes; null for none
    /// @throws WriteRejectedException when too many are waited for; nothing is asked for then
    public Ticket flush(@Nullable String name) {
        return ask(Ticket.Kind.FLUSH, name, Asked.ALL);
    }

    /// Asks for a flush, and then a merge of tables into the run at the bottom.
    public Ticket merge(Asked asked) {
        return ask(Ticket.Kind.MERGE, null, asked);
    }

    /// Asks for the end of a named snapshot, whatever flushes meet.
    public Ticket drop(String name) {
        return give(ticket(Ticket.Kind.DROP, name, Asked.ALL), 0);
    }

    /// Waits until all that is frozen is in durable tables, whatever fails meanwhile. Flushes that were asked for
    /// before have ended then.
    ///
    /// @return false when the deadline came first
    /// @throws WriteRejectedException without threads for flushes, when too many are waited for
    public boolean drain(long deadlineNanos) {
        if (turn == null) {
            return rotations.awaitNone(tickets::areOver, deadlineNanos);
        }
        Ticket ticket = give(ticket(Ticket.Kind.DRAIN, null, Asked.ALL), rotations.asked());
        return await(ticket, deadlineNanos) && ticket.hasSucceeded();
    }

    /// Waits for a ticket; without threads for it, does the work.
    ///
    /// @return false when the deadline came first
    public boolean await(Ticket ticket, long deadlineNanos) {
        return (turn == null || ticket.isDone()) ? ticket.await(deadlineNanos) : work(turn, ticket, deadlineNanos);
    }

    /// Ends it: what runs is given up, and tickets end with an exception. What is not in tables is in the log.
    ///
    /// @return false when the deadline came first: a thread is stuck in the kernel, and what it uses must not
    ///     be given back
    public boolean stop(long deadlineNanos) {
        coordinator.stop();
        if (turn != null) {
            return stopTurn(turn, deadlineNanos);
        }
        // The coordinator first: it ends when nothing is out any more.
        if (!workers.getLast().join(deadlineNanos)) {
            return false;
        }
        streamers.forEach(Streamer::stop);
        workers.forEach(Worker::stop);
        boolean isOver = true;
        for (Worker worker : workers) {
            isOver &= worker.join(deadlineNanos);
        }
        return isOver;
    }

    private Ticket ask(Ticket.Kind kind, @Nullable String name, Asked asked) {
        // In this order: what is refused asks the writer for nothing.
        Ticket ticket = ticket(kind, name, asked);
        return give(ticket, rotations.ask());
    }

    private Ticket ticket(Ticket.Kind kind, @Nullable String name, Asked asked) {
        if (!tickets.enter()) {
            throw new WriteRejectedException(
                    RejectionCause.FLUSH_BEHIND, Tickets.MOST + " flushes, merges and drops are waited for");
        }
        return new Ticket(scheduler, kind, name, asked, leave, this::onCancel);
    }

    private void onCancel() {
        tickets.cancel();
        bell.ring();
    }

    private Ticket give(Ticket ticket, long request) {
        tickets.add(ticket, request);
        bell.ring();
        return ticket;
    }

    /// On the caller's thread: what failed earlier first, as it is older. Then what is to be merged, as long as there
    /// is time.
    private boolean work(Turn ours, Ticket ticket, long deadlineNanos) {
        if (!ours.take(deadlineNanos)) {
            return ticket.isDone();
        }
        try {
            coordinator.hurry();
            while (!ticket.isDone() || (coordinator.isMerging() && clock.nanoTime() < deadlineNanos)) {
                if (workOnce() == 0 && (ticket.isDone() || !coordinator.await(ticket, deadlineNanos))) {
                    return ticket.isDone();
                }
            }
            return true;
        } finally {
            ours.give();
        }
    }

    /// In a store without threads for it, does what there is to merge.
    ///
    /// @return whether anything was done
    public boolean relieve(BooleanSupplier isOver, long deadlineNanos) {
        Turn ours = Objects.requireNonNull(turn, "there are threads for it");
        if (!ours.take(isOver, deadlineNanos)) {
            return false;
        }
        try {
            boolean hasWorked = false;
            boolean isOn = true;
            // One round at least: it sees what has become due, such as what has failed and is to be tried again.
            while (isOn && !isOver.getAsBoolean() && clock.nanoTime() < deadlineNanos) {
                int worked = workOnce();
                hasWorked |= worked > 0;
                isOn = worked > 0 && coordinator.isMerging();
            }
            return hasWorked;
        } finally {
            ours.give();
        }
    }

    private int workOnce() {
        int worked = coordinator.work();
        for (Streamer<?> streamer : streamers) {
            worked += streamer.streamOne();
        }
        return worked;
    }

    private boolean stopTurn(Turn ours, long deadlineNanos) {
        if (!ours.take(deadlineNanos)) {
            return false;
        }
        try {
            while (!coordinator.hasStopped()) {
                coordinator.work();
            }
            return true;
        } finally {
            ours.give();
        }
    }

    private <A extends Attempt> void add(Handover<A> handover, String name, Surroundings around) {
        Streamer<A> streamer = new Streamer<>(
                name, handover.todo(), handover.done(), bell(around), bell::ring, coordinator::onThrownElsewhere);
        handover.add(streamer);
        streamers.add(streamer);
    }

    private void startAll() {
        boolean isComplete = false;
        try {
            streamers.forEach(this::start);
            start(coordinator);
            isComplete = true;
        } finally {
            if (!isComplete) {
                coordinator.stop();
                streamers.forEach(Streamer::stop);
                workers.forEach(Worker::stop);
                workers.forEach(worker -> worker.join(Scheduler.NEVER));
            }
        }
    }

    private void start(Agent agent) {
        workers.add(scheduler.start(agent, NoOpIdleStrategy.INSTANCE));
    }

    private static Doorbell bell(Surroundings around) {
        return new Doorbell(around.scheduler(), around.clock(), 0, null);
    }
}

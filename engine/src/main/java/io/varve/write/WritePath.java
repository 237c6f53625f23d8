package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.event.EventSink;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.stats.StoreCounters;
import io.varve.view.CurrentView;
import io.varve.view.Horizon;
import io.varve.wal.LogWriter;
import io.varve.wal.SegmentPreparer;
import java.util.function.LongSupplier;

/// The way of a write, put together: the ring, the writer, the preparer, and the callers' side of it.
///
/// **Owner:** the store, which starts and closes it.
public final class WritePath {
    private final Door door = new Door();
    private final Brake brake;
    private final Failure failure;
    private final Scheduler scheduler;
    private final Memory memory;
    private final Region ringMemory;
    private final LargeBuffers large;
    private final Ring ring;
    private final Writer writer;
    private final Preparer preparer;
    private final LogWriter log;
    private final Callbacks callbacks;
    private final Progress progress;
    private final Neighbours neighbours;
    private final Doorbell writerBell;
    private final Commits commits;
    private final Submissions submissions;
    private final Crew crew;

    /// What the rest of the store gives.
    ///
    /// @param lastSequence of what was recovered
    /// @param engineTime milliseconds that never go back (D-21)
    public record Surroundings(
            Scheduler scheduler,
            Clock clock,
            LongSupplier engineTime,
            Memory memory,
            CurrentView view,
            Horizon horizon,
            LogWriter log,
            SegmentPreparer segments,
            Rotations rotations,
            Fence fence,
            StoreCounters counters,
            EventSink events,
            long lastSequence) {}

    /// Starts the threads. The view's active memtable is the one that takes the first write.
    public WritePath(WriterConfig config, WriteSizes sizes, Surroundings around) {
        // Who waits is woken first: to tell of it takes memory, which may be what there is none of.
        this.failure = new Failure(config.directory(), cause -> {
            around.rotations().onFailure();
            tellFailure(around.events(), config.directory(), cause);
        });
        Clock clock = around.clock();
        Patience patience = sizes.patience();
        this.scheduler = around.scheduler();
        this.memory = around.memory();
        this.log = around.log();
        MemoryAccount ringAccount = memory.budget().account("ring");
        this.ringMemory = memory.allocate(ringAccount, (long) sizes.ringSize() * sizes.slotBytes(), Pages.BASE);
        this.large = new LargeBuffers(memory, sizes.overflowAccount(), sizes.overflowBytes());
        this.writerBell = new Doorbell(scheduler, clock, patience.writerNanos(), patience.writerIdle());
        this.ring = new Ring(ringMemory, sizes.ringSize(), sizes.slotBytes(), writerBell);
        MemTable active = around.view().acquire().active();
        this.preparer = new Preparer(
                config.directory(),
                around.segments(),
                sizes.preparedSegments(),
                memory,
                sizes.memtableAccount(),
                sizes.memtableBytes(),
                active,
                around.rotations(),
                scheduler,
                writerBell,
                clock,
                () -> {
                    around.rotations().wake();
                    around.events().wake();
                },
                this::onTerminal);
        this.progress = new Progress(scheduler, clock);
        this.neighbours = new Neighbours(scheduler, patience.spins(), patience.crowd());
        this.writer = newWriter(config, patience, around);
        Refusals refusals = new Refusals(config.directory(), failure, around.counters());
        this.brake = new Brake(
                door, scheduler, clock, new BrakeTally(around.counters(), around.events(), clock, config.directory()));
        Admission admission = new Admission(ring, door, brake, large, refusals, scheduler, clock, patience.spins());
        this.callbacks = new Callbacks(sizes.ringSize(), door, refusals, around.events(), scheduler, clock);
        this.commits = new Commits(
                admission,
                ring,
                refusals,
                scheduler,
                neighbours,
                new Lookout(scheduler, clock, patience.lookouts(), patience.lookoutNanos()),
                new Lookout(scheduler, clock, patience.lookoutsWithoutSync(), patience.lookoutNanos()),
                config.groupBytes());
        this.submissions = new Submissions(
                admission, ring, door, progress, around.horizon(), callbacks, commits, refusals, patience.spins());
        this.crew = Crew.start(scheduler, preparer, callbacks, writer, this::release);
    }

    private Writer newWriter(WriterConfig config, Patience patience, Surroundings around) {
        return new Writer(
                config,
                new Writer.Parts(
                        ring,
                        writerBell,
                        door,
                        failure,
                        log,
                        around.view(),
                        around.horizon(),
                        progress,
                        large,
                        new Gathering(ring, scheduler, around.clock(), patience.gatherNanos()),
                        neighbours,
                        preparer,
                        around.rotations(),
                        around.fence(),
                        around.clock(),
                        around.engineTime(),
                        new Tally(
                                around.counters(),
                                around.events(),
                                around.clock(),
                                config.directory(),
                                config.slowSyncNanos())),
                around.lastSequence());
    }

    /// The callers' side.
    public Commits commits() {
        return commits;
    }

    /// The side of callers that do not wait.
    public Submissions submissions() {
        return submissions;
    }

    /// What ended it; nothing while it works.
    public Failure failure() {
        return failure;
    }

    /// Whether writes are rejected until there is space again.
    public boolean isOutOfSpace() {
        return door.reason() == RejectionCause.OUT_OF_SPACE || brake.pace().reason() == RejectionCause.OUT_OF_SPACE;
    }

    /// How fast writes are let in.
    public Brake brake() {
        return brake;
    }

    /// Places of the ring that hold a write the writer has not finished.
    public long ringUsed() {
        return ring.used();
    }

    /// Lets no write in from now on; those inside go on, but for those that wait for room.
    public void shut() {
        door.close(RejectionCause.CLOSED);
        writerBell.ring();
        progress.durables.wakeAll();
    }

    /// Whether the caller is a callback of a write: waiting for the end of that thread would be for ever.
    public boolean isCallback() {
        return callbacks.isCalling();
    }

    /// Ends the threads, after what is in the ring has been answered. Inside a callback it does not wait for
    /// that callback: its thread ends when it has returned.
    ///
    /// **Requires:** [#shut()] was called, and no caller is inside.
    ///
    /// @return false when the deadline came first: a thread is stuck in the kernel, and what they use
    ///     must not be given back
    public boolean stop(long deadlineNanos) {
        return crew.stop(deadlineNanos);
    }

    /// Syncs what is not synced, unless something has failed before: then nothing more is written (P16).
    /// After [#stop].
    ///
    /// @return whether all that was written is durable
    public boolean syncLast() {
        boolean isSynced = failure.cause() == null && log.sync() == 0;
        if (isSynced) {
            progress.makeDurable(progress.acknowledged(), log.lastSequence());
        }
        return isSynced;
    }

    /// Gives back memory and files. After [#stop] returned true.
    public void release() {
        log.close();
        preparer.close();
        large.close();
        memory.free(ringMemory);
    }

    private static void tellFailure(EventSink events, String directory, StoreException cause) {
        events.emit(new StoreEvent.StateChanged(StoreState.OPEN, StoreState.FAILED, cause.what()));
        events.emit(new StoreEvent.StoreFailed(directory, cause));
    }

    /// Ends it: no write is acknowledged any more. From any thread.
    public void onTerminal(StoreException cause) {
        try {
            failure.latch(cause);
        } finally {
            door.close(RejectionCause.FAILED);
            writerBell.ring();
        }
    }

    /// Makes the writer look whether there is something to freeze, or room for what waits.
    public void wakeWriter() {
        writerBell.ring();
    }

    /// Takes the arena of a memtable for another one: nobody reads it any more.
    public void recycle(Region arena) {
        preparer.recycle(arena);
    }
}

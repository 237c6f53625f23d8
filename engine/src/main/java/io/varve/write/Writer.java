package io.varve.write;

import io.varve.error.FencedException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.StoreIoException;
import io.varve.format.RecordFormat;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.view.CurrentView;
import io.varve.view.Horizon;
import io.varve.wal.LogWriter;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.agrona.concurrent.Agent;

/// The one thread that writes: takes groups from the ring, appends each to the log in one frame, applies
/// it to the memtable, syncs if a member asked, and publishes.
///
/// **Owner** of the log, the active memtable, and the sequence numbers. It never flushes, never runs
/// code of users, and waits for nothing but work, space that is being prepared, and the sync itself.
///
/// **Promises:** a failure from the log on is terminal: the members are UNKNOWN, nothing is acknowledged
/// after it, nothing is retried (P16). The thread goes on in that state, so that whoever comes is told
/// at once and nobody is left waiting (row 86).
final class Writer implements Agent {
    private final WriterConfig config;
    private final Ring ring;
    private final Doorbell doorbell;
    private final Door door;
    private final Failure failure;
    private final LogWriter log;
    private final CurrentView view;
    private final Horizon horizon;
    private final Supplies supplies;
    private final Fence fence;
    private final Clock clock;
    private final LongSupplier engineTime;
    private final Tally tally;
    private final Group group;
    private final BooleanSupplier hasWork = this::hasWork;
    private final BooleanSupplier hasSupplies = this::hasSupplies;
    private volatile boolean isStopping;
    private MemTable memtable;
    private long logBytes;
    private long next;
    private long sequence;
    private long syncDue = Scheduler.NEVER;
    private long markDue = Scheduler.NEVER;

    Writer(WriterConfig config, Parts parts, long lastSequence) {
        this.config = config;
        this.ring = parts.ring();
        this.doorbell = parts.doorbell();
        this.door = parts.door();
        this.failure = parts.failure();
        this.log = parts.log();
        this.view = parts.view();
        this.horizon = parts.horizon();
        this.supplies = parts.supplies();
        this.fence = parts.fence();
        this.clock = parts.clock();
        this.engineTime = parts.engineTime();
        this.tally = parts.tally();
        this.group = new Group(ring.size());
        this.memtable = view.acquire().active();
        this.sequence = lastSequence;
    }

    /// What the writer works with; a record only because there are many.
    record Parts(
            Ring ring,
            Doorbell doorbell,
            Door door,
            Failure failure,
            LogWriter log,
            CurrentView view,
            Horizon horizon,
            Supplies supplies,
            Fence fence,
            Clock clock,
            LongSupplier engineTime,
            Tally tally) {}

    @Override
    public String roleName() {
        return "varve-writer";
    }

    @Override
    public int doWork() {
        try {
            boolean isWork = doorbell.await(hasWork, nextDuty());
            int done = isWork ? workOn(ring.highestPublished(next)) : 0;
            onDuty();
            return done;
        } catch (Throwable unexpected) {
            onUnexpected(unexpected);
            return 1;
        }
    }

    /// Makes the thread leave its wait, so that it can be stopped.
    void stop() {
        isStopping = true;
        doorbell.ring();
    }

    private boolean hasWork() {
        return isStopping || ring.highestPublished(next) >= next;
    }

    private int workOn(long available) {
        if (available < next) {
            return 0;
        }
        if (failure.cause() != null) {
            turnAway(available, Objects.requireNonNullElse(door.reason(), RejectionCause.FAILED));
            return 1;
        }
        gather(available);
        if (!group.isEmpty()) {
            commit();
        } else if (next <= available) {
            makeRoom(ring.slot(next));
        }
        return 1;
    }

    /// Takes what is there into the group, as far as log and memtable have room. Nothing here can fail,
    /// and nothing does I/O except for a write that is larger than the log's buffer.
    private void gather(long available) {
        group.clear();
        while (next <= available && !group.isFull()) {
            Slot slot = ring.slot(next);
            if (slot.isOffered(next)) {
                if (!fits(slot) || (group.bytes() + slot.length() > config.groupBytes() && !group.isEmpty())) {
                    return;
                }
                if (slot.tryTake(next)) {
                    take(slot);
                }
            }
            ring.release(next);
            next++;
        }
    }

    private boolean fits(Slot slot) {
        long bytes = group.bytes() + slot.length();
        int operations = group.operations() + slot.operations();
        return operations == 0 || (bytes <= log.remaining() && hasRoom(slot));
    }

    private boolean hasRoom(Slot slot) {
        return logBytes < config.maxLogBytesPerMemTable() && memtable.hasRoom(slot.length(), slot.operations());
    }

    private void take(Slot slot) {
        if (group.operations() == 0 && slot.operations() > 0) {
            log.begin(sequence + 1);
        }
        group.add(next, slot);
        if (slot.operations() > 0) {
            // A failure of this is met again, and answered, when the frame is written.
            log.append(slot.source(), slot.sourceOffset(), slot.length(), slot.operations());
            apply(slot.source(), slot.sourceOffset(), slot.operations());
        }
        slot.setCopied(next);
    }

    /// Into the memtable before the log has it: invisible until it is published, and lost with the
    /// memtable if it never is.
    private void apply(Region source, long offset, int operations) {
        long at = offset;
        for (int i = 0; i < operations; i++) {
            sequence++;
            memtable.apply(source, at, sequence);
            at += RecordFormat.sizeAt(source, at);
        }
    }

    private void commit() {
        if (group.operations() > 0) {
            long before = log.offset();
            int result = log.write(engineTime.getAsLong());
            if (result < 0) {
                fail(new StoreIoException("pwrite", logName(), result), 0);
                return;
            }
            tally.onGroup(group, log.offset() - before);
            logBytes += group.bytes();
            markDue = Scheduler.NEVER;
            if (config.hasInterval() && syncDue == Scheduler.NEVER) {
                syncDue = clock.nanoTime() + config.syncIntervalNanos();
            }
        }
        int early = group.membersBeforeSync();
        if (early > 0 && isFenced(0)) {
            return;
        }
        if (early > 0) {
            horizon.publishVisibleRelease(sequence - group.operations() + group.operationsBeforeSync());
            group.complete(0, early, Outcome.ACKED);
        }
        if (group.needsSync() && sync(early)) {
            group.complete(early, group.size(), Outcome.ACKED);
        }
    }

    /// Makes everything written so far durable, and shows it.
    private boolean sync(int firstMember) {
        long began = clock.nanoTime();
        int result = log.sync();
        if (result < 0) {
            fail(new StoreIoException("fdatasync", logName(), result), firstMember);
            return false;
        }
        if (isFenced(firstMember)) {
            return false;
        }
        horizon.publishVisibleRelease(sequence);
        horizon.publishDurableRelease(sequence);
        long now = clock.nanoTime();
        tally.onSync(logName(), now - began);
        syncDue = Scheduler.NEVER;
        markDue = now + config.markNanos();
        return true;
    }

    /// Whether the store is somebody else's now: asked before anything is acknowledged (D-15).
    private boolean isFenced(int firstMember) {
        FencedException fenced = fence.check();
        if (fenced != null) {
            door.close(RejectionCause.FENCED);
            fail(fenced, firstMember);
        }
        return fenced != null;
    }

    private void fail(StoreException cause, int firstMember) {
        failure.latch(cause);
        door.close(RejectionCause.FAILED);
        tally.onUnknown(group.size() - firstMember);
        group.complete(firstMember, group.size(), Outcome.UNKNOWN);
        group.clear();
        syncDue = Scheduler.NEVER;
        markDue = Scheduler.NEVER;
    }

    /// Whatever it was, nobody is left waiting for this thread.
    private void onUnexpected(Throwable unexpected) {
        fail(new StoreFailedException(config.directory(), unexpected), 0);
        Slot slot = ring.slot(next);
        if (slot.isTaken(next)) {
            // It may not be in the group yet; who is told twice hears the first only.
            Waiter waiter = slot.waiter();
            slot.setCopied(next);
            if (waiter != null) {
                waiter.complete(next, Outcome.UNKNOWN);
            }
            ring.release(next);
            next++;
        }
    }

    /// Gives up to `last` back to their callers, not written.
    private void turnAway(long last, RejectionCause why) {
        while (next <= last) {
            Slot slot = ring.slot(next);
            if (slot.tryTake(next)) {
                Waiter waiter = slot.waiter();
                slot.setCopied(next);
                if (waiter != null) {
                    waiter.complete(next, Outcome.rejected(why));
                }
            }
            ring.release(next);
            next++;
        }
    }

    /// Moves on to the next segment, or the next memtable, which begins a segment of its own (D-9); or
    /// tells the write that waits for it why there is none to be had.
    private void makeRoom(Slot slot) {
        boolean isMemTableFull = !hasRoom(slot);
        if (isMemTableFull && logBytes == 0 && memtable.entries() == 0) {
            // The door lets no such write in; without end, empty memtables would follow each other.
            turnAway(next, RejectionCause.MEMORY_BUDGET);
            return;
        }
        long from = log.currentSegment();
        long written = log.offset();
        supplies.want(isMemTableFull);
        awaitSupplies();
        if (!supplies.isReady() || !log.roll()) {
            turnAway(next, failure.cause() == null ? supplies.refusal() : RejectionCause.FAILED);
            return;
        }
        supplies.onTaken();
        tally.onRoll(from, log.currentSegment(), written);
        if (isMemTableFull) {
            rotate();
        }
    }

    private void awaitSupplies() {
        if (hasSupplies()) {
            return;
        }
        long began = clock.nanoTime();
        RejectionCause reason = supplies.refusal();
        tally.onStall(reason);
        doorbell.await(hasSupplies, Scheduler.NEVER);
        tally.onResume(reason, clock.nanoTime() - began);
    }

    private void rotate() {
        MemTable fresh = supplies.takeMemTable();
        view.rotate(fresh);
        memtable = fresh;
        logBytes = 0;
        tally.onRotate();
    }

    private String logName() {
        return "log segment " + log.currentSegment();
    }

    private boolean hasSupplies() {
        return isStopping || supplies.isReady() || supplies.isRefused() || failure.cause() != null;
    }

    private long nextDuty() {
        return Math.min(syncDue, markDue);
    }

    /// The sync of the interval, also while writes keep coming; and the mark behind the last sync, once
    /// nobody has written for a moment.
    private void onDuty() {
        if (nextDuty() == Scheduler.NEVER || clock.nanoTime() - nextDuty() < 0) {
            return;
        }
        group.clear();
        if (syncDue <= markDue) {
            sync(0);
        } else {
            markDue = Scheduler.NEVER;
            int result = log.syncMark(engineTime.getAsLong());
            if (result < 0) {
                fail(new StoreIoException("pwrite", logName(), result), 0);
            }
        }
    }
}

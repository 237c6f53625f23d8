package io.varve.write;

import io.varve.error.FencedException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.format.RecordFormat;
import io.varve.format.RecordLimits;
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
import org.jspecify.annotations.Nullable;

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
    private static final long NOT_STALLED = -1;

    private final WriterConfig config;
    private final Ring ring;
    private final Doorbell doorbell;
    private final Door door;
    private final Failure failure;
    private final LogWriter log;
    private final Horizon horizon;
    private final Progress progress;
    private final Supplies supplies;
    private final Freezing freezing;
    private final Succession succession;
    private final Returns returns;
    private final Gathering gathering;
    private final Neighbours neighbours;
    private final Fence fence;
    private final Clock clock;
    private final LongSupplier engineTime;
    private final Tally tally;
    private final Group group;
    private final BooleanSupplier hasWork = this::hasWork;
    private volatile boolean isStopping;
    private long next;

    /// Whether supplies were refused; unless that is passing, the door is closed until they come.
    private boolean isShort;

    /// Whether it is known to be passing, so that nobody is turned away.
    private boolean isPatient;

    /// While the oldest write waits for supplies: up to where those behind it have been answered.
    private long stalledTo = NOT_STALLED;
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
        this.horizon = parts.horizon();
        this.progress = parts.progress();
        this.supplies = parts.supplies();
        this.gathering = parts.gathering();
        this.neighbours = parts.neighbours();
        this.fence = parts.fence();
        this.clock = parts.clock();
        this.engineTime = parts.engineTime();
        this.tally = parts.tally();
        this.group = new Group(ring.size());
        this.returns = new Returns(ring, parts.large());
        this.succession = new Succession(
                log,
                parts.view(),
                supplies,
                parts.rotations(),
                doorbell,
                tally,
                clock,
                config.maxLogBytesPerMemTable(),
                () -> failure.cause() != null);
        this.freezing = new Freezing(parts.rotations(), succession);
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
            Progress progress,
            LargeBuffers large,
            Gathering gathering,
            Neighbours neighbours,
            Supplies supplies,
            Rotations rotations,
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
            boolean isBusy = hasWork();
            succession.tellOthers(isBusy);
            neighbours.onTurn(isBusy);
            boolean isWork = isBusy || doorbell.await(hasWork, nextDuty());
            if (hasFailedUnseen()) {
                progress.end(next, next, RejectionCause.FAILED);
            }
            if (isPatient && !supplies.isPassing() && ring.highestPublished(next) < next) {
                // Nobody waits any more with whom we were patient: the next to come, or to ask, looks anew.
                isPatient = false;
            }
            if (isShort && supplies.isReady()) {
                endShortage();
            }
            if (isFreezeDue()) {
                freezing.answer(isShort ? supplies.refusal() : null);
            }
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

    /// What was admitted is still written, and who waits for a position is answered.
    @Override
    public void onClose() {
        try {
            while (next <= ring.claimed()) {
                workOn(ring.highestPublished(next));
            }
        } catch (Throwable unexpected) {
            onUnexpected(unexpected);
            turnAway(ring.highestPublished(next), RejectionCause.FAILED);
        } finally {
            succession.tellOthers(false);
            succession.endStall();
            boolean hasFailed = failure.cause() != null;
            if (hasFailed) {
                door.close(RejectionCause.FAILED);
            }
            progress.end(next, next, hasFailed ? RejectionCause.FAILED : RejectionCause.CLOSED);
        }
    }

    private boolean hasWork() {
        boolean isToAnswer = stalledTo == NOT_STALLED
                ? ring.highestPublished(next) >= next
                : ring.highestPublished(stalledTo + 1) > stalledTo || door.reason() == RejectionCause.CLOSED;
        boolean isRelieved = isShort && (supplies.isReady() || (isPatient && !supplies.isPassing()));
        boolean isAsked = !progress.isOver() && (isFreezeDue() || freezing.isSyncDue());
        return isToAnswer || isRelieved || isAsked || isStopping || hasFailedUnseen();
    }

    /// While writes are turned away for want of supplies, so are requests, which need the same.
    private boolean isFreezeDue() {
        boolean isDue = isShort ? !isPatient && freezing.isRefusable(supplies.refusal()) : freezing.isDue();
        return isDue && !progress.isOver();
    }

    /// Whether somebody else has failed, and who waits for us has not been told.
    private boolean hasFailedUnseen() {
        return failure.cause() != null && !progress.isOver();
    }

    private int workOn(long available) {
        if (available < next) {
            return 0;
        }
        if (failure.cause() != null || progress.isOver()) {
            turnAway(available, Objects.requireNonNullElse(door.reason(), RejectionCause.FAILED));
            return 1;
        }
        gather(gathering.await(next, available));
        if (!group.isEmpty()) {
            commit();
        } else if (next <= available) {
            makeRoom(ring.slot(next), available);
        }
        if (!progress.isOver()) {
            progress.acknowledge(next - 1);
        }
        return 1;
    }

    /// Takes what is there into the group, as far as log and memtable have room. Nothing here does I/O but for
    /// a write that is larger than the log's buffer, and whose memory is the slot's.
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
        int operations = group.operations() + slot.operations();
        boolean isRoom = operations == 0 || succession.hasRoom(group.bytes() + slot.length(), operations, slot);
        return isRoom && hasNumbers(slot);
    }

    /// Whether there are sequence numbers for it (row 104).
    private boolean hasNumbers(Slot slot) {
        return slot.operations() <= RecordLimits.MAX_SEQUENCE - sequence;
    }

    private void take(Slot slot) {
        if (group.operations() == 0 && slot.operations() > 0) {
            log.begin(sequence + 1);
        }
        group.add(next, slot);
        Region source = slot.source();
        Region own = slot.disown();
        if (own != null) {
            slot.setCopied(next);
        }
        try {
            if (slot.operations() > 0) {
                // A failure of this is met again, and answered, when the frame is written.
                log.append(source, slot.sourceOffset(), slot.length(), slot.operations());
                apply(source, slot.sourceOffset(), slot.operations());
            }
            slot.setCopied(next);
        } finally {
            returns.giveBack(own);
        }
    }

    /// Into the memtable before the log has it: invisible until it is published, and lost with the
    /// memtable if it never is.
    private void apply(Region source, long offset, int operations) {
        long at = offset;
        for (int i = 0; i < operations; i++) {
            sequence++;
            succession.apply(source, at, sequence);
            at += RecordFormat.sizeAt(source, at);
        }
    }

    private void commit() {
        tally.onCommit(group.needsSync());
        if (group.operations() > 0) {
            long before = log.offset();
            int result = log.write(engineTime.getAsLong(), group.needsSync());
            if (result < 0) {
                fail(new StoreIoException("pwrite", logName(), result), 0);
                return;
            }
            tally.onGroup(group, log.offset() - before);
            succession.onLogged(group.bytes());
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
            progress.acknowledge(group.sequence(early - 1));
            group.complete(0, early, Outcome.ACKED);
        }
        if (group.needsSync() && sync(early)) {
            group.complete(early, group.size(), Outcome.ACKED);
        }
        tally.onCommitted(group);
    }

    /// Makes everything written so far durable, and shows it.
    private boolean sync(int firstMember) {
        long began = tally.onSyncBegun();
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
        progress.makeDurable(next - 1, sequence);
        progress.acknowledge(next - 1);
        long now = clock.nanoTime();
        tally.onSync(log.currentSegment(), now - began);
        gathering.onSynced(next, group.size() - firstMember, now - began, now);
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

    /// To tell of a failure takes memory, which may be what there is none of: whoever waits is answered all the same.
    private void fail(StoreException cause, int firstMember) {
        try {
            failure.latch(cause);
        } finally {
            answerUnknown(firstMember);
        }
    }

    private void answerUnknown(int firstMember) {
        door.close(RejectionCause.FAILED);
        tally.onUnknown(group.size() - firstMember);
        // Of a sync that overtook a stalled write, the place is behind: nothing of what waits was written.
        long first = group.size() > firstMember ? Math.min(group.sequence(firstMember), next) : next;
        progress.end(first, next, RejectionCause.FAILED);
        group.complete(firstMember, group.size(), Outcome.UNKNOWN);
        group.clear();
        syncDue = Scheduler.NEVER;
        markDue = Scheduler.NEVER;
    }

    /// Whatever it was, nobody is left waiting for this thread.
    private void onUnexpected(Throwable unexpected) {
        fail(failure.of(unexpected), 0);
        if (returns.endTaken(next)) {
            ring.release(next);
            next++;
        }
    }

    /// Gives up to `last` back to their callers, not written.
    private void turnAway(long last, RejectionCause why) {
        while (next <= last) {
            if (returns.turnAway(next, why)) {
                progress.end(next, next, why);
            }
            ring.release(next);
            next++;
        }
        stalledTo = next > stalledTo ? NOT_STALLED : stalledTo;
    }

    /// Moves on to the next segment or memtable; or, when there is none to be had, closes the door until there
    /// is, and turns the write away that waits for it. One that is known by its position only is not turned away
    /// alone: it waits, and those behind it who can be told are.
    private void makeRoom(Slot slot, long available) {
        if (!hasNumbers(slot)) {
            door.close(RejectionCause.SEQUENCE_LIMIT);
            turnAway(next, RejectionCause.SEQUENCE_LIMIT);
        } else if (succession.isHopeless(slot)) {
            // The door lets no such write in; without end, empty memtables would follow each other.
            turnAway(next, RejectionCause.MEMORY_BUDGET);
        } else if (succession.tryAdvance(slot)) {
            endShortage();
        } else if (failure.cause() != null) {
            turnAway(available, RejectionCause.FAILED);
        } else if (door.reason() == RejectionCause.CLOSED && (slot.ending() == null || supplies.isPassing())) {
            turnAway(available, RejectionCause.CLOSED);
        } else {
            beShort(slot, available);
        }
    }

    private void beShort(Slot slot, long available) {
        RejectionCause why = supplies.refusal();
        boolean wasPatient = isPatient;
        isShort = true;
        isPatient = supplies.isPassing();
        if (isPatient) {
            stall(available, null);
            return;
        }
        door.close(why);
        tally.onRefusing(why);
        // Those that were let wait until now are to be told too.
        stalledTo = wasPatient ? NOT_STALLED : stalledTo;
        if (slot.ending() != null) {
            turnAway(next, why);
        } else {
            stall(available, why);
        }
    }

    private void endShortage() {
        isShort = false;
        isPatient = false;
        stalledTo = NOT_STALLED;
        succession.endStall();
        door.open();
        tally.onAccepting();
    }

    /// Answers those behind the oldest write that can be told: a sync needs no supplies.
    ///
    /// @param why writes are turned away; null when they wait
    private void stall(long available, @Nullable RejectionCause why) {
        group.clear();
        for (long place = Math.max(next, stalledTo) + 1; place <= available; place++) {
            Slot slot = ring.slot(place);
            if (slot.ending() != null && slot.operations() > 0) {
                if (why != null) {
                    returns.turnAway(place, why);
                }
            } else if (slot.ending() != null && slot.tryTake(place)) {
                slot.setCopied(place);
                group.add(place, slot);
            }
        }
        stalledTo = available;
        if (!group.isEmpty() && sync(0)) {
            group.complete(0, group.size(), Outcome.ACKED);
        }
    }

    private String logName() {
        return "log segment " + log.currentSegment();
    }

    private long nextDuty() {
        return Math.min(syncDue, markDue);
    }

    /// The sync of the interval, also while writes keep coming; and the mark behind the last sync, once
    /// nobody has written for a moment.
    private void onDuty() {
        if (progress.isOver()) {
            // Nothing more is written or acknowledged (P16).
            syncDue = Scheduler.NEVER;
            markDue = Scheduler.NEVER;
        }
        if (!progress.isOver() && freezing.isSyncDue()) {
            long request = freezing.syncAsked();
            group.clear();
            if (sync(0)) {
                freezing.onSynced(request);
            }
        }
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

package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.view.CurrentView;
import io.varve.view.FrozenMemTable;
import io.varve.view.View;
import io.varve.wal.LogEnd;
import io.varve.wal.LogWriter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the writer writes into, and what comes after it: the segment of the log, and the memtable, which
/// begins a segment of its own (D-9). What comes next was made ready by others.
///
/// **Owner:** the writer thread.
final class Succession {
    /// Groups that may be written before those are woken for whom a rotation has left something.
    private static final int MOST_PUT_OFF = 64;

    private static final int NOTHING_LEFT = -1;

    private final LogWriter log;
    private final CurrentView view;
    private final Supplies supplies;
    private final Rotations rotations;
    private final Doorbell doorbell;
    private final Tally tally;
    private final Clock clock;
    private final long maxLogBytes;
    private final BooleanSupplier isOver;
    private final BooleanSupplier isAnswered = this::isAnswered;
    private int putOff = NOTHING_LEFT;
    private MemTable memtable;
    private long logBytes;

    /// Since when writes wait for supplies, and why; null while they do not.
    private @Nullable Long shortSince;

    private RejectionCause shortOf = RejectionCause.LOG_BEHIND;

    /// @param maxLogBytes after which a memtable is frozen, however little of it is used
    /// @param isOver whether there is no use in waiting
    Succession(
            LogWriter log,
            CurrentView view,
            Supplies supplies,
            Rotations rotations,
            Doorbell doorbell,
            Tally tally,
            Clock clock,
            long maxLogBytes,
            BooleanSupplier isOver) {
        this.log = log;
        this.view = view;
        this.supplies = supplies;
        this.rotations = rotations;
        this.doorbell = doorbell;
        this.tally = tally;
        this.clock = clock;
        this.maxLogBytes = maxLogBytes;
        this.isOver = isOver;
        this.memtable = view.acquire().active();
    }

    /// Whether a group may grow to this.
    boolean hasRoom(long bytes, int operations, Slot last) {
        return bytes <= log.remaining() && hasMemory(last);
    }

    /// Whether it could never be, not even in a fresh memtable.
    boolean isHopeless(Slot slot) {
        return !hasMemory(slot) && logBytes == 0 && memtable.entries() == 0;
    }

    void apply(Region source, long at, long sequence) {
        memtable.apply(source, at, sequence);
    }

    void onLogged(long bytes) {
        logBytes += bytes;
    }

    /// Moves on to the next segment, or the next memtable, as the slot needs; waits until that is ready, or
    /// refused.
    ///
    /// @return false, with nothing changed, when it is not to be had
    boolean tryAdvance(Slot slot) {
        boolean isMemTableFull = !hasMemory(slot);
        long began = clock.nanoTime();
        supplies.want(isMemTableFull);
        awaitSupplies();
        return tryMoveOn(isMemTableFull, began);
    }

    /// Freezes what there is, because somebody asked for it; needs what [#tryAdvance] needs, and waits for nothing.
    ///
    /// @return false when it is still to be done
    boolean tryFreeze() {
        if (memtable.entries() == 0) {
            return true;
        }
        supplies.want(true);
        return tryMoveOn(true, clock.nanoTime());
    }

    private boolean tryMoveOn(boolean toNextMemTable, long began) {
        long from = log.currentSegment();
        long written = log.offset();
        LogEnd end = log.end();
        if (!supplies.isReady() || !log.roll()) {
            return false;
        }
        tally.onRoll(from, log.currentSegment(), written);
        if (toNextMemTable) {
            rotate(end);
        }
        supplies.onTaken();
        putOff = 0;
        if (toNextMemTable) {
            tally.onRotated(clock.nanoTime() - began);
        }
        return true;
    }

    /// Wakes those for whom a rotation has left something. To wake one takes as long as the rotation, and on few
    /// processors they run where callers wait: so it is put off until the writer has nothing else to do.
    ///
    /// @param isBusy whether there is something else to do
    void tellOthers(boolean isBusy) {
        if (putOff != NOTHING_LEFT && (++putOff > MOST_PUT_OFF || !isBusy)) {
            putOff = NOTHING_LEFT;
            supplies.wake();
        }
    }

    /// Why nobody knows when [#tryFreeze] can do it; null when it is a matter of time.
    @Nullable
    RejectionCause freezeRefusal() {
        if (memtable.entries() == 0 || !supplies.isRefused() || supplies.isPassing()) {
            return null;
        }
        RejectionCause why = supplies.refusal();
        return isLongInComing(why) ? why : null;
    }

    /// Whether nobody here can say when what was refused will be had: all but a flush, which is known to go on.
    static boolean isLongInComing(RejectionCause why) {
        return why != RejectionCause.FLUSH_BEHIND;
    }

    boolean isNothingToFreeze() {
        return memtable.entries() == 0;
    }

    /// Whether [#tryFreeze] would do it now.
    boolean canFreeze() {
        return memtable.entries() == 0 || supplies.isReady();
    }

    /// @param end of the log behind what is frozen
    private void rotate(LogEnd end) {
        log.release(rotations.logFloor());
        MemTable fresh = supplies.takeMemTable();
        View after = view.rotate(fresh, log.currentSegment());
        memtable = fresh;
        logBytes = 0;
        tally.onRotate();
        if (after.level0(0) instanceof FrozenMemTable frozen) {
            rotations.onFrozen(frozen, end);
        }
    }

    private void awaitSupplies() {
        if (supplies.isReady()) {
            return;
        }
        if (shortSince == null) {
            shortSince = clock.nanoTime();
            shortOf = supplies.refusal();
            tally.onStall(shortOf);
            // What ends it may have been left for a coordinator that nobody has told yet, and the preparer, who
            // would, may hang in a call.
            rotations.wake();
        }
        doorbell.await(isAnswered, Scheduler.NEVER);
        if (supplies.isReady()) {
            endStall();
        }
    }

    /// No write waits for supplies any more.
    void endStall() {
        Long began = shortSince;
        if (began != null) {
            shortSince = null;
            tally.onResume(shortOf, clock.nanoTime() - began);
        }
    }

    private boolean hasMemory(Slot slot) {
        return logBytes < maxLogBytes && memtable.hasRoom(slot.length(), slot.operations());
    }

    private boolean isAnswered() {
        return supplies.isReady() || supplies.isRefused() || isOver.getAsBoolean();
    }
}

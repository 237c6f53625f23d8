package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Region;
import io.varve.nativeio.Scheduler;
import io.varve.view.CurrentView;
import io.varve.wal.LogWriter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// What the writer writes into, and what comes after it: the segment of the log, and the memtable, which
/// begins a segment of its own (D-9). What comes next was made ready by others.
///
/// **Owner:** the writer thread.
final class Succession {
    private final LogWriter log;
    private final CurrentView view;
    private final Supplies supplies;
    private final Doorbell doorbell;
    private final Tally tally;
    private final Clock clock;
    private final long maxLogBytes;
    private final BooleanSupplier isOver;
    private final BooleanSupplier isAnswered = this::isAnswered;
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
            Doorbell doorbell,
            Tally tally,
            Clock clock,
            long maxLogBytes,
            BooleanSupplier isOver) {
        this.log = log;
        this.view = view;
        this.supplies = supplies;
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
        long from = log.currentSegment();
        long written = log.offset();
        supplies.want(isMemTableFull);
        awaitSupplies();
        if (!supplies.isReady() || !log.roll()) {
            return false;
        }
        supplies.onTaken();
        tally.onRoll(from, log.currentSegment(), written);
        if (isMemTableFull) {
            MemTable fresh = supplies.takeMemTable();
            view.rotate(fresh, log.currentSegment());
            memtable = fresh;
            logBytes = 0;
            tally.onRotate();
        }
        return true;
    }

    private void awaitSupplies() {
        if (supplies.isReady()) {
            return;
        }
        if (shortSince == null) {
            shortSince = clock.nanoTime();
            shortOf = supplies.refusal();
            tally.onStall(shortOf);
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

package io.varve;

import io.varve.delivery.Events;
import io.varve.error.StoreException;
import io.varve.event.StoreEvent;
import io.varve.flush.Flushes;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Memory;
import io.varve.nativeio.Scheduler;
import io.varve.read.Lookups;
import io.varve.sstable.Table;
import io.varve.version.Manifest;
import io.varve.version.ManifestEdit;
import io.varve.version.ManifestState;
import io.varve.version.RecoveryCut;
import io.varve.view.Calls;
import io.varve.view.CurrentView;
import io.varve.view.FrozenMemTable;
import io.varve.view.Reaper;
import io.varve.view.View;
import io.varve.wal.LogEnd;
import io.varve.wal.LogWriter;
import io.varve.write.WritePath;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Ends a store, in the reverse order of its opening (P23).
///
/// Any number of threads may close; one at a time has the turn, and goes on where the last one had to
/// stop. What a stuck thread may still use is kept: then the lock is too, and the process's end frees
/// both.
final class Closing {
    private final StoreParts parts;
    private final Calls calls;
    private final CurrentView view;
    private final Reaper reaper;
    private final Lookups lookups;
    private final @Nullable WritePath path;
    private final @Nullable Flushes flushes;
    private final Events events;
    private final @Nullable StatisticsFile statistics;
    private final @Nullable Runnable bean;
    private final Scheduler scheduler;
    private final AtomicBoolean turn = new AtomicBoolean();
    private final Queue<Object> waiting = new ConcurrentLinkedQueue<>();
    private boolean isReleased;
    private volatile boolean isDone;

    Closing(
            StoreParts parts,
            Reading reading,
            Lookups lookups,
            @Nullable WritePath path,
            @Nullable Flushes flushes,
            Events events,
            Publishing publishing) {
        this.bean = publishing.bean();
        this.statistics = publishing.file();
        this.flushes = flushes;
        this.parts = parts;
        this.calls = reading.calls();
        this.view = reading.view();
        this.reaper = reading.reaper();
        this.lookups = lookups;
        this.path = path;
        this.events = events;
        this.scheduler = parts.seams().scheduler();
    }

    /// Ends it, or waits for who does.
    ///
    /// @return whether everything has ended
    boolean run(long deadlineNanos) {
        refuseAll();
        // Who has the turn may wait for a listener or callback to return, so that must not wait for it.
        long patience = isCalledBack() ? Long.MIN_VALUE : deadlineNanos;
        if (!takeTurn(patience)) {
            return false;
        }
        try {
            isDone = isDone || end(deadlineNanos);
            return isDone;
        } finally {
            turn.set(false);
            waiting.forEach(scheduler::unpark);
        }
    }

    private boolean isCalledBack() {
        WritePath writing = path;
        return events.isTelling() || (writing != null && writing.isCallback());
    }

    /// Lets nothing in from now on; what is inside goes on.
    private void refuseAll() {
        WritePath writing = path;
        if (writing != null) {
            writing.shut();
        }
        calls.close();
        if (bean != null) {
            bean.run();
        }
    }

    private boolean takeTurn(long deadlineNanos) {
        Object self = scheduler.self();
        waiting.add(self);
        try {
            return turn.compareAndSet(false, true)
                    || (deadlineNanos != Long.MIN_VALUE
                            && scheduler.await(() -> turn.compareAndSet(false, true), deadlineNanos));
        } finally {
            waiting.remove(self);
        }
    }

    private boolean end(long deadlineNanos) {
        if (!isReleased) {
            WritePath writing = path;
            if (!calls.awaitEmpty(deadlineNanos) || (writing != null && !writing.stop(deadlineNanos))) {
                return false;
            }
            if (flushes != null && !flushes.stop(deadlineNanos)) {
                return false;
            }
            if (statistics != null && !statistics.close(deadlineNanos)) {
                return false;
            }
            boolean isClean = writing == null || closeLog(writing);
            isReleased = true;
            release();
            events.emit(new StoreEvent.StoreClosed(parts.directory().path(), isClean));
        }
        return events.close(deadlineNanos);
    }

    /// Syncs what is not synced, and says in the manifest that nothing was left over.
    private boolean closeLog(WritePath writing) {
        boolean isSynced = writing.syncLast();
        Manifest manifest = parts.manifest();
        if (!isSynced || manifest == null) {
            return false;
        }
        try {
            manifest.append(lastEdit(manifest.state()));
            return true;
        } catch (StoreException refused) {
            // The log is whole; the next open reads it as after a crash.
            return false;
        }
    }

    /// That nothing is left over, and where the log ends, all of it synced: whatever is missing at the next
    /// open is damage, and no torn end (P12).
    private ManifestEdit lastEdit(ManifestState state) {
        ManifestEdit edit = ManifestEdit.NOTHING.at(parts.time().getAsLong()).withCleanClose();
        LogWriter log = parts.log();
        if (log == null || log.lastSequence() == 0) {
            return edit;
        }
        LogEnd end = log.end();
        return edit.withSegmentFloor(Math.max(state.segmentFloor(), end.segment() + 1))
                .withSequenceFloor(Math.max(state.sequenceFloor(), end.lastSequence() + 1))
                .withCut(new RecoveryCut(
                        end.segment(), end.offset(), end.lastChecksum(), end.lastSequence(), state.epoch()));
    }

    private void release() {
        Memory memory = parts.seams().memory();
        // Before the way of a write, which takes arenas for another life.
        reaper.freeAll();
        if (path != null) {
            path.release();
        }
        lookups.close();
        View last = view.acquire();
        memory.free(last.active().arena());
        for (FrozenMemTable frozen : last.frozen()) {
            memory.free(frozen.table().arena());
        }
        last.tables().forEach(Table::close);
        TableParts tables = parts.tables();
        if (tables != null) {
            tables.close();
        }
        WriteMemory writing = parts.writing();
        if (writing != null) {
            writing.close();
        }
        Manifest manifest = parts.manifest();
        if (manifest != null) {
            manifest.close();
        }
        parts.wal().close();
        DirectoryLock lock = parts.lock();
        if (lock != null) {
            lock.close();
        }
        parts.directory().close();
    }
}

package io.varve;

import io.varve.error.CorruptionException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreIoException;
import io.varve.error.WriteRejectedException;
import io.varve.format.StoreId;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.recovery.Replay;
import io.varve.version.Creation;
import io.varve.version.Manifest;
import io.varve.version.ManifestConfig;
import io.varve.version.ManifestEdit;
import io.varve.version.ManifestFound;
import io.varve.version.ManifestReport;
import io.varve.version.ManifestState;
import io.varve.version.RecoveryCut;
import io.varve.wal.LogBounds;
import io.varve.wal.LogConfig;
import io.varve.wal.LogCut;
import io.varve.wal.LogDirectory;
import io.varve.wal.LogEnd;
import io.varve.wal.LogReader;
import io.varve.wal.LogReport;
import io.varve.wal.LogWriter;
import io.varve.wal.PrepareFailure;
import io.varve.wal.SegmentPreparer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Opens a store: lock, manifest, recovery, and what it takes to go on; or nothing at all, when any step
/// fails.
///
/// The order of durable steps (P9, D-13): the lock; the manifest of this epoch; the log as it was read,
/// synced; the first segment of this epoch; one edit that cuts the log where it ended and says which
/// segments there are. Only then is anything written.
final class Opening {
    private static final long MANIFEST_BYTES = 64 * 1024;

    /// Leaves room for what follows, below the limit of the manifest's numbers, 2^61.
    private static final long MOST_NUMBER = (1L << 61) - (1 << 20);

    private final Seams seams;
    private final StoreOptions options;
    private final Memory memory;
    private final long began;

    /// What must be undone when a later step fails, last first.
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private Opening(Seams seams, StoreOptions options) {
        this.seams = seams;
        this.options = options;
        this.memory = seams.memory();
        this.began = seams.clock().nanoTime();
    }

    static Store open(Seams seams, String path, StoreOptions options) {
        options.check();
        Opening opening = new Opening(seams, options);
        boolean isOpen = false;
        try {
            Store store = options.readOnly() ? opening.openToRead(path) : opening.openToWrite(path);
            isOpen = true;
            return store;
        } catch (MemoryRefusedException refused) {
            throw new WriteRejectedException(RejectionCause.MEMORY_BUDGET, String.valueOf(refused.getMessage()));
        } finally {
            if (!isOpen) {
                opening.undo.forEach(Runnable::run);
            }
        }
    }

    private Store openToWrite(String path) {
        Directory directory = keep(StoreDirectory.open(seams.disk(), path, options.createIfMissing()));
        MemoryAccount account = memory.budget().account("open");
        DirectoryLock lock = keep(DirectoryLock.take(directory, memory, account, seams.holder()));
        ManifestConfig config = new ManifestConfig(directory, memory, account, MANIFEST_BYTES);
        boolean isNew = !Manifest.exists(config);
        if (isNew && !options.createIfMissing()) {
            throw new StoreIoException("open", directory.path() + "/marker", Errno.ENOENT);
        }
        EngineTime time = new EngineTime(seams.clock());
        Manifest manifest = keep(isNew ? create(config, lock, time) : Manifest.open(config, lock));
        Directory wal = keep(StoreDirectory.openLog(directory, true));
        ManifestState state = manifest.state();
        time.raise(state.engineMillis());

        LogConfig log = logConfig(state, lock.epoch(), wal);
        Replay replay = newReplay();
        LogReport found = read(log, state, wal, replay);
        time.raise(found.engineTime());
        settle(wal, found);

        long firstNumber = Math.max(state.segmentFloor(), found.highestNumber() + 1);
        MemoryAccount logAccount = memory.budget().account("log");
        SegmentPreparer segments = keep(new SegmentPreparer(log, wal, memory, logAccount, time, firstNumber));
        prepareFirst(segments);
        manifest.append(cutEdit(found, firstNumber, time));

        LogWriter writer = keep(new LogWriter(log, memory, logAccount, segments, found.end()));
        ManifestReport torn = manifest.report();
        RecoveryReport report = report(isNew, manifest.found(), torn == null ? 0 : torn.tornSize(), found);
        StoreParts parts = new StoreParts(
                seams,
                options,
                directory,
                wal,
                lock,
                manifest,
                time,
                replay.view(),
                found.end(),
                writer,
                segments,
                report);
        return new Store(parts);
    }

    /// Changes nothing on disk and holds no lock; beside a writer, it shows a prefix of what that wrote.
    private Store openToRead(String path) {
        Directory directory = keep(StoreDirectory.open(seams.disk(), path, false));
        MemoryAccount account = memory.budget().account("open");
        ManifestConfig config = new ManifestConfig(directory, memory, account, MANIFEST_BYTES);
        ManifestFound manifest = Manifest.read(config);
        ManifestState state = manifest.state();
        Directory wal = keep(StoreDirectory.openLog(directory, false));
        EngineTime time = new EngineTime(seams.clock());
        time.raise(state.engineMillis());

        Replay replay = newReplay();
        LogReport found = read(logConfig(state, state.epoch(), wal), state, wal, replay);
        time.raise(found.engineTime());
        RecoveryReport report = report(false, state, manifest.report().tornSize(), found);
        StoreParts parts = new StoreParts(
                seams, options, directory, wal, null, null, time, replay.view(), found.end(), null, null, report);
        return new Store(parts);
    }

    private Manifest create(ManifestConfig config, DirectoryLock lock, EngineTime time) {
        StoreId id = new StoreId(seams.random().nextLong(), seams.random().nextLong());
        return Manifest.create(
                config, lock, new Creation(id, Creation.FORMAT_VERSION, !options.log(), time.getAsLong()));
    }

    private LogConfig logConfig(ManifestState state, long epoch, Directory wal) {
        LogConfig buffered = new LogConfig(
                state.creation().store(),
                0,
                epoch,
                options.logSegmentBytes(),
                (int) options.logBufferBytes(),
                LogConfig.BUFFERED_ALIGNMENT,
                false,
                options.preparedSegments());
        int alignment = Math.max(
                wal.capabilities().directOffsetAlignment(), wal.capabilities().directMemoryAlignment());
        return options.directLog() && alignment > 0 ? buffered.direct(alignment) : buffered;
    }

    private Replay newReplay() {
        Replay replay = new Replay(memory, memory.budget().account("memtable"), options.memtableBytes());
        undo.push(replay::discard);
        return replay;
    }

    /// The log from the oldest segment that the manifest knows of. One that never was opened for writing
    /// has none.
    private LogReport read(LogConfig log, ManifestState state, Directory wal, Replay replay) {
        LogBounds bounds;
        try {
            bounds = bounds(state);
        } catch (IllegalArgumentException nonsense) {
            throw new CorruptionException(
                    wal.path(), 0, "a log as the manifest describes it", String.valueOf(nonsense.getMessage()));
        }
        try (LogReader reader =
                new LogReader(log, bounds, wal, memory, memory.budget().account("recovery"))) {
            LogReport found = reader.read(replay);
            requireSequence(wal, state, found.end());
            requirePossible(wal, "sequence number", found.end().lastSequence());
            requirePossible(wal, "segment number", found.highestNumber());
            return found;
        }
    }

    /// Numbers that no store reaches were not written by one, and adding to them would overflow.
    private static void requirePossible(Directory wal, String what, long number) {
        if (number > MOST_NUMBER) {
            throw new CorruptionException(wal.path(), 0, "a " + what + " of at most " + MOST_NUMBER, "" + number);
        }
    }

    private static LogBounds bounds(ManifestState state) {
        boolean hasSegments = state.segmentFloor() > state.logFloor();
        LogBounds bounds = LogBounds.from(hasSegments ? state.logFloor() : 0);
        RecoveryCut cut = state.cut();
        if (cut == null || cut.segment() < state.logFloor()) {
            return bounds;
        }
        // What stands before the cut was synced before the cut was made: it is proven to have been there.
        return new LogBounds(bounds.firstSegment(), List.of(), cut.segment(), cut.offset())
                .cut(new LogCut(cut.segment(), cut.offset(), cut.checksum(), cut.segment() + 1));
    }

    /// What an earlier open had found was durable then, and the manifest knows how far that went.
    private static void requireSequence(Directory wal, ManifestState state, LogEnd end) {
        if (end.lastSequence() < state.sequenceFloor() - 1) {
            throw new CorruptionException(
                    wal.path(),
                    0,
                    "operations up to " + (state.sequenceFloor() - 1) + ", as the manifest knows",
                    "operations up to " + end.lastSequence());
        }
    }

    /// What was read stays, and what was not is gone, before the edit that says so (D-13, P9).
    private void settle(Directory wal, LogReport found) {
        LogDirectory files = new LogDirectory(wal);
        files.removeUnfinished();
        files.sync(found.segments());
        files.discardBehind(found.end(), found.leftSegments());
    }

    private static void prepareFirst(SegmentPreparer segments) {
        if (segments.doWork() == 0) {
            PrepareFailure failed = segments.failure();
            throw failed == null
                    ? new IllegalStateException("no segment was prepared, and no reason given")
                    : new StoreIoException(failed.call(), failed.path(), failed.errno());
        }
    }

    private static ManifestEdit cutEdit(LogReport found, long firstNumber, EngineTime time) {
        ManifestEdit edit = ManifestEdit.NOTHING.at(time.getAsLong()).withSegmentFloor(firstNumber + 1);
        if (found.frames() == 0) {
            return edit.withLogFloor(firstNumber);
        }
        LogEnd end = found.end();
        return edit.withSequenceFloor(end.lastSequence() + 1)
                .withCut(new RecoveryCut(end.segment(), end.offset(), end.lastChecksum(), end.lastSequence()));
    }

    private RecoveryReport report(boolean isNew, ManifestState state, long tornBytes, LogReport found) {
        return new RecoveryReport(
                isNew,
                state.isCleanlyClosed(),
                found.segments().size(),
                found.frames(),
                found.operations(),
                found.bytes(),
                found.end().lastSequence(),
                found.discardedBytes(),
                tornBytes,
                found.isDirect(),
                Duration.ofNanos(seams.clock().nanoTime() - began));
    }

    private <T extends AutoCloseable> T keep(T part) {
        undo.push(() -> close(part));
        return part;
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception second) {
            // The first failure is the one that is reported; this one had nothing to lose any more.
            assert second != null;
        }
    }
}

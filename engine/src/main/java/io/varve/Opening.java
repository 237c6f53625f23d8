package io.varve;

import io.varve.error.CorruptionException;
import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
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
import io.varve.wal.FrameVisitor;
import io.varve.wal.LogBounds;
import io.varve.wal.LogConfig;
import io.varve.wal.LogCopy;
import io.varve.wal.LogCut;
import io.varve.wal.LogDirectory;
import io.varve.wal.LogEnd;
import io.varve.wal.LogReader;
import io.varve.wal.LogReport;
import io.varve.wal.LogWriter;
import io.varve.wal.ManifestWitness;
import io.varve.wal.PrepareFailure;
import io.varve.wal.SegmentPreparer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Opens a store: lock, manifest, recovery, and what it takes to go on; or nothing at all, when any step
/// fails.
///
/// The order of durable steps (P9, D-13): the lock; the manifest of this epoch; the log as it was read,
/// synced, or copied where its page cache may lie; the first segment of this epoch; one edit that cuts the log
/// where it ended and says which segments there are. Only then is anything removed or written.
final class Opening {
    private static final long MANIFEST_BYTES = 64 * 1024;

    /// Leaves room for what follows, below the limit of the manifest's numbers, 2^61.
    private static final long MOST_NUMBER = (1L << 61) - (1 << 20);

    /// So many restarts without a flush are made one: each has left a segment that is mostly empty, and a cut.
    private static final int MOST_CUTS = 64;

    /// How often a reader begins anew because a writer has changed the manifest meanwhile.
    private static final int READ_ATTEMPTS = 16;

    private final Seams seams;
    private final StoreOptions options;
    private final Memory memory;

    /// Of what is read of the log.
    private final MemoryAccount recovery;

    private final long began;

    /// What must be undone when a later step fails, last first.
    private final Deque<Runnable> undo = new ArrayDeque<>();

    private Opening(Seams seams, StoreOptions options) {
        this.seams = seams;
        this.options = options;
        this.memory = seams.memory();
        this.recovery = memory.budget().account("recovery");
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
            throw ResourceRefusedException.memory("the store in " + path, refused.isBudget(), refused);
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
        // Before a new manifest says that all is well.
        Directory known =
                isNew ? null : keep(witnessed(directory, Manifest.read(config).state()));
        Manifest manifest = keep(isNew ? create(config, lock, time) : Manifest.open(config, lock));
        Directory wal = known != null ? known : keep(StoreDirectory.openLog(directory, true));
        ManifestState state = manifest.state();
        time.raise(state.engineMillis());

        LogConfig log = logConfig(state, lock.epoch(), wal);
        Replay replay = newReplay();
        LogReport found = read(log, state, wal, replay);
        time.raise(found.engineTime());

        MemoryAccount logAccount = memory.budget().account("log");
        long firstNumber = Math.max(state.segmentFloor(), found.highestNumber() + 1);
        new LogDirectory(wal).removeUnfinished();
        LogCopy copy = null;
        if (isToBeCopied(state, found)) {
            giveUp(found, manifest, firstNumber, time, wal);
            copy = keep(new LogCopy(
                    log, found.largestSegment(), wal, memory, logAccount, time, manifest::lastEdit, firstNumber));
            found = copy(log, state, wal, replay, copy);
            firstNumber = copy.nextNumber();
        } else {
            new LogDirectory(wal).sync(found.segments());
        }
        boolean isEmpty = found.operations() == 0;
        LogEnd end = copy == null || isEmpty ? found.end() : copy.end();

        SegmentPreparer segments = keep(new SegmentPreparer(log, wal, memory, logAccount, time, firstNumber));
        prepareFirst(segments);
        ManifestEdit edit = ManifestEdit.NOTHING.at(time.getAsLong()).withSegmentFloor(firstNumber + 1);
        if (copy != null && !isEmpty) {
            copy.keep();
            edit = edit.withLogFloor(copy.firstSegment());
        }
        manifest.append(cutEdit(edit, isEmpty, end, firstNumber, lock.epoch()));
        removeUnneeded(wal, found, copy != null && !isEmpty);

        LogWriter writer = keep(new LogWriter(log, memory, logAccount, segments, manifest::lastEdit, end));
        RecoveryReserve reserve = keep(RecoveryReserve.take(recovery, options));
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
                end,
                writer,
                segments,
                reserve,
                report);
        return new Store(parts);
    }

    /// Changes nothing on disk and holds no lock; beside a writer, it shows a prefix of what that wrote.
    private Store openToRead(String path) {
        Directory directory = keep(StoreDirectory.open(seams.disk(), path, false));
        MemoryAccount account = memory.budget().account("open");
        ManifestConfig config = new ManifestConfig(directory, memory, account, MANIFEST_BYTES);
        Directory wal = keep(StoreDirectory.openLog(directory, false));
        EngineTime time = new EngineTime(seams.clock());

        ManifestFound manifest = Manifest.read(config);
        Replay replay = newReplay();
        LogReport found = null;
        for (int attempt = 1; found == null; attempt++) {
            try {
                found = readOnly(manifest.state(), wal, replay);
            } catch (StoreException refused) {
                // A writer may have gone on meanwhile: its log is to be read with its manifest.
                ManifestFound now = Manifest.read(config);
                if (attempt == READ_ATTEMPTS
                        || now.state().editNumber() == manifest.state().editNumber()) {
                    throw refused;
                }
                manifest = now;
                replay.restart();
            }
        }
        ManifestState state = manifest.state();
        time.raise(state.engineMillis());
        time.raise(found.engineTime());
        RecoveryReport report = report(false, state, manifest.report().tornSize(), found);
        StoreParts parts = new StoreParts(
                seams, options, directory, wal, null, null, time, replay.view(), found.end(), null, null, null, report);
        return new Store(parts);
    }

    /// The folder of the log, which knows of no edit that the manifest has lost (row 24).
    private Directory witnessed(Directory directory, ManifestState state) {
        Directory wal = StoreDirectory.openLog(directory, true);
        boolean isWitnessed = false;
        try {
            requireWitnessed(state, wal);
            isWitnessed = true;
            return wal;
        } finally {
            if (!isWitnessed) {
                wal.close();
            }
        }
    }

    private void requireWitnessed(ManifestState state, Directory wal) {
        LogConfig log = logConfig(state, state.epoch(), wal);
        ManifestWitness.require(log, wal, memory, recovery, state.logFloor(), state.editNumber());
    }

    private LogReport readOnly(ManifestState state, Directory wal, Replay replay) {
        requireWitnessed(state, wal);
        return read(logConfig(state, state.epoch(), wal), state, wal, replay);
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
                options.preparedSegments(),
                false);
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
    private LogReport read(LogConfig log, ManifestState state, Directory wal, FrameVisitor visitor) {
        LogBounds bounds;
        try {
            bounds = bounds(state);
        } catch (IllegalArgumentException nonsense) {
            throw new CorruptionException(
                    wal.path(), 0, "a log as the manifest describes it", String.valueOf(nonsense.getMessage()));
        }
        try (LogReader reader = new LogReader(log, bounds, wal, memory, recovery)) {
            LogReport found = reader.read(visitor);
            requireSequence(wal, state, found.end());
            requirePossible(wal, "sequence number", found.end().lastSequence());
            requirePossible(wal, "segment number", found.highestNumber());
            return found;
        }
    }

    private static LogBounds bounds(ManifestState state) {
        boolean hasSegments = state.segmentFloor() > state.logFloor();
        LogBounds bounds = LogBounds.from(hasSegments ? state.logFloor() : 0);
        RecoveryCut last = state.lastCut();
        // What stands before a cut was synced before the cut was made: it is proven to have been there.
        return last == null ? bounds : new LogBounds(bounds.firstSegment(), cuts(state), last.segment(), last.offset());
    }

    /// Numbers that no store reaches were not written by one, and adding to them would overflow.
    private static void requirePossible(Directory wal, String what, long number) {
        if (number > MOST_NUMBER) {
            throw new CorruptionException(wal.path(), 0, "a " + what + " of at most " + MOST_NUMBER, "" + number);
        }
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

    private static List<LogCut> cuts(ManifestState state) {
        List<LogCut> cuts = new ArrayList<>();
        for (RecoveryCut cut : state.cuts()) {
            cuts.add(new LogCut(cut.segment(), cut.offset(), cut.checksum(), cut.epoch()));
        }
        return cuts;
    }

    /// Whether what was read must be written anew before anybody relies on it: where the page cache may have
    /// shown what no sync will bring to the medium any more (F4), unless all of it was durable when an earlier
    /// open or close said so; and when restarts have left many short segments.
    private static boolean isToBeCopied(ManifestState state, LogReport found) {
        RecoveryCut last = state.lastCut();
        boolean isProven = last != null
                && last.segment() == found.end().segment()
                && last.offset() == found.end().offset();
        boolean isInDoubt = !found.isDirect() && !isProven;
        return found.operations() > 0 && (isInDoubt || state.cuts().size() >= MOST_CUTS);
    }

    /// Removes what is no part of the log, to have its space for the copy. Its numbers are never used again.
    private static void giveUp(LogReport found, Manifest manifest, long firstNumber, EngineTime time, Directory wal) {
        if (!found.leftSegments().isEmpty()) {
            manifest.append(ManifestEdit.NOTHING.at(time.getAsLong()).withSegmentFloor(firstNumber));
            new LogDirectory(wal).remove(found.leftSegments());
        }
    }

    /// Reads the log once more, and takes what it finds now: a page cache that shows what the medium has not may
    /// drop it at any time.
    private LogReport copy(LogConfig log, ManifestState state, Directory wal, Replay replay, LogCopy copy) {
        replay.restart();
        LogReport again = read(log, state, wal, (segment, first, count, records, offset, length) -> {
            replay.onGroup(segment, first, count, records, offset, length);
            copy.onGroup(segment, first, count, records, offset, length);
        });
        copy.finish();
        return again;
    }

    /// After the edit, because numbers of segments that are gone must not be used again.
    private static void removeUnneeded(Directory wal, LogReport found, boolean isCopied) {
        LogDirectory files = new LogDirectory(wal);
        List<Long> unneeded = new ArrayList<>(found.leftSegments());
        if (isCopied) {
            unneeded.addAll(found.segments());
        }
        if (!unneeded.isEmpty()) {
            files.remove(unneeded);
        }
    }

    private static void prepareFirst(SegmentPreparer segments) {
        if (segments.doWork() == 0) {
            PrepareFailure failed = segments.failure();
            throw failed == null
                    ? new IllegalStateException("no segment was prepared, and no reason given")
                    : new StoreIoException(failed.call(), failed.path(), failed.errno());
        }
    }

    /// Where the log ended; or that it begins anew, when there is nothing in it.
    private static ManifestEdit cutEdit(ManifestEdit edit, boolean isEmpty, LogEnd end, long firstNumber, long epoch) {
        if (isEmpty) {
            return edit.withLogFloor(firstNumber);
        }
        return edit.withSequenceFloor(end.lastSequence() + 1)
                .withCut(new RecoveryCut(end.segment(), end.offset(), end.lastChecksum(), end.lastSequence(), epoch));
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

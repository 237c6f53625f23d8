package io.varve.recovery;

import io.varve.error.StoreIoException;
import io.varve.format.EngineTime;
import io.varve.nativeio.Errno;
import io.varve.version.Manifest;
import io.varve.version.ManifestEdit;
import io.varve.version.ManifestState;
import io.varve.version.RecoveryCut;
import io.varve.wal.LogCopy;
import io.varve.wal.LogDirectory;
import io.varve.wal.LogEnd;
import io.varve.wal.LogReport;
import io.varve.wal.PrepareFailure;
import io.varve.wal.SegmentPreparer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes the log, as it is found, one that can be gone on from.
///
/// **Owner:** the thread that opens the store; it has the lock, has held the log against the manifest before
/// ([#requireWitnessed]), and has made the manifest of this epoch since.
///
/// **The durable order** (P9, D-13):
/// 1. the log is read into memtables;
/// 2. what was read is synced, or copied where its page cache may lie;
/// 3. the first segment of this epoch is made;
/// 4. one edit of the manifest cuts the log where it ended, and says which segments there are;
/// 5. what is no part of it is removed.
///
/// Nothing is removed before 4, but what an edit of its own has given up to make room for the copy; nothing is
/// written into the log before 5.
///
/// **Promises:** when a step fails, or a crash comes between two, the next recovery finds what this one found.
public final class RecoveryToWrite {
    /// So many restarts without a flush are made one: each has left a segment that is mostly empty, and a cut.
    private static final int MOST_CUTS = 64;

    /// Looks, of which each but the last has met a segment that went. An opener who was fenced has a few to give up,
    /// and
    /// does it in less time than one look takes.
    private static final int ATTEMPTS = 16;

    private final RecoveryConfig config;
    private final Manifest manifest;
    private final EngineTime time;
    private final Replay replay;
    private final KnownLog log;
    private final LogDirectory files;

    /// Above the number of every segment that ever was, or was tried to be made.
    private long nextNumber;

    /// Whether the edit was begun that decides what the log is: from then on there is no way back.
    private boolean isCut;

    /// A recovery that has not begun.
    ///
    /// @param manifest of this epoch
    /// @param replay takes what the log holds
    public RecoveryToWrite(RecoveryConfig config, Manifest manifest, EngineTime time, Replay replay) {
        this.config = config;
        this.manifest = manifest;
        this.time = time;
        this.replay = replay;
        this.log = new KnownLog(config, manifest.state());
        this.files = new LogDirectory(config.wal());
    }

    /// Throws when the log knows of an edit that a manifest has lost: before a new one says that all is well.
    ///
    /// @param state what that manifest says
    public static void requireWitnessed(RecoveryConfig config, ManifestState state) {
        KnownLog known = new KnownLog(config, state);
        lookUntilNoneGoes(
                () -> {
                    known.requireWitnessed();
                    return known;
                },
                () -> {});
    }

    /// Does all of it.
    public Recovered run() {
        LogReport found = lookUntilNoneGoes(() -> log.read(replay), this::beginAnew);
        time.raise(found.engineTime());
        nextNumber = Math.max(manifest.state().segmentFloor(), found.highestNumber() + 1);
        files.removeUnfinished(nextNumber, manifest::requireHeld);
        if (found.operations() > 0 && isInDoubt(found)) {
            giveUp(found);
            return copyAndGoOn(found);
        }
        boolean isToBeShortened = manifest.state().cuts().size() >= MOST_CUTS;
        return found.operations() > 0 && isToBeShortened ? shortenAndGoOn(found) : syncAndGoOn(found);
    }

    /// Looks once more when a segment that was listed has gone before it was read. One that is no part of the log may:
    /// an opener who was fenced gives it up (row 68).
    ///
    /// @param restart before each further look
    private static <T> T lookUntilNoneGoes(Supplier<T> look, Runnable restart) {
        for (int attempt = 1; ; attempt++) {
            try {
                if (attempt > 1) {
                    restart.run();
                }
                return look.get();
            } catch (StoreIoException refused) {
                if (refused.errno() != Errno.ENOENT || attempt == ATTEMPTS) {
                    throw refused;
                }
            }
        }
    }

    /// One that is missing for ever may be the newest, which the log itself does not miss.
    private void beginAnew() {
        log.requireWitnessed();
        replay.restart();
    }

    /// Whether what was read must be written anew before anybody relies on it: the page cache may have shown
    /// what no sync will bring to the medium any more (F4), unless all of it was durable when an earlier open or
    /// close said so.
    private boolean isInDoubt(LogReport found) {
        RecoveryCut last = manifest.state().lastCut();
        boolean isProven = last != null
                && last.segment() == found.end().segment()
                && last.offset() == found.end().offset();
        return !found.isDirect() && !isProven;
    }

    /// Makes many short segments few, if there is room for that: it is not needed for safety.
    private Recovered shortenAndGoOn(LogReport found) {
        giveUp(found);
        try {
            return copyAndGoOn(found);
        } catch (StoreIoException refused) {
            boolean isFull = refused.errno() == Errno.ENOSPC || refused.errno() == Errno.EDQUOT;
            if (!isFull || isCut || !manifest.state().hasRoomForCuts()) {
                throw refused;
            }
        }
        replay.restart();
        return syncAndGoOn(lookUntilNoneGoes(() -> log.read(replay), this::beginAnew));
    }

    private Recovered syncAndGoOn(LogReport found) {
        files.sync(found.segments());
        return goOn(found, found.end(), null);
    }

    private Recovered copyAndGoOn(LogReport found) {
        try (LogCopy copy = new LogCopy(
                config.log(),
                found.largestSegment(),
                config.wal(),
                config.memory(),
                config.writing(),
                time,
                manifest::lastEdit,
                nextNumber)) {
            try {
                LogReport copied = copyTo(copy);
                nextNumber = copy.nextNumber();
                boolean isEmpty = copied.operations() == 0;
                return isEmpty ? goOn(copied, copied.end(), null) : goOn(copied, copy.end(), copy);
            } finally {
                nextNumber = Math.max(nextNumber, copy.nextNumber());
            }
        }
    }

    /// Removes what is no part of the log, to have its space for the copy. Its numbers are never used again, and
    /// nobody misses it.
    private void giveUp(LogReport found) {
        if (!found.leftSegments().isEmpty()) {
            manifest.append(ManifestEdit.NOTHING
                    .at(time.getAsLong())
                    .withSegmentFloor(nextNumber)
                    .withLifeSegment(nextNumber));
            files.giveUp(found.leftSegments());
        }
    }

    /// Reads the log once more, and takes what it finds now: a page cache that shows what the medium has not may
    /// drop it at any time.
    private LogReport copyTo(LogCopy copy) {
        replay.restart();
        LogReport found = log.read((segment, first, count, records, offset, length) -> {
            copy.onGroup(segment, first, count, records, offset, length);
            replay.onGroup(copy.currentSegment(), first, count, records, offset, length);
        });
        copy.finish();
        return found;
    }

    /// The steps after the log is durable.
    ///
    /// @param copy of what was found, when that is to be the log
    private Recovered goOn(LogReport found, LogEnd end, @Nullable LogCopy copy) {
        SegmentPreparer segments =
                new SegmentPreparer(config.log(), config.wal(), config.memory(), config.writing(), time, nextNumber);
        boolean isDone = false;
        try {
            long first = prepareFirst(segments);
            List<RecoveredMemTable> memtables =
                    replay.memtables(manifest.state().rotationFloor(), first);
            cut(found, end, first, copy);
            removeUnneeded(found, copy != null);
            isDone = true;
            return new Recovered(found, end, log.lastSequence(end), memtables, segments);
        } finally {
            if (!isDone) {
                nextNumber = segments.nextNumber();
                segments.close();
            }
        }
    }

    /// Makes the first segment of this epoch; returns its number.
    private static long prepareFirst(SegmentPreparer segments) {
        if (segments.doWork() == 0) {
            PrepareFailure failed = segments.failure();
            throw failed == null
                    ? new IllegalStateException("no segment was prepared, and no reason given")
                    : new StoreIoException(failed.call(), failed.path(), failed.errno());
        }
        return segments.nextReady();
    }

    /// Where the log ended; or that it begins anew, when there is nothing in it.
    private void cut(LogReport found, LogEnd end, long first, @Nullable LogCopy copy) {
        ManifestEdit edit = ManifestEdit.NOTHING
                .at(time.getAsLong())
                .withSegmentFloor(first + 1)
                .withLifeSegment(first)
                .withRotationFloor(manifest.state().rotationFloor() + replay.count())
                .withSequenceFloor(log.lastSequence(end) + 1);
        if (copy != null) {
            copy.keep();
            edit = edit.withLogFloor(copy.firstSegment());
        }
        edit = found.operations() == 0 ? edit.withLogFloor(first) : edit.withCut(at(end));
        isCut = true;
        manifest.append(edit);
    }

    private RecoveryCut at(LogEnd end) {
        return new RecoveryCut(
                end.segment(),
                end.offset(),
                end.lastChecksum(),
                end.lastSequence(),
                config.log().epoch());
    }

    /// After the edit, because numbers of segments that are gone must not be used again.
    private void removeUnneeded(LogReport found, boolean isCopied) {
        List<Long> unneeded = new ArrayList<>(found.leftSegments());
        if (isCopied) {
            unneeded.addAll(found.segments());
        }
        if (!unneeded.isEmpty()) {
            files.remove(unneeded);
        }
    }
}

package io.varve.wal;

import io.varve.nativeio.Directory;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;

/// What a manifest and an oracle know of a log over several lives: where it begins, where it was cut, and
/// what must be found.
///
/// The manifest is not under test: what is put here is durable at once.
final class Lives {
    private final LogConfig config;
    private LogBounds bounds = LogBounds.from(0);
    private LogEnd end = LogEnd.NONE;
    private long nextNumber = 1;
    private long epoch;

    /// What was recovered, and can never be lost again.
    private List<Group> kept = new ArrayList<>();

    Lives(LogConfig config) {
        this.config = config;
    }

    /// Starts the next life.
    TestLog begin(SimDisk disk) {
        TestLog log = open(disk);
        rollFirst(log);
        return log;
    }

    /// The next life, in which nothing was done yet.
    TestLog open(SimDisk disk) {
        epoch++;
        LogConfig ofThisLife = new LogConfig(
                config.store(),
                config.stream(),
                epoch,
                config.segmentSize(),
                config.bufferSize(),
                config.frameAlignment(),
                config.isDirect(),
                config.isMapped(),
                config.preparedSegments(),
                false);
        return new TestLog(disk.openDirectory(TestLog.PATH), ofThisLife, end, nextNumber);
    }

    /// Begins to write; the first segment of the first life becomes the first of the log.
    void rollFirst(TestLog log) {
        if (log.roll() && bounds.firstSegment() == 0) {
            bounds = LogBounds.from(log.writer.currentSegment());
        }
    }

    /// Recovers a disk after a crash, and holds what is found against what `log` was told.
    ///
    /// @param mustBeFound how many of the groups of this life may not be missing
    /// @throws AssertionError when something is wrong with it, any exception included
    TestLog.Found check(SimDisk image, TestLog log, int mustBeFound) {
        TestLog.Found found;
        try {
            found = TestLog.read(image, config, bounds);
        } catch (RuntimeException anything) {
            throw new AssertionError("a log that cannot be read after a crash", anything);
        }
        List<Group> all = new ArrayList<>(kept);
        all.addAll(log.tried);
        int count = found.groups().size();
        if (count < kept.size() + mustBeFound) {
            throw new AssertionError("found " + count + " groups, where " + kept.size() + " were kept and "
                    + mustBeFound + " synced; " + found.report());
        }
        if (count > all.size() || !found.groups().equals(all.subList(0, count))) {
            throw new AssertionError("found " + found.groups() + ", which is no prefix of " + all);
        }
        return found;
    }

    /// Ends a life as a store does: what was found is made durable and cut, and stays.
    void recover(SimDisk disk, TestLog log, int mustBeFound) {
        TestLog.Found found = check(disk, log, mustBeFound);
        nextNumber = Math.max(nextNumber, found.report().highestNumber()) + 1;
        try (Directory directory = disk.openDirectory(TestLog.PATH)) {
            LogDirectory files = new LogDirectory(directory);
            files.removeUnfinished(nextNumber, () -> {});
            files.sync(found.report().segments());
        }
        kept = new ArrayList<>(found.groups());
        end = found.report().end();
        if (bounds.firstSegment() != 0) {
            bounds = bounds.cut(LogCut.at(end, epoch + 1));
        }
    }

    /// Recovers a disk that crashed again after [#recover], before anything was written.
    void checkKept(SimDisk image) {
        TestLog.Found found = TestLog.read(image, config, bounds);
        if (!found.groups().equals(kept)) {
            throw new AssertionError("found " + found.groups() + ", where a recovery had kept " + kept);
        }
    }

    /// What was in segments below the current one, in which nothing was written yet, is in tables now: they
    /// are obsolete, and get another life.
    void obsolete(TestLog log) {
        long current = log.writer.currentSegment();
        List<Long> before = new ArrayList<>(log.rolled);
        before.remove(current);
        log.rolled.removeAll(before);
        bounds = LogBounds.from(current);
        kept = new ArrayList<>();
        end = LogEnd.NONE;
        log.tried.clear();
        log.synced = 0;
        log.writer.release(current);
        before.forEach(log.preparer::recycle);
    }
}

package io.varve.wal;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What becomes of segments that the log does not begin with any more (D-14): some are handed to the
/// [SegmentPreparer] for another life, the others are removed.
///
/// **Owner:** the thread that installs tables. The preparer's own thread makes segments meanwhile: a number that was
/// handed over is the preparer's until it is given back, so no two threads ever work on one file.
///
/// **Promises:** nothing here keeps a commit waiting, and what the machine refuses is counted and tried again
/// with the next floor (row 61); what is left by then, or by a crash, the next open removes
/// ([LogReport#leftSegments]). Only when the directory cannot be synced, nothing more is tried (row 48).
///
/// **Invariant:** only segments below a floor that is durable are touched (I-7).
public final class ObsoleteSegments {
    private final Directory directory;
    private final LogDirectory files;
    private final SegmentPreparer preparer;
    private final int mostRecyclable;

    /// Numbers that the preparer has, or had and has turned into others.
    private final Set<Long> handedOver = new HashSet<>();

    private final AtomicLong recycled = new AtomicLong();
    private final AtomicLong removed = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable PrepareFailure failure;

    /// @param directory of the log; stays the caller's
    public ObsoleteSegments(LogConfig config, Directory directory, SegmentPreparer preparer) {
        this.directory = directory;
        this.files = new LogDirectory(directory);
        this.preparer = preparer;
        this.mostRecyclable = config.preparedSegments();
    }

    /// Gives up all segments below a floor.
    ///
    /// **Requires:** the edit of the manifest that says so is durable, and nobody reads them (D-14).
    public void onFloor(long floor) {
        PrepareFailure last = failure;
        if (last != null && last.isTerminal()) {
            return;
        }
        failure = null;
        preparer.givenBack(handedOver::remove);
        List<Long> there = list();
        handedOver.retainAll(there);
        boolean isAnyGone = false;
        for (long number : there) {
            if (number < floor && !handedOver.contains(number) && !handOver(number)) {
                isAnyGone |= remove(number);
            }
        }
        if (isAnyGone) {
            sync();
        }
    }

    /// How many were handed over for another life.
    public long recycled() {
        return recycled.get();
    }

    /// How many were removed.
    public long removed() {
        return removed.get();
    }

    /// How often the machine refused.
    public long failures() {
        return failures.get();
    }

    /// What it refused last; null when the last call was refused nothing. After a terminal one the store must take no
    /// more writes.
    public @Nullable PrepareFailure failure() {
        return failure;
    }

    private List<Long> list() {
        try {
            return files.segments();
        } catch (StoreIoException refused) {
            fail("getdents64", directory.path(), refused.errno(), false);
            return List.of();
        }
    }

    private boolean handOver(long number) {
        if (preparer.recyclableCount() >= mostRecyclable || !preparer.recycle(number)) {
            return false;
        }
        handedOver.add(number);
        recycled.incrementAndGet();
        return true;
    }

    private boolean remove(long number) {
        int result = directory.unlink(SegmentName.of(number));
        boolean isGone = result == 0 || result == -Errno.ENOENT;
        if (isGone) {
            removed.incrementAndGet();
        } else {
            fail("unlink", files.path(number), -result, false);
        }
        return isGone;
    }

    private void sync() {
        int result = directory.sync();
        if (result != 0) {
            fail("fsync", directory.path(), -result, true);
        }
    }

    private void fail(String call, String path, int errno, boolean isTerminal) {
        failures.incrementAndGet();
        failure = new PrepareFailure(call, path, Math.abs(errno), isTerminal);
    }
}

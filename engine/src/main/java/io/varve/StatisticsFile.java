package io.varve;

import io.varve.delivery.Events;
import io.varve.error.StoreClosedException;
import io.varve.file.Transfer;
import io.varve.format.StoreId;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Clock;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.version.Manifest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The file by which other processes see what an open store does ([StatisticsFormat]).
///
/// **Owner:** the thread that tells events writes it, so that a listener which does not return holds it up; then who
/// closes the store.
///
/// **Promises:** nothing that it meets is anybody's concern: no memory, no file, a full disk, a file that somebody
/// cut. It is written by calls and never mapped (decision 173, F1).
final class StatisticsFile {
    private final Memory memory;
    private final Clock clock;
    private final DiskFile file;
    private final Region page;
    private final StatisticsPage format;
    private final DirectoryLock lock;
    private final StoreId store;
    private final long pid;
    private final long intervalNanos;
    private final Function<Boolean, StoreStats> stats;
    private final long openedMillis;
    private final Events events;
    private long serial;
    private boolean isOver;

    private StatisticsFile(
            StoreParts parts,
            DirectoryLock lock,
            StoreId store,
            DiskFile file,
            Region page,
            Function<Boolean, StoreStats> stats,
            Events events) {
        this.memory = parts.seams().memory();
        this.clock = parts.seams().clock();
        this.pid = parts.seams().holder().pid();
        this.intervalNanos = parts.options().statisticsInterval().toNanos();
        this.openedMillis = clock.wallMillis();
        this.lock = lock;
        this.store = store;
        this.file = file;
        this.page = page;
        this.format = new StatisticsPage(page);
        this.stats = stats;
        this.events = events;
    }

    /// Begins to write it; null when there is none: it is not wanted, the store is only read, or the machine refuses.
    ///
    /// @param stats of now; given whether the store is closed
    static @Nullable StatisticsFile start(StoreParts parts, Function<Boolean, StoreStats> stats, Events events) {
        StoreOptions options = parts.options();
        DirectoryLock lock = parts.lock();
        Manifest manifest = parts.manifest();
        boolean isWanted = options.statistics() && !options.statisticsInterval().isZero();
        if (!isWanted || lock == null || manifest == null) {
            return null;
        }
        Region page;
        try {
            Memory memory = parts.seams().memory();
            page = memory.allocate(memory.budget().account("statistics"), StatisticsFormat.PAGE_SIZE, Pages.BASE);
        } catch (MemoryRefusedException refused) {
            return null;
        }
        DiskFile file = parts.directory().open(StatisticsFormat.NAME, OpenFlags.WRITE | OpenFlags.CREATE);
        if (file.errno() != 0) {
            file.close();
            parts.seams().memory().free(page);
            return null;
        }
        StoreId store = manifest.state().creation().store();
        StatisticsFile started = new StatisticsFile(parts, lock, store, file, page, stats, events);
        events.beginDuty(started.intervalNanos, started.clock, started::write);
        return started;
    }

    /// Says that the store is closed, and gives everything back. Nobody is inside the store any more.
    ///
    /// @return false when the thread is stuck in the kernel, and nothing can be given back
    boolean close(long deadlineNanos) {
        if (isOver) {
            return true;
        }
        if (!events.endDuty(deadlineNanos)) {
            return false;
        }
        isOver = true;
        write(true);
        file.close();
        memory.free(page);
        return true;
    }

    private void write() {
        write(false);
    }

    /// What a store that was fenced says would be taken for its successor's words.
    private void write(boolean isClosed) {
        try {
            if (lock.isLost()) {
                return;
            }
            serial++;
            format.fill(new PublishedStatistics(
                    store.high(),
                    store.low(),
                    pid,
                    lock.epoch(),
                    openedMillis,
                    clock.wallMillis(),
                    serial,
                    intervalNanos,
                    stats.apply(isClosed)));
            Transfer.write(file, page, 0, StatisticsFormat.PAGE_SIZE, 0, 1);
        } catch (StoreClosedException closing) {
            // Who closes writes the last one.
            assert !isClosed;
        } catch (InternalError cut) {
            // The lock file was cut under us (F2): the writer finds that out too.
            assert cut != null;
        }
    }
}

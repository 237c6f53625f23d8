package io.varve.sstable;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The syncs of the tables' directory, of all who make tables at the same time.
///
/// One that fails may have lost the name of any table that was made meanwhile, and a later one says yes to that
/// (row 48, F3). So nothing is installed while one runs, nor ever after one has failed: then a table whose own
/// sync has ended well has its name for good, as every sync that began before that has ended well too.
final class DirectorySync {
    private final Directory directory;
    private final AtomicInteger running = new AtomicInteger();
    private volatile @Nullable StoreIoException failure;

    DirectorySync(Directory directory) {
        this.directory = directory;
    }

    /// Makes all names durable.
    ///
    /// @throws StoreIoException the first failure of any
    void run() {
        running.incrementAndGet();
        try {
            int synced = directory.sync();
            if (synced != 0 && failure == null) {
                failure = new StoreIoException("fsync", directory.path(), synced);
            }
        } finally {
            running.decrementAndGet();
        }
        StoreIoException first = failure;
        if (first != null) {
            throw first;
        }
    }

    /// Whether one runs.
    boolean isRunning() {
        return running.get() > 0;
    }

    /// The first failure.
    @Nullable
    StoreIoException failure() {
        return failure;
    }
}

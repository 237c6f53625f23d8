package io.varve;

import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.error.StoreLockedException;
import io.varve.file.Transfer;
import io.varve.inspect.Inspector;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The files of a store, for tools that look at them without opening it.
public final class StoreFiles {
    /// Far above what any file of a store has: what a look takes is bounded by the files.
    private static final long MEMORY_BYTES = 1L << 44;

    /// A page that is being written while it is read is read again.
    private static final int ATTEMPTS = 16;

    private StoreFiles() {}

    /// An inspector of a directory, whether there is a store in it or not.
    public static Inspector inspect(Path directory) {
        String path = pathOf(directory);
        return new Inspector(Linux.disk(), Linux.memory(new MemoryBudget(MEMORY_BYTES)), path);
    }

    /// What a store that is open for writing says of itself, or what one said last; null when none has said anything.
    /// It changes nothing, needs no lock, and holds up nobody. What somebody has written into the file who is no
    /// store is nothing.
    ///
    /// @throws StoreException when there is no such directory
    public static @Nullable PublishedStatistics statistics(Path directory) {
        Memory memory = Linux.memory(new MemoryBudget(StatisticsFormat.PAGE_SIZE));
        Region page = memory.allocate(memory.budget().account("statistics"), StatisticsFormat.PAGE_SIZE, Pages.BASE);
        try (Directory opened = opened(directory);
                DiskFile file = opened.open(StatisticsFormat.NAME, OpenFlags.READ)) {
            PublishedStatistics found = null;
            for (int i = 0; i < ATTEMPTS && found == null && file.errno() == 0; i++) {
                found = read(file, page);
            }
            return found;
        } finally {
            memory.free(page);
        }
    }

    /// Whether somebody has the store open for writing.
    ///
    /// @throws StoreException when there is no such directory
    public static boolean isOpenForWriting(Path directory) {
        try (Directory opened = opened(directory)) {
            DirectoryLock.requireFree(opened);
            return false;
        } catch (StoreLockedException held) {
            return true;
        }
    }

    private static @Nullable PublishedStatistics read(DiskFile file, Region page) {
        int length = StatisticsFormat.PAGE_SIZE;
        try {
            return Transfer.read(file, page, 0, length, 0, 1) == length ? StatisticsReader.read(page) : null;
        } catch (IndexOutOfBoundsException forged) {
            return null;
        }
    }

    private static Directory opened(Path directory) {
        Directory opened = Linux.disk().openDirectory(pathOf(directory));
        if (opened.errno() != 0) {
            throw new StoreIoException("open", opened.path(), opened.errno());
        }
        return opened;
    }

    private static String pathOf(Path directory) {
        return Arguments.given("directory", directory).toAbsolutePath().toString();
    }
}

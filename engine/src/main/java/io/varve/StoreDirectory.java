package io.varve;

import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.error.UnfinishedCopyException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The directory of a store and those of its log and its tables, opened or made.
final class StoreDirectory {
    /// The folder of the log.
    static final String WAL = "wal";

    /// The folder of the tables.
    static final String TABLES = "tables";

    /// There while a store is being put together, and gone when it is one.
    static final String UNFINISHED = "UNFINISHED";

    private StoreDirectory() {}

    /// Opens the directory of a store that is whole; makes it, durably, when it is missing and that is wanted.
    ///
    /// @throws UnfinishedCopyException when it is what a checkpoint or a salvage left that was cut short
    static Directory openWhole(Disk disk, String path, boolean isToBeMade) {
        Directory directory = open(disk, path, isToBeMade);
        int result = directory.stat(UNFINISHED, new FileStat());
        if (result == -Errno.ENOENT) {
            return directory;
        }
        directory.close();
        require("statx", path + "/" + UNFINISHED, result);
        throw new UnfinishedCopyException(path, UNFINISHED);
    }

    /// Opens a directory; makes it, durably, when it is missing and that is wanted.
    static Directory open(Disk disk, String path, boolean isToBeMade) {
        Directory directory = disk.openDirectory(path);
        if (directory.errno() == Errno.ENOENT && isToBeMade) {
            make(disk, path);
            directory = disk.openDirectory(path);
        }
        return opened(directory);
    }

    /// Opens a folder of a damaged store. In the place of one that cannot be opened comes one that has no file
    /// of the names that are looked for.
    static Directory openBelowDamaged(Disk disk, Directory store, String name, Consumer<StoreException> findings) {
        Directory below = store.openDirectory(name);
        if (below.errno() == 0) {
            return below;
        }
        findings.accept(new StoreIoException("open", below.path(), below.errno()));
        return open(disk, store.path(), false);
    }

    /// Opens the folder of the log; makes it, durably, when it is missing and that is wanted.
    static Directory openLog(Directory store, boolean isToBeMade) {
        return openBelow(store, WAL, isToBeMade);
    }

    /// Opens the folder of the tables; likewise.
    static Directory openTables(Directory store, boolean isToBeMade) {
        return openBelow(store, TABLES, isToBeMade);
    }

    private static Directory openBelow(Directory store, String name, boolean isToBeMade) {
        Directory below = store.openDirectory(name);
        if (below.errno() == Errno.ENOENT && isToBeMade) {
            makeBelow(store, name);
            below = store.openDirectory(name);
        }
        return opened(below);
    }

    /// Somebody whom we have fenced, and who does not know it yet, may be a moment ahead. What it made is as good
    /// as ours, once its name is durable.
    private static void makeBelow(Directory store, String name) {
        int made = store.makeDirectory(name);
        require("mkdir", store.path() + "/" + name, made == -Errno.EEXIST ? 0 : made);
        syncNew(store, name);
    }

    /// Makes the name of a directory of somebody else's making durable, before the first store in it is: else all
    /// of that would hang on a name that a loss of power may take. What cannot be asked for it (a parent that
    /// must not be read, or that knows no such sync) is left to whoever made it.
    static void syncName(Disk disk, String path) {
        Path parent = Path.of(path).toAbsolutePath().normalize().getParent();
        if (parent == null) {
            return;
        }
        try (Directory above = disk.openDirectory(parent.toString())) {
            int refused = above.errno();
            if (refused == Errno.EACCES || refused == Errno.EPERM || refused == Errno.ENOENT) {
                return;
            }
            require("open", above.path(), refused);
            int synced = above.sync();
            boolean isNotOffered = synced == -Errno.EINVAL || synced == -Errno.EOPNOTSUPP || synced == -Errno.EROFS;
            require("fsync", above.path(), isNotOffered ? 0 : synced);
        }
    }

    /// Makes the name of a new directory durable, or takes it away again: a later sync says yes to what an
    /// earlier one has lost, so whoever finds the name must be able to rely on it (row 48, F3).
    private static void syncNew(Directory above, String name) {
        int synced = above.sync();
        if (synced != 0) {
            above.removeDirectory(name);
        }
        require("fsync", above.path(), synced);
    }

    static void require(String call, String path, int result) {
        if (result != 0) {
            throw new StoreIoException(call, path, result);
        }
    }

    private static void make(Disk disk, String path) {
        Path parent = Path.of(path).toAbsolutePath().getParent();
        Path name = Path.of(path).getFileName();
        if (parent == null || name == null) {
            throw new StoreIoException("open", path, Errno.ENOENT);
        }
        try (Directory above = opened(disk.openDirectory(parent.toString()))) {
            int made = above.makeDirectory(name.toString());
            if (made != -Errno.EEXIST) {
                require("mkdir", path, made);
                syncNew(above, name.toString());
            }
        }
    }

    private static Directory opened(Directory directory) {
        if (directory.errno() != 0) {
            throw new StoreIoException("open", directory.path(), directory.errno());
        }
        return directory;
    }
}

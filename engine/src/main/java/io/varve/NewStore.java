package io.varve;

import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.lock.DirectoryLock;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A directory in which a store is put together: by a checkpoint, or a salvage.
///
/// **The durable order:** the directory; a file in it that says that this is no store; lock, tables and
/// manifest; the folder of the log; and last, that file is gone. So a crash at any time leaves a
/// directory that is refused as what it is, or one that opens (P28).
///
/// **Owner:** one thread.
final class NewStore implements AutoCloseable {
    private final Seams seams;
    private final String path;
    private final Directory directory;
    private final boolean isMade;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable Directory tables;
    private boolean isFinished;

    private NewStore(Seams seams, String path, Directory directory, boolean isMade) {
        this.seams = seams;
        this.path = path;
        this.directory = directory;
        this.isMade = isMade;
        open.push(directory);
    }

    /// Makes the directory, or takes an empty one.
    ///
    /// @throws StoreIoException `ENOTEMPTY` when there is something in it; nothing has changed then
    static NewStore begin(Seams seams, String path) {
        boolean isMade;
        try (Directory before = seams.disk().openDirectory(path)) {
            isMade = before.errno() == Errno.ENOENT;
        }
        NewStore begun = new NewStore(seams, path, StoreDirectory.open(seams.disk(), path, true), isMade);
        boolean isMarked = false;
        try {
            begun.mark();
            isMarked = true;
            return begun;
        } finally {
            if (!isMarked) {
                begun.close();
            }
        }
    }

    /// The directory.
    Directory directory() {
        return directory;
    }

    /// Its lock, held until this is closed.
    DirectoryLock lock(Memory memory, MemoryAccount account) {
        DirectoryLock lock = DirectoryLock.take(directory, memory, account, seams.holder());
        open.push(lock);
        return lock;
    }

    /// The folder of its tables.
    Directory tables() {
        Directory made = StoreDirectory.openTables(directory, true);
        open.push(made);
        tables = made;
        return made;
    }

    /// Makes it a store, when everything but the folder of the log is there and durable.
    void finish() {
        StoreDirectory.openLog(directory, true).close();
        StoreDirectory.require("unlink", path, directory.unlink(StoreDirectory.UNFINISHED));
        // It is whole now, and stays, also when nobody can say whether a crash would bring the mark back.
        isFinished = true;
        StoreDirectory.require("fsync", path, directory.sync());
    }

    /// Closes it; what was not finished is removed, if the machine lets us.
    @Override
    public void close() {
        if (!isFinished) {
            remove();
        }
        open.forEach(NewStore::close);
        if (!isFinished && isMade) {
            removeSelf();
        }
    }

    private void mark() {
        List<String> there = new ArrayList<>();
        StoreDirectory.require("getdents64", path, directory.list(there));
        if (!there.isEmpty()) {
            isFinished = true; // nothing in it is ours
            throw new StoreIoException("mkdir", path, Errno.ENOTEMPTY);
        }
        StoreDirectory.syncName(seams.disk(), path);
        int flags = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE;
        try (DiskFile mark = directory.open(StoreDirectory.UNFINISHED, flags)) {
            if (mark.errno() != 0) {
                isFinished = mark.errno() == Errno.EEXIST;
                throw new StoreIoException("open", mark.path(), mark.errno());
            }
            StoreDirectory.require("fsync", mark.path(), mark.sync());
        }
        StoreDirectory.require("fsync", path, directory.sync());
    }

    /// All of this is ours: the directory was empty, and the mark kept everybody else away. The mark goes last,
    /// and only when the rest is gone for good.
    private void remove() {
        Directory folder = tables;
        if (folder != null) {
            removeFiles(folder, "");
        }
        removeFiles(directory, StoreDirectory.UNFINISHED);
        directory.removeDirectory(StoreDirectory.TABLES);
        directory.removeDirectory(StoreDirectory.WAL);
        List<String> left = new ArrayList<>();
        boolean isGone = directory.sync() == 0 && directory.list(left) == 0;
        if (isGone && left.equals(List.of(StoreDirectory.UNFINISHED))) {
            directory.unlink(StoreDirectory.UNFINISHED);
        }
    }

    private static void removeFiles(Directory folder, String kept) {
        List<String> names = new ArrayList<>();
        folder.list(names);
        for (String name : names) {
            if (!name.equals(kept)) {
                folder.unlink(name);
            }
        }
    }

    private void removeSelf() {
        int slash = path.lastIndexOf('/');
        if (slash <= 0) {
            return;
        }
        try (Directory above = seams.disk().openDirectory(path.substring(0, slash))) {
            if (above.errno() == 0) {
                above.removeDirectory(path.substring(slash + 1));
            }
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (StoreException second) {
            // The first failure is the one that is told.
            assert second.what() != null;
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }
}

package io.varve.lock;

import io.varve.error.StoreIoException;
import io.varve.error.StoreLockedException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.util.concurrent.atomic.AtomicBoolean;

/// The write lock of a directory, held.
///
/// It is an open-file-description lock on one byte of the file `LOCK` ([LockFormat]), which is made
/// when it is missing and never deleted: two openers with two files of one name would both be right.
///
/// **Owner:** whoever took it. [#close()] may be called by any thread.
///
/// **Promises:** at most one is held per directory, by this or any other process of the machine (I-1);
/// it ends with [#close()], or with the process however that ends, and does not pass to child programs.
///
/// The text in the file is written after the lock is held. For that moment, and for good when the
/// holder dies in it, the file names the holder before.
public final class DirectoryLock implements AutoCloseable {
    /// How often a short or interrupted transfer goes on; a local file system needs one.
    private static final int ATTEMPTS = 16;

    private final DiskFile file;
    private final AtomicBoolean isHeld = new AtomicBoolean(true);

    private DirectoryLock(DiskFile file) {
        this.file = file;
    }

    /// Takes the lock, or says who has it.
    ///
    /// @param directory stays the caller's, and open for as long as the lock is held
    /// @param memory gives one page for the time of the call
    /// @param account what the page is charged to
    /// @param holder what others will be told
    /// @throws StoreLockedException when somebody holds it, this process included
    /// @throws StoreIoException when the machine refuses; nothing is held then
    public static DirectoryLock take(Directory directory, Memory memory, MemoryAccount account, Holder holder) {
        DiskFile file = directory.open(LockFormat.NAME, OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE);
        if (file.errno() != 0) {
            throw new StoreIoException("open", file.path(), file.errno());
        }
        boolean isTaken = false;
        try {
            Region page = memory.allocate(account, LockFormat.SIZE, Pages.BASE);
            try {
                lock(directory, file, page);
                write(file, page, holder);
            } finally {
                memory.free(page);
            }
            isTaken = true;
            return new DirectoryLock(file);
        } finally {
            if (!isTaken) {
                file.close();
            }
        }
    }

    /// Gives the lock back. The file and its text stay.
    @Override
    public void close() {
        if (isHeld.compareAndSet(true, false)) {
            // Closing alone would leave the lock to a program that is being started right now: until its
            // exec, it shares our open file.
            file.unlock(LockFormat.LOCKED_POSITION, LockFormat.LOCKED_LENGTH);
            file.close();
        }
    }

    @Override
    public String toString() {
        return "lock of " + file.path() + (isHeld.get() ? "" : ", given back");
    }

    private static void lock(Directory directory, DiskFile file, Region page) {
        int result = file.tryLock(LockFormat.LOCKED_POSITION, LockFormat.LOCKED_LENGTH);
        if (result == -Errno.EAGAIN) {
            throw new StoreLockedException(directory.path(), describeHolder(file, page));
        }
        if (result != 0) {
            throw new StoreIoException("lock", file.path(), result);
        }
    }

    private static String describeHolder(DiskFile file, Region page) {
        byte[] content = new byte[read(file, page)];
        page.copyTo(0, content, 0, content.length);
        Holder holder = LockFormat.decode(content);
        return holder == null ? "holder unknown" : "held by " + holder.describe();
    }

    /// Reads what there is, up to a whole text; a file that cannot be read names nobody.
    private static int read(DiskFile file, Region page) {
        int done = 0;
        for (int i = 0; i < ATTEMPTS && done < LockFormat.SIZE; i++) {
            done += Math.max(0, file.pread(page, done, LockFormat.SIZE - done, done));
        }
        return done;
    }

    private static void write(DiskFile file, Region page, Holder holder) {
        page.copyFrom(0, LockFormat.encode(holder), 0, LockFormat.SIZE);
        int done = 0;
        int last = 0;
        for (int i = 0; i < ATTEMPTS && done < LockFormat.SIZE; i++) {
            last = file.pwrite(page, done, LockFormat.SIZE - done, done);
            if (last < 0 && last != -Errno.EINTR) {
                throw new StoreIoException("pwrite", file.path(), last);
            }
            done += Math.max(0, last);
        }
        if (done < LockFormat.SIZE) {
            throw new StoreIoException("pwrite", file.path(), last < 0 ? last : Errno.EIO);
        }
    }
}

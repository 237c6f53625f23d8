package io.varve.lock;

import io.varve.error.StoreIoException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;

/// An open lock file: its text, its epoch and its locks, without the rules for them ([DirectoryLock]).
///
/// The epoch is stored by a write and loaded through a mapping. So storing it can fail only with an errno, a
/// full disk included, and loading it costs no call. Both go through the same page of the kernel.
final class LockFile implements AutoCloseable {
    /// Stands for an epoch that nobody can have stored: the word is damaged or its page is gone.
    static final long NO_EPOCH = -1;

    /// How often a short or interrupted transfer goes on; a local file system needs one.
    private static final int ATTEMPTS = 16;

    private final DiskFile file;
    private final Memory memory;
    private final Region page;
    private final Mapping mapping;

    private LockFile(DiskFile file, Memory memory, Region page, Mapping mapping) {
        this.file = file;
        this.memory = memory;
        this.page = page;
        this.mapping = mapping;
    }

    /// Opens the lock file of a directory, and makes it when it is missing. Holds no lock yet.
    static LockFile open(Directory directory, Memory memory, MemoryAccount account) {
        DiskFile file = directory.open(LockFormat.NAME, OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE);
        if (file.errno() != 0) {
            throw new StoreIoException("open", file.path(), file.errno());
        }
        boolean isOpen = false;
        try {
            grow(file);
            Region page = memory.allocate(account, LockFormat.FILE_SIZE, Pages.BASE);
            try {
                Mapping mapping = file.map(0, LockFormat.FILE_SIZE, MapMode.READ);
                check("mmap", file, mapping.errno());
                isOpen = true;
                return new LockFile(file, memory, page, mapping);
            } finally {
                if (!isOpen) {
                    memory.free(page);
                }
            }
        } finally {
            if (!isOpen) {
                file.close();
            }
        }
    }

    String path() {
        return file.path();
    }

    /// Locks the byte of an epoch; false when another open file has it.
    boolean tryLock(long epoch) {
        int result = file.tryLock(LockFormat.lockedPosition(epoch), 1);
        if (result == -Errno.EAGAIN) {
            return false;
        }
        check("lock", file, result);
        return true;
    }

    /// Whether another open file has the byte of `epoch` or of a later one.
    boolean isLockedFrom(long epoch) {
        int result = file.isLockedByOther(LockFormat.lockedPosition(epoch), LockFormat.MAX_EPOCH + 1 - epoch);
        check("lock", file, Math.min(0, result));
        return result == 1;
    }

    void unlock(long epoch) {
        file.unlock(LockFormat.lockedPosition(epoch), 1);
    }

    /// The epoch, or [#NO_EPOCH]. A plain load, no call.
    long epoch() {
        try {
            long epoch = mapping.region().getLongAcquire(LockFormat.EPOCH_OFFSET);
            return epoch >= 0 && epoch < LockFormat.MAX_EPOCH ? epoch : NO_EPOCH;
        } catch (InternalError gone) {
            // What a load from a mapped page answers when somebody has cut the file, if it comes in time.
            return NO_EPOCH;
        }
    }

    void storeEpoch(long epoch) {
        page.putLong(LockFormat.EPOCH_OFFSET, epoch);
        write(LockFormat.EPOCH_OFFSET, Long.BYTES);
    }

    /// In words, whom the text names.
    String describeHolder() {
        byte[] text = new byte[read(LockFormat.TEXT_SIZE)];
        page.copyTo(0, text, 0, text.length);
        Holder holder = LockFormat.decode(text);
        return holder == null ? "holder unknown" : "held by " + holder.describe();
    }

    void storeHolder(Holder holder) {
        page.copyFrom(0, LockFormat.encode(holder), 0, LockFormat.TEXT_SIZE);
        write(0, LockFormat.TEXT_SIZE);
    }

    /// Gives all locks of this open file back, and closes it.
    @Override
    public void close() {
        // Closing alone would leave the locks to a program that is being started right now: until its
        // exec, it shares our open file.
        file.unlock(LockFormat.lockedPosition(0), LockFormat.MAX_EPOCH + 1);
        mapping.close();
        memory.free(page);
        file.close();
    }

    /// Makes the file large enough to be mapped. Writes nothing: somebody else may be further than we are,
    /// and must not lose what stands there.
    private static void grow(DiskFile file) {
        FileStat stat = new FileStat();
        check("statx", file, file.stat(stat));
        if (stat.size() >= LockFormat.FILE_SIZE) {
            return;
        }
        int result = file.allocate(0, LockFormat.FILE_SIZE);
        if (result == -Errno.EOPNOTSUPP || result == -Errno.ENOSYS) {
            check("ftruncate", file, file.truncate(LockFormat.FILE_SIZE));
        } else {
            check("fallocate", file, result);
        }
    }

    /// Reads what there is, up to `length`; what cannot be read counts as not there.
    private int read(int length) {
        int done = 0;
        for (int i = 0; i < ATTEMPTS && done < length; i++) {
            done += Math.max(0, file.pread(page, done, length - done, done));
        }
        return done;
    }

    /// Writes a range of the page to the same range of the file.
    private void write(int offset, int length) {
        int done = 0;
        int last = 0;
        for (int i = 0; i < ATTEMPTS && done < length; i++) {
            last = file.pwrite(page, offset + done, length - done, offset + (long) done);
            if (last < 0 && last != -Errno.EINTR) {
                throw new StoreIoException("pwrite", file.path(), last);
            }
            done += Math.max(0, last);
        }
        if (done < length) {
            throw new StoreIoException("pwrite", file.path(), last < 0 ? last : Errno.EIO);
        }
    }

    private static void check(String call, DiskFile file, int result) {
        if (result != 0) {
            throw new StoreIoException(call, file.path(), result);
        }
    }
}

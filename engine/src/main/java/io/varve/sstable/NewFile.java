package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileSystemStat;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;

/// The file of a table that is being written, and what its end is, however its bytes get there.
///
/// Its header is durable before anything else is done, so that what a crash leaves of it says whose it is; its
/// name may not be.
///
/// **Owner:** one thread.
final class NewFile implements AutoCloseable {
    private final Directory directory;
    private final DirectorySync names;
    private final String name;
    private final DiskFile file;
    private boolean isFinished;
    private boolean wasReadDirectly;

    private NewFile(Directory directory, DirectorySync names, String name, DiskFile file) {
        this.directory = directory;
        this.names = names;
        this.name = name;
        this.file = file;
    }

    /// Makes the file, under a name that no file has.
    ///
    /// @param names makes the name durable at the end
    /// @param header region that begins with its header
    static NewFile create(Directory directory, DirectorySync names, String name, Region header) {
        int flags = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | OpenFlags.EXCLUSIVE;
        DiskFile file = directory.open(name, flags);
        if (file.errno() != 0) {
            throw new StoreIoException("open", file.path(), file.errno());
        }
        NewFile made = new NewFile(directory, names, name, file);
        try {
            made.write(header, 0, TableFormat.HEADER_SIZE, 0);
            made.dataSync();
            return made;
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    DiskFile file() {
        return file;
    }

    String path() {
        return file.path();
    }

    boolean isFinished() {
        return isFinished;
    }

    /// Whether it was read back from the device, and not, as there was no other way, from the page cache.
    boolean wasReadDirectly() {
        return wasReadDirectly;
    }

    /// Takes real space, so that a full disk is seen here and now (row 51).
    ///
    /// @param isNeeded whether the file must have it, be it by writing zeros
    void allocate(long position, long length, boolean isNeeded) {
        int result = file.allocate(position, length);
        if (result == -Errno.EOPNOTSUPP) {
            long from = Math.max(position, TableFormat.HEADER_SIZE);
            result = isNeeded ? file.writeZeros(from, position + length - from) : 0;
        }
        check("fallocate", result);
    }

    /// What a populate that was refused means: the kernel says `EFAULT` whatever the reason is.
    StoreIoException refusedWindow(int result, long length) {
        FileSystemStat stat = new FileSystemStat();
        boolean isFull = directory.statFileSystem(stat) == 0 && stat.availableBytes() < length;
        return new StoreIoException("madvise(MADV_POPULATE_WRITE)", path(), isFull ? Errno.ENOSPC : result);
    }

    void dataSync() {
        check("fdatasync", file.dataSync());
    }

    /// Makes the file durable as it is, with this size, and its name; nobody has it mapped any more.
    ///
    /// @param buffer for reading back
    void finish(long size, ReadBack check, Region buffer) {
        check("ftruncate", file.truncate(size));
        dataSync();
        readBack(size, check, buffer);
        names.run();
        isFinished = true;
    }

    void check(String call, int result) {
        if (result < 0) {
            throw new StoreIoException(call, path(), result);
        }
    }

    @Override
    public void close() {
        file.close();
        if (!isFinished) {
            // What cannot be removed now is an orphan that its header proves ours.
            directory.unlink(name);
        }
    }

    /// Writes all of a range, or throws; then any part of it may be written.
    void write(Region from, long offset, int length, long position) {
        check("pwrite", Transfer.write(file, from, offset, length, position, 1));
    }

    /// The page cache would only say what was put into it, so it is passed by where that is possible.
    private void readBack(long size, ReadBack check, Region buffer) {
        try (DiskFile direct = directory.open(name, OpenFlags.READ | OpenFlags.DIRECT)) {
            wasReadDirectly = direct.errno() == 0 && direct.capabilities().hasDirect();
            if (wasReadDirectly) {
                readBack(direct, direct.capabilities().directOffsetAlignment(), size, check, buffer);
            }
        }
        if (!wasReadDirectly) {
            readBack(file, 1, size, check, buffer);
        }
    }

    private static void readBack(DiskFile from, int alignment, long size, ReadBack check, Region buffer) {
        for (long at = 0; at < size; ) {
            int wanted = (int) Math.min(buffer.size(), size - at);
            int asked = (wanted + alignment - 1) / alignment * alignment;
            int read = Transfer.read(from, buffer, 0, asked, at, alignment);
            if (read < 0) {
                throw new StoreIoException("pread", from.path(), read);
            }
            if (read < wanted) {
                throw new CorruptionException(from.path(), at + read, size + " bytes", "the end of the file");
            }
            check.accept(buffer, 0, wanted);
            at += wanted;
        }
        check.end();
    }
}

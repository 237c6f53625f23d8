package io.varve.sstable;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;

/// Reads a file as its device has it, mostly front to back: past the page cache where that is offered, and else after
/// asking the cache to forget what is read.
///
/// **Owner:** one thread.
final class DeviceReader implements AutoCloseable {
    private final DiskFile file;
    private final Region window;
    private final boolean isDirect;
    private final int alignment;
    private long begin;
    private long end;

    private DeviceReader(DiskFile file, Region window, boolean isDirect) {
        this.file = file;
        this.window = window;
        this.isDirect = isDirect;
        this.alignment = isDirect ? file.capabilities().directOffsetAlignment() : 1;
    }

    /// Opens a file. What is refused is told by its errno, and nothing is open then.
    ///
    /// @param window what is read at once; a multiple of what direct I/O is aligned to, and stays the caller's
    /// @throws StoreIoException with the errno of the open
    static DeviceReader open(Directory directory, String name, Region window) {
        DiskFile direct = directory.open(name, OpenFlags.READ | OpenFlags.DIRECT);
        if (direct.errno() == 0
                && direct.capabilities().hasDirect()
                && window.size() % direct.capabilities().directOffsetAlignment() == 0) {
            return new DeviceReader(direct, window, true);
        }
        direct.close();
        DiskFile file = directory.open(name, OpenFlags.READ);
        if (file.errno() != 0) {
            throw new StoreIoException("open", file.path(), file.errno());
        }
        return new DeviceReader(file, window, false);
    }

    String path() {
        return file.path();
    }

    /// Whether the page cache has no part in what is read.
    boolean isDirect() {
        return isDirect;
    }

    /// Bytes of the file.
    long size() {
        FileStat stat = new FileStat();
        int result = file.stat(stat);
        if (result != 0) {
            throw new StoreIoException("statx", path(), result);
        }
        return stat.size();
    }

    /// Fills a range of private memory.
    ///
    /// @throws StoreIoException when the device refuses
    /// @throws CorruptionException when the file ends before
    void read(Region into, long offset, long length, long position) {
        for (long done = 0; done < length; ) {
            long at = position + done;
            if (at < begin || at >= end) {
                load(at, length - done);
            }
            int part = (int) Math.min(length - done, end - at);
            into.copyFrom(offset + done, window, at - begin, part);
            done += part;
        }
    }

    /// What is in the window is read again.
    void forget() {
        end = begin;
    }

    @Override
    public void close() {
        file.close();
    }

    /// A window that cannot be read is tried again with no more in it than is asked for: what lies beside a bad
    /// sector can be read.
    private void load(long at, long wanted) {
        begin = at / alignment * alignment;
        end = begin;
        int read = readWindow(window.size());
        long least = (at + wanted - begin + alignment - 1) / alignment * alignment;
        if (read < 0 && least < window.size()) {
            read = readWindow(least);
        }
        if (read < 0) {
            throw new StoreIoException("pread", path(), read);
        }
        end = begin + read;
        if (end <= at) {
            throw new CorruptionException(path(), end, "at least " + (at + wanted) + " bytes", "the end of the file");
        }
    }

    private int readWindow(long length) {
        if (!isDirect) {
            // As good as can be had: a page that is dirty or mapped stays.
            file.advise(begin, length, CacheAdvice.DONT_NEED);
        }
        return Transfer.read(file, window, 0, (int) length, begin, alignment);
    }
}

package io.varve.bench.sync;

import io.varve.bench.probe.ProbeException;
import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;

/// Makes files in the state a measurement asks for. Everything is synced when it returns, so that no
/// measured sync pays for the preparation.
final class Prepared {
    private static final int BUFFERED = OpenFlags.READ | OpenFlags.WRITE;
    private static final int SMALL_CHUNK = 64 << 10;

    private final Directory directory;
    private final Buffers buffers;

    Prepared(Directory directory, Buffers buffers) {
        this.directory = directory;
        this.buffers = buffers;
    }

    /// A file of `size` bytes (a growing one is empty), opened with `flags` beside read and write. The caller
    /// closes and unlinks it.
    DiskFile file(String name, Preparation preparation, int size, int flags) throws ProbeException {
        DiskFile file = open(name, BUFFERED | OpenFlags.CREATE | OpenFlags.EXCLUSIVE);
        DiskFile prepared = prepare(file, name, preparation, size);
        check("fdatasync", prepared.dataSync());
        check("fsync of the directory", directory.sync());
        if (flags == 0) {
            return prepared;
        }
        // Pages of the buffered handle left in the cache would have to be dropped by each direct write.
        check("fadvise", prepared.advise(0, 0, CacheAdvice.DONT_NEED));
        String current = nameOf(name, preparation);
        prepared.close();
        return open(current, BUFFERED | flags);
    }

    /// The name under which a prepared file is found: a recycled one has a new one.
    static String nameOf(String name, Preparation preparation) {
        return isRecycled(preparation) ? name + "-recycled" : name;
    }

    private DiskFile prepare(DiskFile file, String name, Preparation preparation, int size) throws ProbeException {
        switch (preparation) {
            case GROWING -> {}
            case ALLOCATED -> check("fallocate", file.allocate(0, size));
            case ZEROED_64K -> check("writing zeros", file.writeZeros(0, size));
            case ZEROED_1M -> fill(file, buffers.zeros(), size, Buffers.SIZE);
            case RECYCLED, RECYCLED_READ, RECYCLED_COLD -> {
                return recycle(file, name, preparation, size);
            }
        }
        return file;
    }

    private DiskFile recycle(DiskFile file, String name, Preparation preparation, int size) throws ProbeException {
        check("writing zeros", file.writeZeros(0, size));
        check("fdatasync", file.dataSync());
        fill(file, buffers.data(), size, SMALL_CHUNK);
        check("fdatasync", file.dataSync());
        check("rename", directory.rename(name, directory, nameOf(name, preparation)));
        if (preparation == Preparation.RECYCLED) {
            return file;
        }
        check("fadvise", file.advise(0, 0, CacheAdvice.DONT_NEED));
        if (preparation == Preparation.RECYCLED_READ) {
            for (int position = 0; position < size; position += SMALL_CHUNK) {
                check("pread", file.pread(buffers.zeros(), 0, Math.min(SMALL_CHUNK, size - position), position));
            }
            // What was read is old data; the buffer is to hold zeros again.
            buffers.zeros().fill(0, SMALL_CHUNK, (byte) 0);
        }
        return file;
    }

    private void fill(DiskFile file, Region from, int size, int chunk) throws ProbeException {
        for (int position = 0; position < size; ) {
            position += check("pwrite", file.pwrite(from, 0, Math.min(chunk, size - position), position));
        }
    }

    private DiskFile open(String name, int flags) throws ProbeException {
        DiskFile file = directory.open(name, flags);
        if (!file.isOpen()) {
            String how = (flags & OpenFlags.DIRECT) != 0 ? " for direct I/O" : "";
            throw new ProbeException("A test file cannot be opened" + how + ": " + Errno.describe(file.errno()) + ".");
        }
        return file;
    }

    /// The result of a call, or the probe's end when it failed.
    static int check(String call, int result) throws ProbeException {
        if (result < 0) {
            throw new ProbeException(call + " of a test file failed: " + Errno.describe(result) + ".");
        }
        return result;
    }

    private static boolean isRecycled(Preparation preparation) {
        return switch (preparation) {
            case RECYCLED, RECYCLED_READ, RECYCLED_COLD -> true;
            default -> false;
        };
    }
}

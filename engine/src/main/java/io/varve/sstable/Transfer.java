package io.varve.sstable;

import io.varve.error.StoreIoException;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Region;

/// Whole reads and writes out of calls that may be short or interrupted.
final class Transfer {
    /// Calls in a row that may bring nothing before it is a failure (rows 46, 47). A local file system
    /// needs none.
    private static final int PATIENCE = 16;

    private Transfer() {}

    /// Writes all of a range, or throws; then any part of it may be written.
    static void write(DiskFile file, Region from, long offset, int length, long position) {
        int done = 0;
        int idle = 0;
        while (done < length) {
            int result = file.pwrite(from, offset + done, length - done, position + done);
            if (result <= 0 && (!isPassing(result) || ++idle > PATIENCE)) {
                throw new StoreIoException("pwrite", file.path(), result == 0 ? Errno.EIO : result);
            }
            idle = result <= 0 ? idle : 0;
            done += Math.max(0, result);
        }
    }

    /// Reads a range, or as much of it as the file has.
    ///
    /// @param alignment what positions and lengths must be multiples of; a read that ended between is repeated
    ///     from there
    /// @return bytes read, fewer only at the end of the file; or `-errno`
    static int read(DiskFile file, Region into, long offset, int length, long position, int alignment) {
        int done = 0;
        int idle = 0;
        while (done < length) {
            int result = file.pread(into, offset + done, length - done, position + done);
            if (result == 0) {
                return done;
            }
            if (result < 0 && !isPassing(result)) {
                return result;
            }
            int progress = result < 0 ? 0 : done + result == length ? result : result & -alignment;
            if (result > 0 && progress == 0) {
                // A piece shorter than the alignment is how a direct read says that the file ends there.
                return done + result;
            }
            if (progress == 0 && ++idle > PATIENCE) {
                return result;
            }
            idle = progress == 0 ? idle : 0;
            done += progress;
        }
        return done;
    }

    /// Reads all of a range.
    ///
    /// @return 0, or `-errno`; `-EIO` when the file ends before
    static int readAll(DiskFile file, Region into, long offset, long length, long position) {
        for (long done = 0; done < length; ) {
            int part = (int) Math.min(1 << 20, length - done);
            int read = read(file, into, offset + done, part, position + done, 1);
            if (read != part) {
                return read < 0 ? read : -Errno.EIO;
            }
            done += part;
        }
        return 0;
    }

    private static boolean isPassing(int result) {
        return result == -Errno.EINTR || result == -Errno.EAGAIN || result == 0;
    }
}

package io.varve.wal;

import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Region;

/// Whole reads and writes out of calls that may be short or interrupted.
final class Transfer {
    /// Calls in a row that may bring nothing before it is a failure (rows 46, 47). A local file system
    /// needs none.
    private static final int PATIENCE = 16;

    private Transfer() {}

    /// Writes all of a range, going on where a short write ended.
    ///
    /// @param alignment what positions and lengths must be multiples of; a write that ended between is
    ///     repeated from there
    /// @return 0, or `-errno`; then any part may be written
    static int write(DiskFile file, Region from, long offset, int length, long position, int alignment) {
        int done = 0;
        int idle = 0;
        while (done < length) {
            int result = file.pwrite(from, offset + done, length - done, position + done);
            int progress = result <= 0 ? 0 : done + result == length ? result : result & -alignment;
            if (result < 0 && !isPassing(result)) {
                return result;
            }
            if (progress == 0 && ++idle > PATIENCE) {
                return result < 0 ? result : -Errno.EIO;
            }
            idle = progress == 0 ? idle : 0;
            done += progress;
        }
        return 0;
    }

    /// Reads a range, or as much of it as the file has.
    ///
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
            if (progress == 0 && ++idle > PATIENCE) {
                return result < 0 ? result : -Errno.EIO;
            }
            idle = progress == 0 ? idle : 0;
            done += progress;
        }
        return done;
    }

    private static boolean isPassing(int result) {
        return result == -Errno.EINTR || result == -Errno.EAGAIN;
    }
}

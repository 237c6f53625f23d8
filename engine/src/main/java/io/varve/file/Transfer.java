package io.varve.file;

import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Region;

/// Whole reads and writes out of calls that may be short or interrupted. Answers with numbers: what the file is to
/// the store, the caller knows.
///
/// Alignment is what positions and lengths must be multiples of; a call that ended between is repeated from there.
public final class Transfer {
    /// Calls in a row that may bring nothing before it is a failure (rows 46, 47). A local file system
    /// needs none.
    private static final int PATIENCE = 16;

    /// What [#readAll] asks for at once.
    private static final int LARGEST_READ = 1 << 20;

    private Transfer() {}

    /// Writes all of a range.
    ///
    /// @return 0, or `-errno`; then any part may be written
    public static int write(DiskFile file, Region from, long offset, int length, long position, int alignment) {
        int done = 0;
        int idle = 0;
        while (done < length) {
            int result = file.pwrite(from, offset + done, length - done, position + done);
            if (result < 0 && !isPassing(result)) {
                return result;
            }
            int progress = progress(result, done, length, alignment);
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
    public static int read(DiskFile file, Region into, long offset, int length, long position, int alignment) {
        int done = 0;
        int idle = 0;
        int piece = 0;
        while (done < length) {
            int result = file.pread(into, offset + done, length - done, position + done);
            if (result == 0) {
                return done;
            }
            if (result < 0 && !isPassing(result)) {
                return result;
            }
            int progress = progress(result, done, length, alignment);
            if (progress == 0 && result > 0 && result == piece) {
                // The same piece shorter than the alignment once more: so a direct read says that the file ends.
                return done + result;
            }
            piece = progress == 0 ? Math.max(result, 0) : 0;
            if (progress == 0 && ++idle > PATIENCE) {
                return result < 0 ? result : done + result;
            }
            idle = progress == 0 ? idle : 0;
            done += progress;
        }
        return done;
    }

    /// Reads all of a range, however long it is.
    ///
    /// @return 0, or `-errno`; `-EIO` when the file ends before
    public static int readAll(DiskFile file, Region into, long offset, long length, long position) {
        for (long done = 0; done < length; ) {
            int part = (int) Math.min(LARGEST_READ, length - done);
            int read = read(file, into, offset + done, part, position + done, 1);
            if (read != part) {
                return read < 0 ? read : -Errno.EIO;
            }
            done += part;
        }
        return 0;
    }

    private static int progress(int result, int done, int length, int alignment) {
        return result <= 0 ? 0 : done + result == length ? result : result & -alignment;
    }

    private static boolean isPassing(int result) {
        return result == -Errno.EINTR || result == -Errno.EAGAIN;
    }
}

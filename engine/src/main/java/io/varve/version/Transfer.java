package io.varve.version;

import io.varve.error.StoreIoException;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Region;

/// Whole reads and writes between a file and arrays, by way of a buffer: short and interrupted transfers go on.
final class Transfer {
    /// How often in a row a transfer may bring nothing.
    private static final int ATTEMPTS = 16;

    private Transfer() {}

    /// Reads the file from its start.
    ///
    /// @param length at most so many bytes; fewer when the file ends before
    static byte[] read(DiskFile file, Region buffer, int length) {
        byte[] bytes = new byte[length];
        int done = 0;
        int failures = 0;
        while (done < length) {
            // Whole buffers, so that a direct read stays aligned; what lies behind the end is not delivered.
            int count = file.pread(buffer, 0, (int) buffer.size(), done);
            if (count == -Errno.EINTR && ++failures < ATTEMPTS) {
                continue;
            }
            check("pread", file, Math.min(count, 0));
            if (count == 0) {
                return java.util.Arrays.copyOf(bytes, done);
            }
            int useful = Math.min(count, length - done);
            buffer.copyTo(0, bytes, done, useful);
            done = aligned(file, done + useful, length, done);
        }
        return bytes;
    }

    /// Writes an array to a position of the file.
    static void write(DiskFile file, Region buffer, byte[] bytes, long position) {
        int done = 0;
        int failures = 0;
        while (done < bytes.length) {
            int chunk = (int) Math.min(buffer.size(), bytes.length - done);
            buffer.copyFrom(0, bytes, done, chunk);
            int count = file.pwrite(buffer, 0, chunk, position + done);
            boolean isWorthAnother = (count == -Errno.EINTR || count == 0) && ++failures < ATTEMPTS;
            if (count <= 0 && !isWorthAnother) {
                check("pwrite", file, count == 0 ? Errno.EIO : count);
            }
            done += Math.max(0, count);
        }
    }

    static void check(String call, DiskFile file, int result) {
        if (result != 0) {
            throw new StoreIoException(call, file.path(), result);
        }
    }

    /// A direct read that was short goes on at the last aligned position.
    private static int aligned(DiskFile file, int done, int length, int before) {
        int alignment = Math.max(1, file.capabilities().directOffsetAlignment());
        if (done >= length) {
            return done;
        }
        int rounded = done / alignment * alignment;
        return rounded > before ? rounded : done;
    }
}

package io.varve.nativeio.linux;

import io.varve.nativeio.Errno;
import java.lang.foreign.Arena;

/// Writes real zeros, in chunks.
final class Zeros {
    /// Measured: a 150-byte write into a range that was zeroed in chunks of 64 KiB costs 0.7 us, after
    /// chunks of 1 MiB 1.6 us, because the page cache keeps the chunk as one large folio.
    private static final int CHUNK = 64 * 1024;

    private static final long ADDRESS = Arena.global().allocate(CHUNK, 4096).address();

    private Zeros() {}

    static int write(int fd, long position, long length) {
        long done = 0;
        while (done < length) {
            int wanted = (int) Math.min(CHUNK, length - done);
            int written = Kernel.pwrite(fd, ADDRESS, wanted, position + done);
            if (written <= 0) {
                return written < 0 ? written : -Errno.EIO;
            }
            done += written;
        }
        return 0;
    }
}

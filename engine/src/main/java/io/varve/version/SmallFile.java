package io.varve.version;

import io.varve.error.StoreIoException;
import io.varve.file.Transfer;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Region;
import java.util.Arrays;

/// What a small file has, between it and arrays, by way of a buffer.
final class SmallFile {
    private SmallFile() {}

    /// Reads the file from its start.
    ///
    /// @param buffer a multiple of what a direct read is aligned to
    /// @param length at most so many bytes; fewer when the file ends before
    static byte[] read(DiskFile file, Region buffer, int length) {
        int alignment = Math.max(1, file.capabilities().directOffsetAlignment());
        int chunk = (int) buffer.size();
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; done += chunk) {
            // Whole buffers, so that a direct read stays aligned; what lies behind the end is not delivered.
            int read = Transfer.read(file, buffer, 0, chunk, done, alignment);
            check("pread", file, Math.min(read, 0));
            int useful = Math.min(read, length - done);
            buffer.copyTo(0, bytes, done, useful);
            if (read < chunk) {
                return Arrays.copyOf(bytes, done + useful);
            }
        }
        return bytes;
    }

    /// Writes an array to a position of the file.
    static void write(DiskFile file, Region buffer, byte[] bytes, long position) {
        int chunk;
        for (int done = 0; done < bytes.length; done += chunk) {
            chunk = (int) Math.min(buffer.size(), bytes.length - done);
            buffer.copyFrom(0, bytes, done, chunk);
            check("pwrite", file, Transfer.write(file, buffer, 0, chunk, position + done, 1));
        }
    }

    static void check(String call, DiskFile file, int result) {
        if (result != 0) {
            throw new StoreIoException(call, file.path(), result);
        }
    }
}

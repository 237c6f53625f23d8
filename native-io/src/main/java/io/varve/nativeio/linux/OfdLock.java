package io.varve.nativeio.linux;

import io.varve.nativeio.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Byte-range locks that belong to the open file (OFD locks).
///
/// The locks of `FileChannel` belong to the process: they are lost when anybody in it opens and closes
/// the same file, and two stores of one process do not see each other's. These are not and do.
///
/// `struct flock`: type (2), whence (2), padding (4), start (8), length (8), process (4, must be 0).
final class OfdLock {
    private static final int F_OFD_GETLK = 36;
    private static final int F_OFD_SETLK = 37;
    private static final short F_WRLCK = 1;
    private static final short F_UNLCK = 2;
    private static final int SIZE = 32;

    private OfdLock() {}

    static int tryLock(int fd, long position, long length) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Kernel.fcntl(
                    fd, F_OFD_SETLK, request(arena, F_WRLCK, position, length).address());
            return result == -Errno.EACCES ? -Errno.EAGAIN : result;
        }
    }

    static int unlock(int fd, long position, long length) {
        try (Arena arena = Arena.ofConfined()) {
            return Kernel.fcntl(
                    fd, F_OFD_SETLK, request(arena, F_UNLCK, position, length).address());
        }
    }

    static int isLockedByOther(int fd, long position, long length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = request(arena, F_WRLCK, position, length);
            int result = Kernel.fcntl(fd, F_OFD_GETLK, request.address());
            if (result < 0) {
                return result;
            }
            return request.get(ValueLayout.JAVA_SHORT, 0) == F_UNLCK ? 0 : 1;
        }
    }

    private static MemorySegment request(Arena arena, short type, long position, long length) {
        MemorySegment request = arena.allocate(SIZE, Long.BYTES);
        request.set(ValueLayout.JAVA_SHORT, 0, type);
        request.set(ValueLayout.JAVA_LONG, 8, position);
        request.set(ValueLayout.JAVA_LONG, 16, length);
        return request;
    }
}

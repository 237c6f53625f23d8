package io.varve.nativeio.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;

/// The entries of a directory, read by `getdents64`: records of inode (8), offset (8), record length
/// (2), kind (1) and the name, ended by NUL.
final class Listing {
    private static final int BUFFER_SIZE = 32 * 1024;
    private static final long LENGTH_OFFSET = 16;
    private static final long NAME_OFFSET = 19;

    private Listing() {}

    /// Reads through a descriptor of its own, so that two listings do not share a position.
    static int read(int directory, Collection<String> names) {
        try (Arena arena = Arena.ofConfined()) {
            long self = arena.allocateFrom(".").address();
            int fd = Kernel.openat(directory, self, Numbers.O_RDONLY | Numbers.O_DIRECTORY | Numbers.O_CLOEXEC, 0);
            if (fd < 0) {
                return fd;
            }
            try {
                return readAll(fd, arena.allocate(BUFFER_SIZE, Long.BYTES), names);
            } finally {
                Kernel.close(fd);
            }
        }
    }

    private static int readAll(int fd, MemorySegment buffer, Collection<String> names) {
        while (true) {
            int filled = Kernel.getdents64(fd, buffer.address(), BUFFER_SIZE);
            if (filled <= 0) {
                return filled;
            }
            for (long at = 0; at < filled; at += buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + LENGTH_OFFSET)) {
                String name = buffer.getString(at + NAME_OFFSET);
                if (!name.equals(".") && !name.equals("..")) {
                    names.add(name);
                }
            }
        }
    }
}

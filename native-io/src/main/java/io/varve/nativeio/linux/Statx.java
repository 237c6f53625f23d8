package io.varve.nativeio.linux;

import io.varve.nativeio.FileStat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What `statx` says of a file: the fields we read of its 256 bytes.
///
/// | offset | size | field |
/// |---:|---:|---|
/// | 0 | 4 | which fields are filled |
/// | 16 | 4 | number of names |
/// | 28 | 2 | kind and permissions |
/// | 32 | 8 | inode |
/// | 40 | 8 | size |
/// | 48 | 8 | allocated, in 512-byte blocks |
/// | 136 | 4 + 4 | device, major and minor |
/// | 152 | 4 + 4 | direct I/O: memory and offset alignment |
/// | 172 | 4 | largest untorn write |
record Statx(MemorySegment fields) {
    static final int BASIC = 0x7FF;
    static final int DIRECT_ALIGNMENT = 0x2000;
    static final int ATOMIC_WRITE = 0x10000;

    private static final int SIZE = 256;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;

    static Statx in(Arena arena) {
        return new Statx(arena.allocate(SIZE, Long.BYTES));
    }

    /// Reads an entry of a directory, not following a symbolic link.
    int read(int directory, long name) {
        return Kernel.statx(directory, name, AT_SYMLINK_NOFOLLOW, BASIC, fields.address());
    }

    /// Reads an open file.
    int read(Arena arena, int fd) {
        long empty = arena.allocate(1).address();
        return Kernel.statx(fd, empty, AT_EMPTY_PATH, BASIC | DIRECT_ALIGNMENT | ATOMIC_WRITE, fields.address());
    }

    boolean has(int field) {
        return (intAt(0) & field) != 0;
    }

    int directMemoryAlignment() {
        return intAt(152);
    }

    int directOffsetAlignment() {
        return intAt(156);
    }

    int atomicWriteSize() {
        return has(ATOMIC_WRITE) ? intAt(172) : 0;
    }

    long size() {
        return longAt(40);
    }

    int deviceMajor() {
        return intAt(136);
    }

    int deviceMinor() {
        return intAt(140);
    }

    void copyTo(FileStat into) {
        long device = ((long) deviceMajor() << Integer.SIZE) | Integer.toUnsignedLong(deviceMinor());
        into.set(kind(), size(), longAt(48) * 512, device, longAt(32), Integer.toUnsignedLong(intAt(16)));
    }

    FileStat.Kind kind() {
        return switch (fields.get(ValueLayout.JAVA_SHORT, 28) & 0xF000) {
            case 0x8000 -> FileStat.Kind.FILE;
            case 0x4000 -> FileStat.Kind.DIRECTORY;
            case 0xA000 -> FileStat.Kind.SYMBOLIC_LINK;
            default -> FileStat.Kind.OTHER;
        };
    }

    private int intAt(long offset) {
        return fields.get(ValueLayout.JAVA_INT, offset);
    }

    private long longAt(long offset) {
        return fields.get(ValueLayout.JAVA_LONG, offset);
    }
}

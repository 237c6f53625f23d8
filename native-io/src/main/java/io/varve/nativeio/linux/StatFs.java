package io.varve.nativeio.linux;

import io.varve.nativeio.FileSystemStat;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What `statfs` says of a file system: 64-bit fields, in the order kind, block size, blocks, free
/// blocks, available blocks, files, free files, identity, name length, fragment size, flags.
record StatFs(MemorySegment fields) {
    private static final int SIZE = 120;
    private static final long READ_ONLY = 1;

    static StatFs in(Arena arena) {
        return new StatFs(arena.allocate(SIZE, Long.BYTES));
    }

    int read(int fd) {
        return Kernel.fstatfs(fd, fields.address());
    }

    void copyTo(FileSystemStat into) {
        long unit = field(9) != 0 ? field(9) : field(1);
        into.set(field(2) * unit, field(4) * unit, field(6), (field(10) & READ_ONLY) != 0);
    }

    /// The name of the file system; its magic number where we have none.
    String name() {
        long magic = field(0);
        return switch ((int) magic) {
            case 0xEF53 -> "ext4";
            case 0x58465342 -> "xfs";
            case 0x9123683E -> "btrfs";
            case 0x01021994 -> "tmpfs";
            case 0x794C7630 -> "overlayfs";
            case 0x6969 -> "nfs";
            case 0x65735546 -> "fuse";
            case 0x2FC12FC1 -> "zfs";
            case 0xF2F52010 -> "f2fs";
            default -> "0x" + Long.toHexString(magic);
        };
    }

    private long field(int index) {
        return fields.get(ValueLayout.JAVA_LONG, (long) index * Long.BYTES);
    }
}

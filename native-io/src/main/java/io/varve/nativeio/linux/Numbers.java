package io.varve.nativeio.linux;

/// Numbers of the kernel's interface that differ between processors, or that several classes need.
final class Numbers {
    static final long O_RDONLY = 0;
    static final long O_WRONLY = 1;
    static final long O_RDWR = 2;
    static final long O_CREAT = 0x40;
    static final long O_EXCL = 0x80;
    static final long O_NONBLOCK = 0x800;
    static final long O_DSYNC = 0x1000;
    static final long O_DIRECTORY = byProcessor(0x10000, 0x4000);
    static final long O_NOFOLLOW = byProcessor(0x20000, 0x8000);
    static final long O_DIRECT = byProcessor(0x4000, 0x10000);
    static final long O_CLOEXEC = 0x80000;
    static final long O_TMPFILE = 0x400000 | O_DIRECTORY;

    static final int PROT_NONE = 0;
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int MAP_SHARED = 1;
    static final int MAP_PRIVATE = 2;
    static final int MAP_ANONYMOUS = 0x20;

    static final int MADV_NORMAL = 0;
    static final int MADV_RANDOM = 1;
    static final int MADV_SEQUENTIAL = 2;
    static final int MADV_WILLNEED = 3;
    static final int MADV_DONTNEED = 4;
    static final int MADV_HUGEPAGE = 14;
    static final int MADV_POPULATE_READ = 22;
    static final int MADV_POPULATE_WRITE = 23;

    private Numbers() {}

    static long byProcessor(long x86, long aarch64) {
        return Platform.IS_AARCH64 ? aarch64 : x86;
    }
}

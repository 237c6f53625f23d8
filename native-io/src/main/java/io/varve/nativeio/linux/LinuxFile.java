package io.varve.nativeio.linux;

import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Capabilities;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.FileStat;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import java.lang.foreign.Arena;

/// An open file of this machine. Any thread may call anything at any time; a close waits for nobody, and
/// the calls that are in flight then end undisturbed ([Descriptor]).
final class LinuxFile implements DiskFile {
    private final Descriptor descriptor;
    private final int flags;
    private final Capabilities capabilities;

    private LinuxFile(Descriptor descriptor, int flags, Capabilities capabilities) {
        this.descriptor = descriptor;
        this.flags = flags;
        this.capabilities = capabilities;
    }

    static LinuxFile opened(String path, int fd, int flags, Capabilities device) {
        if (fd < 0) {
            return new LinuxFile(new Descriptor(path, fd), flags, device);
        }
        try (Arena arena = Arena.ofConfined()) {
            boolean isDirect = (flags & OpenFlags.DIRECT) != 0;
            Statx stat = Statx.in(arena);
            int result = stat.read(arena, fd);
            Capabilities capabilities = result < 0 ? device : CapabilityProbe.ofFile(stat, device, isDirect);
            int refusal = result < 0 ? result : refusal(stat.kind(), isDirect && !capabilities.hasDirect());
            if (refusal < 0) {
                Kernel.close(fd);
            }
            return new LinuxFile(new Descriptor(path, refusal < 0 ? refusal : fd), flags, capabilities);
        }
    }

    private static int refusal(FileStat.Kind kind, boolean lacksDirect) {
        return switch (kind) {
            case FILE -> lacksDirect ? -Errno.EINVAL : 0;
            case DIRECTORY -> -Errno.EISDIR;
            default -> -Errno.ENXIO;
        };
    }

    @Override
    public int pread(Region into, long offset, int length, long position) {
        long address = check(into, offset, length, position);
        int fd = descriptor.enter();
        try {
            return Kernel.pread(fd, address, length, position);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int pwrite(Region from, long offset, int length, long position) {
        long address = check(from, offset, length, position);
        int fd = descriptor.enter();
        try {
            return Kernel.pwrite(fd, address, length, position);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int allocate(long position, long length) {
        checkRange(position, length);
        int fd = descriptor.enter();
        try {
            return length == 0 ? 0 : Kernel.fallocate(fd, position, length);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int writeZeros(long position, long length) {
        checkRange(position, length);
        checkDirect(0, length, position);
        int fd = descriptor.enter();
        try {
            return Zeros.write(fd, position, length);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int truncate(long size) {
        checkRange(0, size);
        int fd = descriptor.enter();
        try {
            return Kernel.ftruncate(fd, size);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int dataSync() {
        int fd = descriptor.enter();
        try {
            return Kernel.fdatasync(fd);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int sync() {
        int fd = descriptor.enter();
        try {
            return Kernel.fsync(fd);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int stat(FileStat into) {
        int fd = descriptor.enter();
        try (Arena arena = Arena.ofConfined()) {
            Statx stat = Statx.in(arena);
            int result = stat.read(arena, fd);
            if (result == 0) {
                stat.copyTo(into);
            }
            return result;
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int tryLock(long position, long length) {
        checkLocked(position, length);
        int fd = descriptor.enter();
        try {
            return OfdLock.tryLock(fd, position, length);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int unlock(long position, long length) {
        checkLocked(position, length);
        int fd = descriptor.enter();
        try {
            return OfdLock.unlock(fd, position, length);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int isLockedByOther(long position, long length) {
        checkLocked(position, length);
        int fd = descriptor.enter();
        try {
            return OfdLock.isLockedByOther(fd, position, length);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public int advise(long position, long length, CacheAdvice advice) {
        checkRange(position, length);
        int fd = descriptor.enter();
        try {
            return Kernel.fadvise(fd, position, length, Advices.of(advice));
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public Mapping map(long position, long length, MapMode mode) {
        checkRange(position, length);
        FileStat stat = new FileStat();
        int fd = descriptor.enter();
        try {
            int errno = -stat(stat);
            if (errno == 0) {
                checkMapped(position, length, stat.size());
                return LinuxMapping.map(path(), fd, position, length, mode);
            }
            return LinuxMapping.failed(path(), errno);
        } finally {
            descriptor.exit();
        }
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public String path() {
        return descriptor.path();
    }

    @Override
    public int errno() {
        return descriptor.errno();
    }

    @Override
    public boolean isOpen() {
        return descriptor.isOpen();
    }

    @Override
    public void close() {
        descriptor.close();
    }

    @Override
    public int closeErrno() {
        return descriptor.closeErrno();
    }

    /// The address of a checked range of memory for a checked range of the file.
    private long check(Region memory, long offset, int length, long position) {
        memory.check(offset, length);
        checkRange(position, length);
        long address = memory.segment().address() + offset;
        checkDirect(address, length, position);
        return address;
    }

    private void checkRange(long position, long length) {
        if (position < 0 || length < 0 || position > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(path() + ": " + length + " bytes at " + position);
        }
    }

    /// The kernel takes a length of 0 to mean "to the end, wherever that will be".
    private void checkLocked(long position, long length) {
        checkRange(position, length);
        if (length == 0) {
            throw new IllegalArgumentException(path() + ": a lock of no byte at " + position);
        }
    }

    private void checkDirect(long address, long length, long position) {
        if ((flags & OpenFlags.DIRECT) == 0) {
            return;
        }
        int memory = capabilities.directMemoryAlignment();
        int offset = capabilities.directOffsetAlignment();
        if (offset == 0 || address % memory != 0 || length % offset != 0 || position % offset != 0) {
            throw new IllegalArgumentException(path() + ": direct I/O of " + length + " bytes at " + position
                    + " with memory at ..." + Long.toHexString(address & 0xFFFF) + "; memory must be aligned to "
                    + memory + ", length and position to " + offset + " bytes");
        }
    }

    private void checkMapped(long position, long length, long size) {
        if (length == 0 || position % MachineLimits.PAGE_SIZE != 0 || position + length > roundUp(size)) {
            throw new IllegalArgumentException(path() + ": mapping " + length + " bytes at " + position + " of "
                    + size + "; a mapping is not empty, begins on a page of " + MachineLimits.PAGE_SIZE
                    + " bytes and lies inside the file");
        }
    }

    private static long roundUp(long size) {
        return (size + MachineLimits.PAGE_SIZE - 1) & -(long) MachineLimits.PAGE_SIZE;
    }
}

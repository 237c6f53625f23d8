package io.varve.nativeio.linux;

import io.varve.nativeio.Errno;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionLife;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A mapped range, unmapped by the last call that uses it ([UseCount]).
///
/// **Requires:** whoever closes it answers for that nobody still reads or writes through its region: plain
/// accesses are not counted.
final class LinuxMapping implements Mapping {
    /// Pages asked for in one `mincore`.
    private static final int RESIDENCY_CHUNK = 64 * 1024;

    private final String path;
    private final int errno;
    private final Region region;
    private final long address;
    private final UseCount uses = new UseCount();
    private volatile int closeErrno;

    private LinuxMapping(String path, int errno, Region region, long address) {
        this.path = path;
        this.errno = errno;
        this.region = region;
        this.address = address;
        if (errno != 0) {
            uses.close();
        }
    }

    static LinuxMapping map(String path, int fd, long position, long length, MapMode mode) {
        if (!MappingCount.tryAdd(1)) {
            return failed(path, Errno.ENOMEM);
        }
        int protection = mode == MapMode.READ ? Numbers.PROT_READ : Numbers.PROT_READ | Numbers.PROT_WRITE;
        long address = Kernel.mmap(length, protection, Numbers.MAP_SHARED, fd, position);
        if (address < 0) {
            MappingCount.remove(1);
            return failed(path, (int) -address);
        }
        MemorySegment segment = Kernel.segment(address, length);
        RegionLife life = RegionLife.ofMapping("mapping of " + path, mode);
        return new LinuxMapping(
                path, 0, Region.over(mode == MapMode.READ ? segment.asReadOnly() : segment, life), address);
    }

    static LinuxMapping failed(String path, int errno) {
        RegionLife life = RegionLife.ofMapping("mapping of " + path, MapMode.READ);
        life.end();
        return new LinuxMapping(path, errno, Region.over(MemorySegment.NULL, life), 0);
    }

    @Override
    public Region region() {
        requireOpen();
        return region;
    }

    @Override
    public int populateWrite(long offset, long length) {
        return advise(offset, length, Numbers.MADV_POPULATE_WRITE);
    }

    @Override
    public int populateRead(long offset, long length) {
        return advise(offset, length, Numbers.MADV_POPULATE_READ);
    }

    @Override
    public int advise(long offset, long length, MapAdvice advice) {
        requireOpen();
        boolean isWhole = offset == 0 && length == region.size();
        if (!isWhole && advice.isForWholeMapping()) {
            throw new IllegalArgumentException(path + ": " + advice + " for " + length + " bytes at " + offset
                    + " of a mapping of " + region.size() + "; it is for whole mappings only");
        }
        return advise(offset, length, Advices.of(advice));
    }

    @Override
    public int residentPages(long offset, long length) {
        long begin = enter(offset, length);
        try {
            return residentPagesFrom(begin, length);
        } finally {
            exit();
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public int errno() {
        return errno;
    }

    @Override
    public boolean isOpen() {
        return uses.isOpen();
    }

    @Override
    public void close() {
        region.life().end();
        if (uses.close()) {
            unmap();
        }
    }

    @Override
    public int closeErrno() {
        return closeErrno;
    }

    /// The address of a checked range, for a call that is followed by [#exit()].
    long enter(long offset, long length) {
        requireOpen();
        region.check(offset, length);
        if (!uses.tryEnter()) {
            throw refusal();
        }
        return address + offset;
    }

    void exit() {
        if (uses.exit()) {
            unmap();
        }
    }

    private int advise(long offset, long length, int advice) {
        long begin = enter(offset, length);
        try {
            long first = begin & -(long) MachineLimits.PAGE_SIZE;
            return length == 0 ? 0 : Kernel.madvise(first, begin + length - first, advice);
        } finally {
            exit();
        }
    }

    private static int residentPagesFrom(long begin, long length) {
        long page = MachineLimits.PAGE_SIZE;
        long first = begin & -page;
        long pages = (begin + length - first + page - 1) / page;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bits = arena.allocate(Math.min(pages, RESIDENCY_CHUNK));
            int resident = 0;
            for (long done = 0; done < pages; done += RESIDENCY_CHUNK) {
                long count = Math.min(RESIDENCY_CHUNK, pages - done);
                int result = Kernel.mincore(first + done * page, count * page, bits.address());
                if (result < 0) {
                    return result;
                }
                for (long i = 0; i < count; i++) {
                    resident += bits.get(ValueLayout.JAVA_BYTE, i) & 1;
                }
            }
            return resident;
        }
    }

    private void unmap() {
        int result = Kernel.munmap(address, region.size());
        if (result == 0) {
            MappingCount.remove(1);
        }
        closeErrno = -result;
    }

    private void requireOpen() {
        if (!uses.isOpen()) {
            throw refusal();
        }
    }

    private IllegalStateException refusal() {
        return new IllegalStateException(
                errno != 0 ? path + " was not mapped: " + Errno.describe(errno) : path + " is no longer mapped");
    }
}

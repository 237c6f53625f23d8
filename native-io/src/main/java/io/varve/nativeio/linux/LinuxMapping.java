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
import java.util.concurrent.atomic.AtomicBoolean;

/// A mapped range. Whoever closes it answers for that nobody still reads or writes it.
final class LinuxMapping implements Mapping {
    /// Pages asked for in one `mincore`.
    private static final int RESIDENCY_CHUNK = 64 * 1024;

    private final String path;
    private final int errno;
    private final Region region;
    private final AtomicBoolean isOpen;
    private volatile int closeErrno;

    private LinuxMapping(String path, int errno, Region region) {
        this.path = path;
        this.errno = errno;
        this.region = region;
        this.isOpen = new AtomicBoolean(errno == 0);
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
        RegionLife life = new RegionLife("mapping of " + path, true, 0);
        return new LinuxMapping(path, 0, Region.over(Kernel.segment(address, length), life));
    }

    static LinuxMapping failed(String path, int errno) {
        RegionLife life = new RegionLife("mapping of " + path, true, 0);
        life.end();
        return new LinuxMapping(path, errno, Region.over(MemorySegment.NULL, life));
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
        return advise(offset, length, Advices.of(advice));
    }

    @Override
    public int residentPages(long offset, long length) {
        long begin = address(offset, length);
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
        return isOpen.get();
    }

    @Override
    public void close() {
        if (isOpen.compareAndSet(true, false)) {
            long address = region.segment().address();
            region.life().end();
            closeErrno = -Kernel.munmap(address, region.size());
            MappingCount.remove(1);
        }
    }

    @Override
    public int closeErrno() {
        return closeErrno;
    }

    private int advise(long offset, long length, int advice) {
        long begin = address(offset, length);
        long first = begin & -(long) MachineLimits.PAGE_SIZE;
        return length == 0 ? 0 : Kernel.madvise(first, begin + length - first, advice);
    }

    private long address(long offset, long length) {
        requireOpen();
        region.check(offset, length);
        return region.segment().address() + offset;
    }

    private void requireOpen() {
        if (!isOpen.get()) {
            throw new IllegalStateException(
                    errno != 0 ? path + " was not mapped: " + Errno.describe(errno) : path + " is no longer mapped");
        }
    }
}

package io.varve.nativeio.linux;

import io.varve.nativeio.Checked;
import io.varve.nativeio.Errno;
import io.varve.nativeio.RegionLife;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// A mapped range of anonymous memory; in checked mode with a page before and a page behind it whose
/// bytes nobody may change.
///
/// @param errno 0, or why there is no range
/// @param mapped address of the whole
/// @param mappedSize bytes of the whole
/// @param begin address of what may be used
/// @param size bytes that may be used
record RedZones(int errno, long mapped, long mappedSize, long begin, long size) {
    private static final long ZONE = Checked.ON ? MachineLimits.PAGE_SIZE : 0;

    /// Filling or looking at more than this would make large regions slow to test with; of those, both
    /// ends are poisoned.
    private static final long POISON = 512 * 1024;

    /// What it counts for: each zone becomes a mapping of its own when what lies between is locked or asks
    /// for huge pages.
    private static final int PIECES = Checked.ON ? 3 : 1;

    static RedZones map(long size, long alignment) {
        long slack = alignment > MachineLimits.PAGE_SIZE ? alignment : 0;
        long whole = size + slack + 2 * ZONE;
        if (!MappingCount.tryAdd(PIECES)) {
            return refused(Errno.ENOMEM);
        }
        int flags = Numbers.MAP_PRIVATE | Numbers.MAP_ANONYMOUS;
        long address = Kernel.mmap(whole, Numbers.PROT_READ | Numbers.PROT_WRITE, flags, -1, 0);
        if (address < 0) {
            MappingCount.remove(PIECES);
            return refused((int) -address);
        }
        long begin = (address + ZONE + alignment - 1) & -alignment;
        long first = begin - ZONE;
        long end = begin + size + ZONE;
        int trimmed = Math.min(trim(address, first - address), trim(end, address + whole - end));
        if (trimmed < 0) {
            new RedZones(0, address, whole, address, whole).unmap();
            return refused(-trimmed);
        }
        RedZones zones = new RedZones(0, first, end - first, begin, size);
        if (Checked.ON) {
            segment(first, ZONE).fill(Checked.FRESH);
            segment(begin + size, ZONE).fill(Checked.FRESH);
        }
        return zones;
    }

    /// Throws when a byte outside of what may be used was changed.
    void check(RegionLife life) {
        checkBytes(mapped, ZONE, Checked.FRESH, life, "was written before its begin, at offset ");
        checkBytes(begin + size, ZONE, Checked.FRESH, life, "was written behind its end, at offset ");
    }

    /// Throws when a byte was changed after the memory was given back and filled.
    void checkFreed(RegionLife life) {
        String wrong = "was written after it was given back, at offset ";
        checkBytes(begin, Math.min(size, POISON), Checked.FREED, life, wrong);
        checkBytes(begin + size - Math.min(size, POISON), Math.min(size, POISON), Checked.FREED, life, wrong);
    }

    void fill(byte poison) {
        segment(begin, Math.min(size, POISON)).fill(poison);
        segment(begin + size - Math.min(size, POISON), Math.min(size, POISON)).fill(poison);
    }

    /// Gives the range back to the machine.
    ///
    /// @return 0, or `-errno`: then it is still there, and still counts
    int unmap() {
        int result = Kernel.munmap(mapped, mappedSize);
        if (result == 0) {
            MappingCount.remove(PIECES);
        }
        return result;
    }

    private void checkBytes(long address, long length, byte expected, RegionLife life, String wrong) {
        MemorySegment bytes = segment(address, length);
        for (long i = 0; i < length; i++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, i) != expected) {
                throw new IllegalStateException(life + ": " + wrong + (address + i - begin));
            }
        }
    }

    private static int trim(long address, long length) {
        return length > 0 ? Kernel.munmap(address, length) : 0;
    }

    private static RedZones refused(int errno) {
        return new RedZones(errno, 0, 0, 0, 0);
    }

    private static MemorySegment segment(long address, long length) {
        return Kernel.segment(address, length);
    }
}

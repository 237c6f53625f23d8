package io.varve.nativeio.linux;

import io.varve.nativeio.Checked;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionLife;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Anonymous mappings. Any thread may call anything; nothing here is for a hot path.
///
/// A region's life ends with the call that gives it back; its memory goes when the last call that works on
/// it is out ([UseCount]), and its place in the budget after that.
final class LinuxMemory implements Memory {
    private final MemoryBudget budget;
    private final int populateAdvice;
    private final ConcurrentMap<RegionLife, Mapped> taken = new ConcurrentHashMap<>();

    LinuxMemory(MemoryBudget budget) {
        this(budget, Numbers.MADV_POPULATE_WRITE);
    }

    /// @param populateAdvice for tests: one that no kernel knows stands for a kernel before 5.14
    LinuxMemory(MemoryBudget budget, int populateAdvice) {
        this.budget = budget;
        this.populateAdvice = populateAdvice;
    }

    /// What stands behind a region: who pays, the mapped range with its red zones, and the calls that work
    /// on it, whichever of its lives they were made in.
    private record Mapped(MemoryAccount account, RedZones zones, UseCount uses, Region region) {}

    @Override
    public Region allocate(MemoryAccount account, long size, Pages pages) {
        if (size <= 0 || size > Long.MAX_VALUE / 2) {
            throw new IllegalArgumentException(account.purpose() + ": a region of " + size + " bytes");
        }
        int hugePage = pages == Pages.HUGE ? MachineLimits.readHugePageSize() : 0;
        long page = Math.max(hugePage, MachineLimits.PAGE_SIZE);
        long rounded = (size + page - 1) & -page;
        account.reserve(rounded);
        RedZones zones = RedZones.map(rounded, page);
        if (zones.errno() != 0) {
            account.release(rounded);
            throw new MemoryRefusedException(
                    account.purpose() + ": mapping " + rounded + " bytes: " + Errno.describe(zones.errno()),
                    zones.errno());
        }
        if (hugePage > 0) {
            // A kernel that refuses leaves ordinary pages, which is what HUGE promises at least.
            Kernel.madvise(zones.begin(), rounded, Numbers.MADV_HUGEPAGE);
        }
        return keep(account, zones, new UseCount(), new RegionLife(account.purpose(), false, 0));
    }

    @Override
    public void free(Region region) {
        Mapped mapped = end(region);
        if (mapped == null) {
            return;
        }
        try {
            mapped.zones.check(region.life());
        } finally {
            close(mapped);
        }
    }

    @Override
    public Region renew(Region region) {
        Mapped mapped = end(region);
        if (mapped == null) {
            throw new IllegalStateException(region.life() + ": given back before");
        }
        RegionLife old = region.life();
        try {
            mapped.zones.check(old);
        } catch (IllegalStateException damaged) {
            close(mapped);
            throw damaged;
        }
        if (Checked.ON) {
            mapped.zones.fill(Checked.FRESH);
        }
        return keep(mapped.account, mapped.zones, mapped.uses, new RegionLife(old.name(), false, old.generation() + 1));
    }

    @Override
    public int prefault(Region region) {
        Mapped mapped = enter(region);
        try {
            long page = MachineLimits.PAGE_SIZE;
            long begin = region.segment().address() - mapped.zones.begin();
            long first = begin & -page;
            long length = begin + region.size() - first;
            int result = Kernel.madvise(mapped.zones.begin() + first, length, populateAdvice);
            if (result != -Errno.EINVAL) {
                return result;
            }
            touch(mapped.region, first, length);
            return 0;
        } finally {
            exit(mapped);
        }
    }

    @Override
    public int lock(Region region) {
        Mapped mapped = enter(region);
        try {
            requireWhole(mapped, region);
            return Kernel.mlock(mapped.zones.begin(), region.size());
        } finally {
            exit(mapped);
        }
    }

    @Override
    public MemoryBudget budget() {
        return budget;
    }

    /// Makes every page of a range present where the kernel (before 5.14) does not know how: stores what
    /// is there, in a way that cannot undo a store of the region's owner.
    static void touch(Region region, long begin, long length) {
        for (long offset = begin; offset < begin + length; offset += MachineLimits.PAGE_SIZE) {
            long value = region.getLong(offset);
            region.compareAndSetLong(offset, value, value);
        }
    }

    private Region keep(MemoryAccount account, RedZones zones, UseCount uses, RegionLife life) {
        Region region = Region.over(Kernel.segment(zones.begin(), zones.size()), life);
        taken.put(life, new Mapped(account, zones, uses, region));
        return region;
    }

    /// Counts a call in, which is followed by [#exit(Mapped)].
    private Mapped enter(Region region) {
        region.check(0, region.size());
        Mapped mapped = taken.get(region.life());
        if (mapped == null || !mapped.uses.tryEnter()) {
            region.life().check();
            throw new IllegalArgumentException(region.life() + ": not taken from this memory");
        }
        return mapped;
    }

    private static void exit(Mapped mapped) {
        if (mapped.uses.exit()) {
            release(mapped);
        }
    }

    /// Ends a region's life, for one caller only; null for those that come later.
    private @Nullable Mapped end(Region region) {
        RegionLife life = region.life();
        Mapped mapped = taken.get(life);
        if (mapped == null && life.isOver()) {
            return null;
        }
        requireWhole(mapped, region);
        // Ended before it is removed, so that who no longer finds it sees why.
        life.end();
        return mapped != null && taken.remove(life, mapped) ? mapped : null;
    }

    private static void requireWhole(@Nullable Mapped mapped, Region region) {
        if (mapped == null || mapped.region != region) {
            throw new IllegalArgumentException(region.life() + ": not a whole region taken from this memory");
        }
    }

    private static void close(Mapped mapped) {
        if (mapped.uses.close()) {
            release(mapped);
        }
    }

    /// Memory that the machine does not take back stays on its account.
    private static void release(Mapped mapped) {
        if (Checked.ON) {
            mapped.account.release(mapped.zones.size());
            Quarantine.add(mapped.zones, mapped.region.life());
        } else if (mapped.zones.unmap() == 0) {
            mapped.account.release(mapped.zones.size());
        }
    }
}

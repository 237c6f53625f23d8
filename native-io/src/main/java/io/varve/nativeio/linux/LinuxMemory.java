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

/// Anonymous mappings. Any thread may call anything; nothing here is for a hot path.
final class LinuxMemory implements Memory {
    private final MemoryBudget budget;
    private final ConcurrentMap<RegionLife, Mapped> taken = new ConcurrentHashMap<>();

    LinuxMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /// What stands behind a region: who pays, and the mapped range with its red zones.
    private record Mapped(MemoryAccount account, RedZones zones, Region region) {}

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
        return keep(account, zones, new RegionLife(account.purpose(), false, 0));
    }

    @Override
    public void free(Region region) {
        if (region.life().isOver()) {
            return;
        }
        Mapped mapped = remove(region);
        mapped.account.release(mapped.zones.size());
        if (Checked.ON) {
            mapped.zones.check(region.life());
            Quarantine.add(mapped.zones, region.life());
        } else {
            mapped.zones.unmap();
        }
    }

    @Override
    public Region renew(Region region) {
        if (region.life().isOver()) {
            throw new IllegalStateException(region.life() + ": given back before");
        }
        Mapped mapped = remove(region);
        if (Checked.ON) {
            mapped.zones.check(region.life());
            mapped.zones.fill(Checked.FRESH);
        }
        RegionLife old = region.life();
        return keep(mapped.account, mapped.zones, new RegionLife(old.name(), false, old.generation() + 1));
    }

    @Override
    public int prefault(Region region) {
        region.check(0, region.size());
        long begin = region.segment().address();
        int result = Kernel.madvise(begin, region.size(), Numbers.MADV_POPULATE_WRITE);
        if (result != -Errno.EINVAL) {
            return result;
        }
        // A kernel before 5.14 does not know the advice: touch each page as its owner may.
        for (long offset = 0; offset < region.size(); offset += MachineLimits.PAGE_SIZE) {
            region.putByte(offset, region.getByte(offset));
        }
        return 0;
    }

    @Override
    public int lock(Region region) {
        region.check(0, region.size());
        return Kernel.mlock(region.segment().address(), region.size());
    }

    @Override
    public MemoryBudget budget() {
        return budget;
    }

    private Region keep(MemoryAccount account, RedZones zones, RegionLife life) {
        Region region = Region.over(Kernel.segment(zones.begin(), zones.size()), life);
        taken.put(life, new Mapped(account, zones, region));
        return region;
    }

    /// Ends a region's life, for one caller only.
    private Mapped remove(Region region) {
        Mapped mapped = taken.get(region.life());
        if (mapped == null || mapped.region != region) {
            throw new IllegalArgumentException(region.life() + ": not a whole region taken from this memory");
        }
        if (!taken.remove(region.life(), mapped)) {
            throw new IllegalStateException(region.life() + ": given back by two threads at once");
        }
        region.life().end();
        return mapped;
    }
}

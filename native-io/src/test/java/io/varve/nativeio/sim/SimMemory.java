package io.varve.nativeio.sim;

import io.varve.nativeio.Checked;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionLife;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Memory that the simulated machine can refuse, and that knows what was not given back.
public final class SimMemory implements Memory {
    private static final long HUGE_PAGE_SIZE = 2L << 20;

    private record Taken(MemoryAccount account, Region whole, MemorySegment memory) {}

    private final MemoryBudget budget;
    private final @Nullable Simulation simulation;
    private final Map<RegionLife, Taken> taken = new HashMap<>();
    private long allocations;
    private long refused = -1;

    /// Memory of a simulated process.
    public SimMemory(MemoryBudget budget, @Nullable Simulation simulation) {
        this.budget = budget;
        this.simulation = simulation;
    }

    /// Memory for a plain thread.
    public SimMemory(MemoryBudget budget) {
        this(budget, null);
    }

    /// Refuses the `index`-th allocation ever, counted from 1, as the kernel does when it has none.
    public void refuse(long index) {
        refused = index;
    }

    /// Allocations so far, refused ones included.
    public long allocations() {
        return allocations;
    }

    /// Regions that were not given back; 0 at the end of a test without leaks.
    public int live() {
        return taken.size();
    }

    @Override
    public Region allocate(MemoryAccount account, long size, Pages pages) {
        if (size <= 0 || size > Long.MAX_VALUE / 2) {
            throw new IllegalArgumentException(account.purpose() + ": a region of " + size + " bytes");
        }
        note("allocate");
        allocations++;
        if (allocations == refused) {
            throw new MemoryRefusedException(
                    account.purpose() + ": " + size + " bytes refused (injected)", Errno.ENOMEM);
        }
        long unit = pages == Pages.HUGE ? HUGE_PAGE_SIZE : PageStore.PAGE_SIZE;
        long rounded = (size + unit - 1) / unit * unit;
        account.reserve(rounded);
        RegionLife life = new RegionLife(account.purpose() + " #" + allocations, false, 0);
        MemorySegment memory = Arena.ofAuto().allocate(rounded, PageStore.PAGE_SIZE);
        Region region = Region.over(memory, life);
        taken.put(life, new Taken(account, region, memory));
        return region;
    }

    @Override
    public void free(Region region) {
        note("free");
        if (region.life().isOver()) {
            return;
        }
        Taken was = remove(region);
        was.account().release(was.whole().size());
        was.whole().fill(0, was.whole().size(), Checked.FREED);
        region.life().end();
    }

    @Override
    public Region renew(Region region) {
        note("renew");
        if (region.life().isOver()) {
            throw new IllegalStateException(region.life() + ": given back before");
        }
        Taken was = remove(region);
        was.whole().fill(0, was.whole().size(), Checked.FRESH);
        RegionLife old = region.life();
        old.end();
        RegionLife life = new RegionLife(old.name(), false, old.generation() + 1);
        Region renewed = Region.over(was.memory(), life);
        taken.put(life, new Taken(was.account(), renewed, was.memory()));
        return renewed;
    }

    @Override
    public int prefault(Region region) {
        region.check(0, region.size());
        return 0;
    }

    @Override
    public int lock(Region region) {
        region.check(0, region.size());
        return 0;
    }

    @Override
    public MemoryBudget budget() {
        return budget;
    }

    private Taken remove(Region region) {
        Taken was = taken.get(region.life());
        if (was == null || was.whole() != region) {
            throw new IllegalArgumentException(region.life() + ": not a whole region taken from this memory");
        }
        taken.remove(region.life());
        return was;
    }

    private void note(String call) {
        if (simulation != null) {
            simulation.yieldAt(call);
            simulation.note(TraceHash.hash(call));
        }
    }
}

package io.varve.nativeio;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Regions of one size that are used again instead of going back to the machine, whose fresh pages cost
/// microseconds each. Any thread may take and give at any time.
///
/// Pooled regions stay on their account: they are memory the process holds. What a taken region contains
/// is left over from before.
public final class RegionPool implements AutoCloseable {
    private final Memory memory;
    private final MemoryAccount account;
    private final long size;
    private final Pages pages;
    private final AtomicReferenceArray<@Nullable Region> pooled;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /// An empty pool.
    ///
    /// @param size bytes of each region
    /// @param capacity how many regions are kept at most; what is given beyond that is freed
    public RegionPool(Memory memory, MemoryAccount account, long size, Pages pages, int capacity) {
        this.memory = memory;
        this.account = account;
        this.size = size;
        this.pages = pages;
        this.pooled = new AtomicReferenceArray<>(capacity);
    }

    /// A region that was used before, or a fresh one.
    ///
    /// @throws MemoryRefusedException when there is none and none to be had
    public Region take() {
        if (isClosed.get()) {
            throw new IllegalStateException(account.purpose() + ": the region pool is closed");
        }
        for (int i = 0; i < pooled.length(); i++) {
            if (pooled.get(i) != null) {
                Region region = pooled.getAndSet(i, null);
                if (region != null) {
                    return region;
                }
            }
        }
        Region fresh = memory.allocate(account, size, pages);
        fresh.life().belongTo(this);
        return fresh;
    }

    /// Takes a region back, under a new life: whoever still holds the old one uses it no more.
    ///
    /// @param region as [#take()] of this pool gave it; another's may be of another size, account or
    ///     memory
    public void give(Region region) {
        if (region.life().pool() != this) {
            throw new IllegalArgumentException(
                    region.life() + ": not taken from the region pool of " + account.purpose());
        }
        Region renewed = memory.renew(region);
        renewed.life().belongTo(this);
        for (int i = 0; i < pooled.length(); i++) {
            if (pooled.compareAndSet(i, null, renewed)) {
                if (isClosed.get()) {
                    free(i);
                }
                return;
            }
        }
        memory.free(renewed);
    }

    /// Frees what is pooled; what is out is freed when it is given back.
    @Override
    public void close() {
        isClosed.set(true);
        for (int i = 0; i < pooled.length(); i++) {
            free(i);
        }
    }

    private void free(int index) {
        Region region = pooled.getAndSet(index, null);
        if (region != null) {
            memory.free(region);
        }
    }
}

package io.varve.sstable;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Regions that are given back together.
///
/// **Owner:** one thread.
final class Workspace implements AutoCloseable {
    /// Of the budget, that filters leave: for indexes, which cannot be done without.
    private static final int PART = 16;

    private final Memory memory;
    private final MemoryAccount account;
    private final List<Region> regions = new ArrayList<>();
    private @Nullable Region shared;

    Workspace(Memory memory, MemoryAccount account) {
        this.memory = memory;
        this.account = account;
    }

    /// Zeroed memory.
    Region take(long size) {
        Region region = memory.allocate(account, size, Pages.forSize(size));
        regions.add(region);
        return region;
    }

    /// Zeroed memory for what can be done without; null unless enough is left after it.
    @Nullable
    Region takeSpare(long size) {
        if (size > account.spareBytes() - memory.budget().limit() / PART) {
            return null;
        }
        try {
            return take(size);
        } catch (MemoryRefusedException taken) {
            return null;
        }
    }

    /// Memory whose content matters only until the next call of this.
    Region takeShared(long size) {
        Region there = shared;
        if (there == null || there.size() < size) {
            there = take(size);
            shared = there;
        }
        return there;
    }

    @Override
    public void close() {
        regions.forEach(memory::free);
        regions.clear();
        shared = null;
    }
}

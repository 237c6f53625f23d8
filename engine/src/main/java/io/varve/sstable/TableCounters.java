package io.varve.sstable;

import java.util.concurrent.atomic.AtomicLong;

/// What happened to the tables of a store that nobody was thrown an exception for.
///
/// **Owner:** any thread.
public final class TableCounters {
    private final AtomicLong transientDamages = new AtomicLong();
    private final AtomicLong ignoredFilters = new AtomicLong();
    private final AtomicLong cachedReadBacks = new AtomicLong();
    private final AtomicLong unmappedWrites = new AtomicLong();
    private final AtomicLong refusedRemovals = new AtomicLong();

    TableCounters() {}

    /// Parts of tables that were damaged when they were read and right when they were read again (row 57).
    public long transientDamages() {
        return transientDamages.get();
    }

    /// Filters that are damaged, so that their tables are looked into for every key (row 34).
    public long ignoredFilters() {
        return ignoredFilters.get();
    }

    /// Tables that were read back from the page cache, as there was no way past it.
    public long cachedReadBacks() {
        return cachedReadBacks.get();
    }

    /// Tables that were written without a mapping, as the machine had none to give (row 74).
    public long unmappedWrites() {
        return unmappedWrites.get();
    }

    /// How often the machine would not remove a file that nobody needs (row 61).
    public long refusedRemovals() {
        return refusedRemovals.get();
    }

    void onTransientDamage() {
        transientDamages.incrementAndGet();
    }

    void onIgnoredFilter() {
        ignoredFilters.incrementAndGet();
    }

    void onCachedReadBack() {
        cachedReadBacks.incrementAndGet();
    }

    void onUnmappedWrite() {
        unmappedWrites.incrementAndGet();
    }

    void onRefusedRemoval() {
        refusedRemovals.incrementAndGet();
    }
}

package io.varve.bench.stores;

/// What a store is opened for.
///
/// @param entries that it will hold
/// @param count of them, at most: caches and maps are made for it
/// @param level of its writes
/// @param memtableBytes for stores that have such a thing; 0 for what they take by themselves
/// @param mergesItself whether tables are merged when the store thinks so; otherwise only when it is asked
/// @param isLoaded whether it is filled once and then mostly read
/// @param isCounting whether it will be asked what it counted, which costs some of them time
/// @param memoryBytes that memtables and caches of its own may take together; 0 for what it takes by itself
public record Setup(
        Entries entries,
        long count,
        Level level,
        long memtableBytes,
        boolean mergesItself,
        boolean isLoaded,
        boolean isCounting,
        long memoryBytes) {
    private static final long PAGE = 4096;

    /// Memtables that a memory has room for, beside a cache that takes half of it.
    private static final int MEMTABLE_PART = 16;

    /// As a store is by itself.
    public static Setup of(Entries entries, long count, Level level) {
        return new Setup(entries, count, level, 0, true, false, false, 0);
    }

    /// With memtables of a size.
    public Setup memtable(long bytes) {
        return new Setup(entries, count, level, bytes, mergesItself, isLoaded, isCounting, memoryBytes);
    }

    /// Whose tables stay as they are until somebody asks.
    public Setup unmerged() {
        return new Setup(entries, count, level, memtableBytes, false, isLoaded, isCounting, memoryBytes);
    }

    /// To be filled once and read.
    public Setup loaded() {
        return new Setup(entries, count, level, memtableBytes, mergesItself, true, isCounting, memoryBytes);
    }

    /// To be asked what it counted.
    public Setup counting() {
        return new Setup(entries, count, level, memtableBytes, mergesItself, isLoaded, true, memoryBytes);
    }

    /// With so much memory of its own; 0 for what it takes by itself.
    public Setup memory(long bytes) {
        long memtable = bytes > 0 ? Math.ceilDiv(bytes / MEMTABLE_PART, PAGE) * PAGE : memtableBytes;
        return new Setup(entries, count, level, memtable, mergesItself, isLoaded, isCounting, bytes);
    }

    /// The smaller of what a cache would have and half of the memory, where that is limited.
    long cacheBytes(long usual) {
        return memoryBytes > 0 ? Math.min(usual, memoryBytes / 2) : usual;
    }

    /// Keys and values of all that it will hold.
    public long dataBytes() {
        return count * entries.bytes();
    }
}

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
public record Setup(
        Entries entries,
        long count,
        Level level,
        long memtableBytes,
        boolean mergesItself,
        boolean isLoaded,
        boolean isCounting) {
    /// As a store is by itself.
    public static Setup of(Entries entries, long count, Level level) {
        return new Setup(entries, count, level, 0, true, false, false);
    }

    /// With memtables of a size.
    public Setup memtable(long bytes) {
        return new Setup(entries, count, level, bytes, mergesItself, isLoaded, isCounting);
    }

    /// Whose tables stay as they are until somebody asks.
    public Setup unmerged() {
        return new Setup(entries, count, level, memtableBytes, false, isLoaded, isCounting);
    }

    /// To be filled once and read.
    public Setup loaded() {
        return new Setup(entries, count, level, memtableBytes, mergesItself, true, isCounting);
    }

    /// To be asked what it counted.
    public Setup counting() {
        return new Setup(entries, count, level, memtableBytes, mergesItself, isLoaded, true);
    }

    /// Keys and values of all that it will hold.
    public long dataBytes() {
        return count * entries.bytes();
    }
}

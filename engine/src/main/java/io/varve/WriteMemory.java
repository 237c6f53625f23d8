package io.varve;

import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;

/// What writes always have of the budget, however much readers, tables and merges want: memtables, and room for large
/// asynchronous writes.
///
/// **Invariant:** an open store leaves as much unused as its recovery needs (I-38). That holds an image of a segment
/// beside the memtables that it fills; the ring comes after. What the image takes above the ring is kept out of reach
/// while the store is open: however full it gets, all of it can be replayed with the same budget.
///
/// **Owner:** who opens the store, and then who closes it.
final class WriteMemory implements AutoCloseable {
    private final MemoryAccount memtables;
    private final MemoryAccount large;
    private final MemoryAccount reading;
    private long reserved;

    private WriteMemory(MemoryAccount memtables, MemoryAccount large, MemoryAccount reading) {
        this.memtables = memtables;
        this.large = large;
        this.reading = reading;
    }

    /// Takes it.
    ///
    /// @param reading what recovery takes
    /// @throws io.varve.nativeio.MemoryRefusedException when there is not so much; nothing was taken
    static WriteMemory take(MemoryBudget budget, MemoryAccount reading, StoreOptions options) {
        MemoryAccount memtables = budget.account("memtable", LeastBudget.memtables(options));
        MemoryAccount large = null;
        try {
            large = budget.account("large writes", options.overflowBytes());
            return new WriteMemory(memtables, large, reading);
        } finally {
            if (large == null) {
                memtables.endGuarantee();
            }
        }
    }

    /// Recovery is over: what it took is kept for the next.
    void reserveForRecovery(StoreOptions options) {
        long bytes = LeastBudget.recoveryReserveBytes(options);
        reading.reserve(bytes);
        reserved = bytes;
    }

    MemoryAccount memtables() {
        return memtables;
    }

    MemoryAccount large() {
        return large;
    }

    @Override
    public void close() {
        reading.release(reserved);
        large.endGuarantee();
        memtables.endGuarantee();
    }
}

package io.varve;

import io.varve.nativeio.MemoryAccount;

/// Memory that an open store does not use, so that it can be opened again with the same budget.
///
/// Recovery holds an image of a segment beside the memtables that it fills; the ring comes after. What the image
/// takes above the ring is kept out of the reach of memtables while the store is open: however full it gets,
/// all of it can be replayed.
///
/// @param account that it is taken from
/// @param bytes of it
record RecoveryReserve(MemoryAccount account, long bytes) implements AutoCloseable {
    /// Takes it.
    static RecoveryReserve take(MemoryAccount account, StoreOptions options) {
        long bytes = OptionTable.recoveryReserveBytes(options);
        account.reserve(bytes);
        return new RecoveryReserve(account, bytes);
    }

    @Override
    public void close() {
        account.release(bytes);
    }
}

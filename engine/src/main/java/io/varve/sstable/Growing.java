package io.varve.sstable;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// Private memory that is appended to, and grows by half when it is full. It begins with none.
///
/// **Owner:** one thread.
final class Growing implements AutoCloseable {
    private static final long FIRST_SIZE = 4096;

    private final Memory memory;
    private final MemoryAccount account;
    private @Nullable Region region;
    private long size;

    Growing(Memory memory, MemoryAccount account) {
        this.memory = memory;
        this.account = account;
    }

    /// The memory; another one after the next growth.
    Region region() {
        Region now = region;
        return now == null ? grow(FIRST_SIZE) : now;
    }

    /// Bytes that are taken.
    long size() {
        return size;
    }

    /// Takes bytes.
    ///
    /// @return where they begin
    long take(long bytes) {
        reserve(bytes);
        long at = size;
        size += bytes;
        return at;
    }

    /// Makes room for bytes that are not taken, so that they can be read.
    void reserve(long bytes) {
        long room = region().size();
        if (size + bytes > room) {
            grow(Math.max(size + bytes, room + room / 2));
        }
    }

    @Override
    public void close() {
        Region last = region;
        if (last != null) {
            memory.free(last);
        }
    }

    private Region grow(long wanted) {
        Region larger = memory.allocate(account, wanted, Pages.forSize(wanted));
        Region before = region;
        if (before != null) {
            larger.copyFrom(0, before, 0, size);
            memory.free(before);
        }
        region = larger;
        return larger;
    }
}

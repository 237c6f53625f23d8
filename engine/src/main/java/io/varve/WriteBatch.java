package io.varve;

import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreClosedException;
import io.varve.error.TooLargeException;
import io.varve.format.EngineTime;
import io.varve.format.Expiry;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryRefusedException;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.time.Instant;
import java.util.function.LongSupplier;

/// Operations that become visible, and are recovered, together or not at all. Used again after
/// [#clear()]; holds its operations off-heap, encoded as the log will have them.
///
/// **Owner:** one thread at a time. While the store writes it, every change is refused.
public final class WriteBatch implements AutoCloseable {
    private static final long FIRST_CAPACITY = 4096;

    private static final MemorySegment NO_VALUE = MemorySegment.NULL;
    private static final byte[] NO_BYTES = {};

    private final Store store;
    private final Memory memory;
    private final MemoryAccount account;
    private final long limit;
    private final long memtableBytes;
    private final EngineTime time;
    private final LongSupplier usualExpiry;
    private final Held held;
    private final Leaks.Watch watch;
    private long size;
    private int operations;
    private boolean isBeingWritten;
    private boolean isClosed;

    /// @param limit bytes of its records
    /// @param memtableBytes of the memtable that must have room for all of it
    /// @param usualExpiry of what is added now, and does not say
    WriteBatch(
            Store store,
            Memory memory,
            MemoryAccount account,
            long limit,
            long memtableBytes,
            EngineTime time,
            LongSupplier usualExpiry,
            Leaks leaks) {
        this.store = store;
        this.memory = memory;
        this.account = account;
        this.limit = limit;
        this.memtableBytes = memtableBytes;
        this.time = time;
        this.usualExpiry = usualExpiry;
        this.held = new Held(memory, allocate(Math.min(FIRST_CAPACITY, limit)));
        this.watch = leaks.watch(this, "batch", held);
    }

    /// An empty one.
    static WriteBatch of(Store store, StoreParts parts, Leaks leaks) {
        Memory memory = parts.seams().memory();
        StoreOptions options = parts.options();
        return new WriteBatch(
                store,
                memory,
                memory.budget().account("batches"),
                options.maxBatchBytes(),
                options.memtableBytes(),
                parts.time(),
                WriteRules.usualExpiry(parts),
                leaks);
    }

    /// The memory of a batch: all that is left of one which its user forgot to close.
    private static final class Held implements Runnable {
        private final Memory memory;
        private Region region;

        Held(Memory memory, Region region) {
            this.memory = memory;
            this.region = region;
        }

        @Override
        public void run() {
            memory.free(region);
        }
    }

    /// Adds a key with its value. Of two operations on one key, the later one counts. If values of the store expire
    /// by themselves, its time begins now.
    public WriteBatch put(byte[] key, byte[] value) {
        return add(
                RecordKind.PUT, key, Arguments.given("value", value), WriteRules.noted(time, usualExpiry.getAsLong()));
    }

    /// Adds a key with its value.
    public WriteBatch put(MemorySegment key, MemorySegment value) {
        return add(
                RecordKind.PUT, key, Arguments.given("value", value), WriteRules.noted(time, usualExpiry.getAsLong()));
    }

    /// Adds a key with its value, until it expires; `Instant.MAX` for never.
    public WriteBatch put(byte[] key, byte[] value, Instant expiry) {
        return add(
                RecordKind.PUT, key, Arguments.given("value", value), WriteRules.noted(time, Arguments.expiry(expiry)));
    }

    /// Adds a key with its value, until it expires; `Instant.MAX` for never.
    public WriteBatch put(MemorySegment key, MemorySegment value, Instant expiry) {
        return add(
                RecordKind.PUT, key, Arguments.given("value", value), WriteRules.noted(time, Arguments.expiry(expiry)));
    }

    /// Adds the removal of a key.
    public WriteBatch delete(byte[] key) {
        return add(RecordKind.DELETE, key, NO_BYTES, Expiry.NEVER);
    }

    /// Adds the removal of a key.
    public WriteBatch delete(MemorySegment key) {
        return add(RecordKind.DELETE, key, NO_VALUE, Expiry.NEVER);
    }

    /// How many operations it holds.
    public int operations() {
        return operations;
    }

    /// Bytes that it will take in the log.
    public long sizeBytes() {
        return size;
    }

    /// Forgets all operations, and keeps the memory.
    public void clear() {
        requireMine();
        size = 0;
        operations = 0;
    }

    /// Gives the memory back.
    @Override
    public void close() {
        if (!isClosed) {
            requireMine();
            isClosed = true;
            watch.end();
            held.run();
        }
    }

    Store store() {
        return store;
    }

    Region region() {
        return held.region;
    }

    void beginWrite() {
        requireMine();
        isBeingWritten = true;
    }

    void endWrite() {
        isBeingWritten = false;
    }

    private WriteBatch add(int kind, byte[] key, byte[] value, long expiry) {
        requireMine();
        Arguments.checkKey(key);
        Arguments.checkValue(value.length, limit);
        long bytes = RecordFormat.size(key.length, value.length, expiry);
        ensure(bytes);
        try {
            size += RecordFormat.put(held.region, size, kind, key, value, expiry);
            operations++;
            return this;
        } finally {
            Reference.reachabilityFence(this); // the memory of a batch that nobody reaches is freed
        }
    }

    private WriteBatch add(int kind, MemorySegment key, MemorySegment value, long expiry) {
        requireMine();
        Arguments.checkKey(key);
        Arguments.checkValue(value.byteSize(), limit);
        long bytes = RecordFormat.size((int) key.byteSize(), (int) value.byteSize(), expiry);
        ensure(bytes);
        try {
            size += Segments.put(held.region, size, kind, key, value, expiry);
            operations++;
            return this;
        } finally {
            Reference.reachabilityFence(this); // the memory of a batch that nobody reaches is freed
        }
    }

    private void ensure(long more) {
        long needed = size + more;
        if (needed > limit) {
            throw TooLargeException.batch(needed, limit);
        }
        if (!MemTable.fitsEmpty(memtableBytes, needed, operations + 1)) {
            throw TooLargeException.operations(operations + 1L, operations);
        }
        Region full = held.region;
        if (needed > full.size()) {
            Region larger = allocate(Math.min(limit, Math.max(needed, 2 * full.size())));
            larger.copyFrom(0, full, 0, size);
            held.region = larger;
            memory.free(full);
        }
    }

    private Region allocate(long bytes) {
        try {
            return memory.allocate(account, bytes, Pages.BASE);
        } catch (MemoryRefusedException refused) {
            throw ResourceRefusedException.memory("a batch of " + bytes + " bytes", refused.isBudget(), refused);
        }
    }

    private void requireMine() {
        if (isClosed) {
            throw new StoreClosedException("the batch");
        }
        if (isBeingWritten) {
            throw new IllegalStateException("the batch is being written; it can be used again when that has returned");
        }
    }
}

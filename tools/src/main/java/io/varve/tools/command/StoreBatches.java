package io.varve.tools.command;

import io.varve.Durability;
import io.varve.Store;
import io.varve.WriteBatch;
import io.varve.tools.text.Sizes;

/// Many puts as batches: without waiting for the disk, which is waited for once, at the end.
///
/// **Owner:** one thread; [#howFar()] is for any.
final class StoreBatches implements AutoCloseable {
    /// What a value may have at most: the largest memtable holds four of it.
    static final long MOST_BYTES = 240L << 20;

    private static final int MAX_ENTRIES = 1000;
    private static final long MAX_BYTES = 256 << 10;

    private final Store store;
    private final WriteBatch batch;
    private final long skipped;
    private long bytes;
    private long waitingBytes;
    private long written;

    /// The same for other threads.
    private volatile long entries;

    /// @param skipped lines that were passed over
    StoreBatches(Store store, long skipped) {
        this.store = store;
        this.batch = store.batch();
        this.skipped = skipped;
    }

    void put(Entry entry) {
        boolean isFull = batch.operations() == MAX_ENTRIES || waitingBytes + entry.bytes() > MAX_BYTES;
        if (isFull) {
            write();
        }
        batch.put(entry.key(), entry.value());
        waitingBytes += entry.bytes();
    }

    /// Writes what waits, and makes all of it durable.
    void finish() {
        write();
        store.sync();
    }

    /// How many were written.
    long entries() {
        return entries;
    }

    /// Bytes of their keys and values.
    long bytes() {
        return bytes;
    }

    String words() {
        return "loaded " + Sizes.count(entries, "entry", "entries") + ", " + Sizes.bytes(bytes);
    }

    /// What to say when not all was loaded; any thread.
    String howFar() {
        long lines = skipped + entries;
        return lines == 0
                ? "nothing of it is in the store"
                : "the first " + Sizes.count(lines, "line is", "lines are") + " in the store; go on with --skip "
                        + lines;
    }

    @Override
    public void close() {
        batch.close();
    }

    private void write() {
        if (batch.operations() > 0) {
            store.write(batch, Durability.PROCESS);
            written += batch.operations();
            entries = written;
            bytes += waitingBytes;
            waitingBytes = 0;
            batch.clear();
        }
    }
}

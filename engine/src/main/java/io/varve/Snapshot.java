package io.varve;

import io.varve.error.StoreClosedException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The store as it was at one moment: every read here gives the same answer for as long as it is open.
/// Any thread may read.
public final class Snapshot implements AutoCloseable {
    private final Store store;
    private final Reads reads;
    private final long sequence;
    private final Leaks.Watch watch;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);

    Snapshot(Store store, Reads reads, long sequence, Leaks leaks) {
        this.store = store;
        this.reads = reads;
        this.sequence = sequence;
        this.watch = leaks.watchSome(this, "snapshot");
    }

    /// The number of the last operation that it shows.
    public long sequence() {
        return sequence;
    }

    /// The value of a key; null when it has none.
    public byte @Nullable [] get(byte[] key) {
        requireOpen();
        return reads.get(key, sequence);
    }

    /// Copies the value of a key, like [Store#get(MemorySegment, MemorySegment)].
    public long get(MemorySegment key, MemorySegment into) {
        requireOpen();
        return reads.get(key, into, sequence);
    }

    /// Shows the value of a key where it lies, like [Store#get(MemorySegment, ValueReader)].
    public <R> @Nullable R get(MemorySegment key, ValueReader<R> reader) {
        requireOpen();
        return reads.get(key, reader, sequence);
    }

    /// Whether a key has a value.
    public boolean contains(byte[] key) {
        requireOpen();
        return reads.contains(key, sequence);
    }

    /// Whether a key has a value.
    public boolean contains(MemorySegment key) {
        requireOpen();
        return reads.contains(key, sequence);
    }

    /// A cursor over all keys.
    public StoreCursor cursor() {
        requireOpen();
        return store.cursorAt(sequence);
    }

    /// Lets it go.
    @Override
    public void close() {
        isOpen.set(false);
        watch.end();
    }

    private void requireOpen() {
        if (!isOpen.get()) {
            throw new StoreClosedException("the snapshot");
        }
    }
}

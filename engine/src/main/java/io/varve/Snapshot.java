package io.varve;

import io.varve.error.ResourceRefusedException;
import io.varve.error.StoreClosedException;
import io.varve.view.LiveSnapshots;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The store as it was at one moment: every read here gives the same answer for as long as it is open.
/// Any thread may read.
public final class Snapshot implements AutoCloseable {
    private final Cursors cursors;
    private final Reads reads;
    private final LiveSnapshots live;
    private final LiveSnapshots.Mark mark;
    private final Leaks.Watch watch;
    private final AtomicBoolean isOpen = new AtomicBoolean(true);

    private Snapshot(Cursors cursors, Reads reads, LiveSnapshots live, LiveSnapshots.Mark mark, Leaks leaks) {
        this.cursors = cursors;
        this.reads = reads;
        this.live = live;
        this.mark = mark;
        this.watch = leaks.watchSome(this, "snapshot");
    }

    /// Of what is visible now.
    static Snapshot open(Cursors cursors, Reads reads, LiveSnapshots live, Leaks leaks) {
        LiveSnapshots.Mark mark = live.open();
        if (mark == null) {
            throw ResourceRefusedException.snapshots(LiveSnapshots.MAX_OPEN);
        }
        return new Snapshot(cursors, reads, live, mark, leaks);
    }

    /// The number of the last operation that it shows. What expires later is shown too.
    public long sequence() {
        return mark.sequence();
    }

    /// The value of a key; null when it has none.
    public byte @Nullable [] get(byte[] key) {
        requireOpen();
        return reads.get(key, this);
    }

    /// Copies the value of a key, like [Store#get(MemorySegment, MemorySegment)].
    public long get(MemorySegment key, MemorySegment into) {
        requireOpen();
        return reads.get(key, into, this);
    }

    /// Shows the value of a key where it lies, like [Store#get(MemorySegment, ValueReader)].
    public <R> @Nullable R get(MemorySegment key, ValueReader<R> reader) {
        requireOpen();
        return reads.get(key, reader, this);
    }

    /// Looks up many keys together, like [Store#getAll].
    public int getAll(MultiGet wanted) {
        requireOpen();
        return reads.getAll(wanted, this);
    }

    /// Whether a key has a value.
    public boolean contains(byte[] key) {
        requireOpen();
        return reads.contains(key, this);
    }

    /// Whether a key has a value.
    public boolean contains(MemorySegment key) {
        requireOpen();
        return reads.contains(key, this);
    }

    /// A cursor over all keys.
    public StoreCursor cursor() {
        return cursor(Range.all());
    }

    /// A cursor over the keys of a range.
    public StoreCursor cursor(Range range) {
        requireOpen();
        return cursors.open(range, this);
    }

    /// Lets it go.
    @Override
    public void close() {
        if (isOpen.compareAndSet(true, false)) {
            live.close(mark);
        }
        watch.end();
    }

    /// The sequence, to be asked for after the view was loaded that is to be read at it ([LiveSnapshots]).
    long sequenceIfOpen() {
        requireOpen();
        return mark.sequence();
    }

    /// The engine time by which entries are over.
    long asOf() {
        return mark.asOf();
    }

    private void requireOpen() {
        if (!isOpen.get()) {
            throw new StoreClosedException("the snapshot");
        }
    }
}

package io.varve;

import io.varve.error.CorruptionException;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Region;
import io.varve.read.Lookup;
import io.varve.read.Lookups;
import io.varve.read.ViewCursor;
import io.varve.view.Calls;
import io.varve.view.Hold;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.LongAdder;

/// Walks keys in order, forward and backward, as of one moment. It stands on an entry or on none; the
/// moves say which.
///
/// **Owner:** one thread at a time. After the store is closed, every use throws.
public final class StoreCursor implements AutoCloseable {
    private final String directory;
    private final Calls calls;
    private final Lookups lookups;
    private final ViewCursor cursor;
    private final Leaks.Watch watch;
    private final Hold hold;
    private final LongAdder damagedReads;

    /// @param hold of the view that the cursor walks over; ended with it
    /// @param damagedReads counts those that met damage
    StoreCursor(
            String directory,
            Calls calls,
            Lookups lookups,
            ViewCursor cursor,
            Hold hold,
            LongAdder damagedReads,
            Leaks leaks) {
        this.directory = directory;
        this.calls = calls;
        this.lookups = lookups;
        this.cursor = cursor;
        this.hold = hold;
        this.damagedReads = damagedReads;
        this.watch = leaks.watchSome(this, "cursor");
    }

    /// Moves to the smallest key.
    public boolean first() {
        int ticket = enter();
        try {
            return cursor.first();
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// Moves to the largest key.
    public boolean last() {
        int ticket = enter();
        try {
            return cursor.last();
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// Moves to the smallest key at or above this one.
    public boolean seek(byte[] key) {
        return seek(key, true);
    }

    /// Moves to the smallest key at or above this one.
    public boolean seek(MemorySegment key) {
        Arguments.checkKey(key);
        int length = (int) key.byteSize();
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            Region copy = Reads.begin(lookup, length);
            Segments.copyKey(key, copy, length);
            return cursor.seek(copy, 0, length);
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            lookup.end();
            exit(ticket);
        }
    }

    /// Moves to the largest key at or below this one.
    public boolean seekForPrevious(byte[] key) {
        return seek(key, false);
    }

    private boolean seek(byte[] key, boolean isUpward) {
        Arguments.checkKey(key);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            Region copy = Reads.begin(lookup, key.length);
            copy.copyFrom(0, key, 0, key.length);
            return isUpward ? cursor.seek(copy, 0, key.length) : cursor.seekForPrevious(copy, 0, key.length);
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            lookup.end();
            exit(ticket);
        }
    }

    /// Moves to the next larger key. Only from an entry.
    public boolean next() {
        int ticket = enter();
        try {
            return cursor.next();
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// Moves to the next smaller key. Only from an entry.
    public boolean previous() {
        int ticket = enter();
        try {
            return cursor.previous();
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// True when it stands on an entry.
    public boolean isValid() {
        int ticket = enter();
        try {
            return cursor.isValid();
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// A copy of the key it stands on.
    public byte[] key() {
        int ticket = enter();
        try {
            byte[] key = new byte[cursor.keyLength()];
            cursor.region().copyTo(cursor.keyOffset(), key, 0, key.length);
            return key;
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// A copy of the value it stands on.
    public byte[] value() {
        int ticket = enter();
        try {
            byte[] value = new byte[cursor.valueLength()];
            cursor.region().copyTo(cursor.valueOffset(), value, 0, value.length);
            return value;
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// Copies the key.
    ///
    /// @return its length; when that is more than `into` holds, nothing was copied
    public int key(MemorySegment into) {
        int ticket = enter();
        try {
            return copy(cursor.keyOffset(), cursor.keyLength(), into);
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// Copies the value.
    ///
    /// @return its length; when that is more than `into` holds, nothing was copied
    public int value(MemorySegment into) {
        int ticket = enter();
        try {
            return copy(cursor.valueOffset(), cursor.valueLength(), into);
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    /// Lets it go.
    @Override
    public void close() {
        hold.end();
        watch.end();
    }

    private int copy(long offset, int length, MemorySegment into) {
        if (length <= Arguments.given("into", into).byteSize()) {
            Segments.copyOut(cursor.region(), offset, into, length);
        }
        return length;
    }

    private int enter() {
        int ticket = calls.enter(hold);
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(hold.isOver() ? "the cursor" : directory);
        }
        if (hold.isOver()) {
            exit(ticket);
            throw new StoreClosedException("the cursor");
        }
        return ticket;
    }

    private RuntimeException damaged(Throwable error) {
        damagedReads.increment();
        return error instanceof InternalError cut ? cursor.damaged(cut) : (StoreException) error;
    }

    /// A cursor that nobody refers to any more has forgotten its hold: not before its last call has ended.
    private void exit(int ticket) {
        try {
            calls.exit(ticket);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}

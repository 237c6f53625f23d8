package io.varve;

import io.varve.error.StoreClosedException;
import io.varve.nativeio.Region;
import io.varve.read.Lookup;
import io.varve.read.Lookups;
import io.varve.read.ViewCursor;
import io.varve.view.Calls;
import java.lang.foreign.MemorySegment;

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
    private boolean isClosed;

    StoreCursor(String directory, Calls calls, Lookups lookups, ViewCursor cursor, Leaks leaks) {
        this.directory = directory;
        this.calls = calls;
        this.lookups = lookups;
        this.cursor = cursor;
        this.watch = leaks.watchSome(this, "cursor");
    }

    /// Moves to the smallest key.
    public boolean first() {
        int ticket = enter();
        try {
            return cursor.first();
        } finally {
            calls.exit(ticket);
        }
    }

    /// Moves to the largest key.
    public boolean last() {
        int ticket = enter();
        try {
            return cursor.last();
        } finally {
            calls.exit(ticket);
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
        } finally {
            lookup.end();
            calls.exit(ticket);
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
        } finally {
            lookup.end();
            calls.exit(ticket);
        }
    }

    /// Moves to the next larger key. Only from an entry.
    public boolean next() {
        int ticket = enter();
        try {
            return cursor.next();
        } finally {
            calls.exit(ticket);
        }
    }

    /// Moves to the next smaller key. Only from an entry.
    public boolean previous() {
        int ticket = enter();
        try {
            return cursor.previous();
        } finally {
            calls.exit(ticket);
        }
    }

    /// True when it stands on an entry.
    public boolean isValid() {
        int ticket = enter();
        try {
            return cursor.isValid();
        } finally {
            calls.exit(ticket);
        }
    }

    /// A copy of the key it stands on.
    public byte[] key() {
        int ticket = enter();
        try {
            byte[] key = new byte[cursor.keyLength()];
            cursor.region().copyTo(cursor.keyOffset(), key, 0, key.length);
            return key;
        } finally {
            calls.exit(ticket);
        }
    }

    /// A copy of the value it stands on.
    public byte[] value() {
        int ticket = enter();
        try {
            byte[] value = new byte[cursor.valueLength()];
            cursor.region().copyTo(cursor.valueOffset(), value, 0, value.length);
            return value;
        } finally {
            calls.exit(ticket);
        }
    }

    /// Copies the key.
    ///
    /// @return its length; when that is more than `into` holds, nothing was copied
    public int key(MemorySegment into) {
        int ticket = enter();
        try {
            return copy(cursor.keyOffset(), cursor.keyLength(), into);
        } finally {
            calls.exit(ticket);
        }
    }

    /// Copies the value.
    ///
    /// @return its length; when that is more than `into` holds, nothing was copied
    public int value(MemorySegment into) {
        int ticket = enter();
        try {
            return copy(cursor.valueOffset(), cursor.valueLength(), into);
        } finally {
            calls.exit(ticket);
        }
    }

    /// Lets it go.
    @Override
    public void close() {
        isClosed = true;
        watch.end();
    }

    private int copy(long offset, int length, MemorySegment into) {
        if (length <= Arguments.given("into", into).byteSize()) {
            Segments.copyOut(cursor.region(), offset, into, length);
        }
        return length;
    }

    private int enter() {
        if (isClosed) {
            throw new StoreClosedException("the cursor");
        }
        int ticket = calls.enter();
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(directory);
        }
        return ticket;
    }
}

package io.varve;

import io.varve.error.CorruptionException;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.nativeio.Region;
import io.varve.read.Bounds;
import io.varve.read.Lookup;
import io.varve.read.Lookups;
import io.varve.read.ReadAhead;
import io.varve.read.ViewCursor;
import io.varve.view.Calls;
import io.varve.view.Hold;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// Walks the keys of a [Range] in its order, forth and back, as of one moment. It stands on an entry or on none; the
/// moves say which. Behind the last entry, and before the first, it stands on none.
///
/// In a range that is reversed, first is the largest key, and next goes to a smaller one.
///
/// What it shows of an entry are copies of its own, which stay until the next move. Moves and reads allocate nothing,
/// but for those whose names say otherwise, once the space for copies has grown to what entries need.
///
/// **Owner:** one thread at a time. After the store is closed, every use throws.
public final class StoreCursor implements AutoCloseable {
    private final Cursors opener;
    private final Calls calls;
    private final Lookups lookups;
    private final ViewCursor cursor;
    private final Bounds bounds;
    private final boolean isReversed;
    private final ReadAhead ahead;
    private final Leaks.Watch watch;
    private final Hold hold;
    private final int place;
    private final AtomicBoolean isReleased = new AtomicBoolean();
    private volatile boolean isInside;

    /// @param hold of the view that the cursor walks over; ended with it
    /// @param place among those that are open
    StoreCursor(Cursors opener, Range range, Bounds bounds, ViewCursor cursor, Hold hold, int place) {
        this.opener = opener;
        this.calls = opener.calls();
        this.lookups = opener.lookups();
        this.cursor = cursor;
        this.bounds = bounds;
        this.isReversed = range.isReversed();
        this.ahead = new ReadAhead(cursor, range.isKeysOnly());
        this.hold = hold;
        this.place = place;
        this.watch = opener.leaks().watchSome(this, "cursor");
    }

    /// Moves to the first key of the range.
    public boolean first() {
        return isReversed ? toEnd() : toLow();
    }

    /// Moves to the last key of the range.
    public boolean last() {
        return isReversed ? toLow() : toEnd();
    }

    /// Moves to this key, or to the nearest one of the range behind it.
    public boolean seek(byte[] key) {
        return seek(key, !isReversed);
    }

    /// Moves to this key, or to the nearest one of the range behind it.
    public boolean seek(MemorySegment key) {
        return seek(key, !isReversed);
    }

    /// Moves to this key, or to the nearest one of the range behind it.
    public boolean seek(ByteBuffer key) {
        return seek(Segments.of("key", key), !isReversed);
    }

    /// Moves to this key, or to the nearest one of the range behind it.
    public boolean seek(DirectBuffer key, int offset, int length) {
        return seek(Segments.of("key", key, offset, length), !isReversed);
    }

    /// Moves to this key, or to the nearest one of the range before it.
    public boolean seekForPrevious(byte[] key) {
        return seek(key, isReversed);
    }

    /// Moves to this key, or to the nearest one of the range before it.
    public boolean seekForPrevious(MemorySegment key) {
        return seek(key, isReversed);
    }

    /// Moves to this key, or to the nearest one of the range before it.
    public boolean seekForPrevious(ByteBuffer key) {
        return seek(Segments.of("key", key), isReversed);
    }

    /// Moves to this key, or to the nearest one of the range before it.
    public boolean seekForPrevious(DirectBuffer key, int offset, int length) {
        return seek(Segments.of("key", key, offset, length), isReversed);
    }

    /// Moves to the next key of the range. Only from an entry.
    public boolean next() {
        return move(!isReversed);
    }

    /// Moves to the key of the range before this one. Only from an entry.
    public boolean previous() {
        return move(isReversed);
    }

    /// True when it stands on an entry.
    public boolean isValid() {
        requireOpen();
        return ahead.isValid();
    }

    /// Bytes of the key it stands on.
    public int keyLength() {
        requireOpen();
        return ahead.keyLength();
    }

    /// Bytes of the value it stands on.
    public int valueLength() {
        requireOpen();
        return ahead.valueLength();
    }

    /// A copy of the key it stands on, which is allocated.
    public byte[] key() {
        requireOpen();
        byte[] key = new byte[ahead.keyLength()];
        ahead.copies().copyTo(ahead.keyOffset(), key, key.length);
        return key;
    }

    /// A copy of the value it stands on, which is allocated.
    public byte[] value() {
        byte[] value = new byte[valueLength()];
        if (ahead.isValueOutside()) {
            copyOutside(MemorySegment.ofArray(value), value.length);
        } else {
            ahead.copies().copyTo(ahead.valueOffset(), value, value.length);
        }
        return value;
    }

    /// Copies the key.
    ///
    /// @return its length; when that is more than `into` holds, nothing was copied
    public int key(MemorySegment into) {
        int length = keyLength();
        if (length <= Arguments.given("into", into).byteSize()) {
            Segments.copyOut(ahead.copies().shown(), ahead.keyOffset(), into, length);
        }
        return length;
    }

    /// Copies the value.
    ///
    /// @return its length; when that is more than `into` holds, nothing was copied
    public int value(MemorySegment into) {
        int length = valueLength();
        if (length > Arguments.given("into", into).byteSize()) {
            return length;
        }
        if (ahead.isValueOutside()) {
            copyOutside(into, length);
        } else {
            Segments.copyOut(ahead.copies().shown(), ahead.valueOffset(), into, length);
        }
        return length;
    }

    /// Copies the key to where `into` stands, and moves its position behind it.
    ///
    /// @return its length; when that is more than remains, nothing was copied
    public int key(ByteBuffer into) {
        return moved(into, key(Segments.of("into", into)));
    }

    /// Copies the value to where `into` stands, and moves its position behind it.
    ///
    /// @return its length; when that is more than remains, nothing was copied
    public int value(ByteBuffer into) {
        return moved(into, value(Segments.of("into", into)));
    }

    /// Copies the key to a range of an Agrona buffer.
    ///
    /// @return its length; when that is more than `length`, nothing was copied
    public int key(MutableDirectBuffer into, int offset, int length) {
        return key(Segments.of("into", into, offset, length));
    }

    /// Copies the value to a range of an Agrona buffer.
    ///
    /// @return its length; when that is more than `length`, nothing was copied
    public int value(MutableDirectBuffer into, int offset, int length) {
        return value(Segments.of("into", into, offset, length));
    }

    /// Shows the key, to be read until the next move; afterwards it shows something else. Of memory on the heap,
    /// which knows no alignment.
    public MemorySegment keyView() {
        int length = keyLength();
        return ahead.copies().shown().asSlice(ahead.keyOffset(), length);
    }

    /// Shows the value, to be read until the next move; afterwards it shows something else. Of memory on the heap,
    /// which knows no alignment. Values of more than 8 KiB are copied there first.
    public MemorySegment valueView() {
        return memory().asSlice(ahead.valueOffset(), ahead.valueLength());
    }

    /// What [#keyView] and [#valueView] are parts of: for those who must be sure that nothing is allocated. Where in it
    /// they begin, and which memory this is, changes with every move.
    public MemorySegment memory() {
        requireOpen();
        if (ahead.isValueOutside()) {
            bring();
        }
        return ahead.copies().shown();
    }

    /// Where the key begins in [#memory].
    public long keyOffset() {
        requireOpen();
        return ahead.keyOffset();
    }

    /// Where the value begins in [#memory].
    public long valueOffset() {
        requireOpen();
        return ahead.valueOffset();
    }

    /// Lets it go.
    @Override
    public void close() {
        if (hold.end()) {
            releaseIfOver();
            opener.onClose(place);
        }
        watch.end();
    }

    private boolean toLow() {
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            Region key = Reads.begin(lookup, bounds.room(0));
            int length = bounds.putLow(key);
            ahead.forget();
            return onSought(
                    lookup, ahead.onPositioned(true, length < 0 ? cursor.first() : cursor.seek(key, 0, length)));
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw lost(error);
        } finally {
            exit(ticket, lookup);
        }
    }

    private boolean toEnd() {
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            Region key = Reads.begin(lookup, bounds.room(0));
            int length = bounds.putEnd(key);
            ahead.forget();
            return onSought(
                    lookup,
                    ahead.onPositioned(false, length < 0 ? cursor.last() : cursor.seekForPrevious(key, 0, length)));
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw lost(error);
        } finally {
            exit(ticket, lookup);
        }
    }

    private boolean seek(byte[] key, boolean isUpward) {
        Arguments.checkKey(key);
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            Region copy = Reads.begin(lookup, bounds.room(key.length));
            copy.copyFrom(0, key, 0, key.length);
            return onSought(lookup, seek(copy, key.length, isUpward));
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw lost(error);
        } finally {
            exit(ticket, lookup);
        }
    }

    private boolean seek(MemorySegment key, boolean isUpward) {
        Arguments.checkKey(key);
        int length = (int) key.byteSize();
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            Region copy = Reads.begin(lookup, bounds.room(length));
            Segments.copyKey(key, copy, length);
            return onSought(lookup, seek(copy, length, isUpward));
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw lost(error);
        } finally {
            exit(ticket, lookup);
        }
    }

    private boolean seek(Region key, int length, boolean isUpward) {
        ahead.forget();
        boolean isThere = isUpward
                ? cursor.seek(key, 0, bounds.clampLow(key, length))
                : cursor.seekForPrevious(key, 0, bounds.clampHigh(key, length));
        return ahead.onPositioned(isUpward, isThere);
    }

    private boolean onSought(Lookup lookup, boolean isThere) {
        lookup.onWalked(1, ahead.taken());
        return isThere;
    }

    private boolean move(boolean isUpward) {
        requireOpen();
        return ahead.tryMove(isUpward) || moveOn(isUpward);
    }

    private boolean moveOn(boolean isUpward) {
        int ticket = enter();
        Lookup lookup = lookups.of(ticket);
        try {
            boolean isThere = ahead.onMove(isUpward, Reads.begin(lookup, ahead.keyLength()));
            lookup.onWalked(0, ahead.taken());
            return isThere;
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw lost(error);
        } finally {
            exit(ticket, lookup);
        }
    }

    private void copyOutside(MemorySegment into, int length) {
        int ticket = enter();
        try {
            Segments.copyOut(ahead.onOutside().region(), ahead.onOutside().valueOffset(), into, length);
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    private void bring() {
        int ticket = enter();
        try {
            ahead.onBring();
        } catch (InternalError | CorruptionException | StoreIoException error) {
            throw damaged(error);
        } finally {
            exit(ticket);
        }
    }

    private static int moved(ByteBuffer into, int length) {
        if (length <= into.remaining()) {
            into.position(into.position() + length);
        }
        return length;
    }

    /// For what touches nothing that could be taken away.
    private void requireOpen() {
        if (hold.isOver()) {
            throw new StoreClosedException("the cursor");
        }
        if (calls.isClosed()) {
            throw new StoreClosedException(opener.directory());
        }
    }

    private int enter() {
        int ticket = calls.enter(hold);
        if (!Calls.isInside(ticket)) {
            throw new StoreClosedException(hold.isOver() ? "the cursor" : opener.directory());
        }
        isInside = true;
        if (hold.isOver()) {
            exit(ticket);
            throw new StoreClosedException("the cursor");
        }
        return ticket;
    }

    /// A move that failed leads to no entry.
    private RuntimeException lost(Throwable error) {
        ahead.forget();
        return damaged(error);
    }

    private RuntimeException damaged(Throwable error) {
        opener.damagedReads().increment();
        return error instanceof InternalError cut ? cursor.damaged(cut) : (StoreException) error;
    }

    private void exit(int ticket, Lookup lookup) {
        try {
            lookup.end();
        } finally {
            exit(ticket);
        }
    }

    /// A cursor that nobody refers to any more has forgotten its hold: not before its last call has ended.
    private void exit(int ticket) {
        try {
            isInside = false;
            releaseIfOver();
            calls.exit(ticket);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /// Gives back what the walk has taken: at the end of the hold, or, if another thread ended it under a
    /// call, at the end of the call. Either the call sees that the hold is over, or who ended it sees the
    /// call inside; when both see that, one of them does it.
    private void releaseIfOver() {
        if (hold.isOver() && !isInside && isReleased.compareAndSet(false, true)) {
            cursor.release();
        }
    }
}

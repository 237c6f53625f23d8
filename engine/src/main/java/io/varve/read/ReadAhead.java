package io.varve.read;

import io.varve.cursor.EntryCopies;
import io.varve.cursor.Stand;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// Copies of the entry that a user's cursor stands on and of some that come next, taken together: so most moves
/// touch no memory that could be taken away, and need no leave to do so. What is shown of an entry stays what it is
/// until the next move, whatever becomes of the store.
///
/// It begins with few entries after each positioning, and takes more the longer the walk goes on. A value that
/// does not fit into the space for copies is taken alone, and only when it is asked for.
///
/// **Promises:** a step that fails is told to who comes to it, and not to who stands before it (P11).
///
/// **Owner:** one thread at a time. Methods whose names begin with `on` touch the store, and need its leave.
public final class ReadAhead {
    private static final int FEWEST = 4;
    private static final int MOST = 64;
    private static final int NONE = -1;

    private final ViewCursor cursor;
    private final boolean isKeysOnly;

    /// In the order of the walk.
    private final EntryCopies copies;

    /// At which of them the user is.
    private int at = NONE;

    private int wanted = FEWEST;
    private boolean isForward = true;

    /// Whether the value of the only entry here is still where it lies.
    private boolean isValueOutside;

    private Ahead ahead = Ahead.NOWHERE;
    private @Nullable Throwable failure;

    /// Where the cursor is, seen from the last entry here.
    private enum Ahead {
        ON_LAST,
        BEHIND_LAST,
        NOWHERE
    }

    /// Stands on nothing yet.
    public ReadAhead(ViewCursor cursor, boolean isKeysOnly) {
        this.cursor = cursor;
        this.isKeysOnly = isKeysOnly;
        this.copies = new EntryCopies(isKeysOnly);
    }

    /// Stands on nothing.
    public void forget() {
        at = NONE;
        copies.clear();
        failure = null;
        ahead = Ahead.NOWHERE;
        isValueOutside = false;
    }

    /// From where the cursor stands now, if it does.
    ///
    /// @return whether it does
    public boolean onPositioned(boolean toForward, boolean isThere) {
        isForward = toForward;
        wanted = FEWEST;
        if (isThere) {
            onTake();
        } else {
            forget();
        }
        return isThere;
    }

    /// Moves on if the next entry is here.
    ///
    /// @return false, and stands where it stood, when it is not
    public boolean tryMove(boolean toForward) {
        int to = toForward == isForward ? at + 1 : at - 1;
        if (at == NONE || to < 0 || to >= copies.count()) {
            return false;
        }
        at = to;
        return true;
    }

    /// Moves on to an entry that is not here. When something is thrown, it stands on nothing.
    ///
    /// @param scratch holds [#keyLength] bytes and `Keys.SLACK`
    /// @return whether there is one; if not, it stands on nothing
    public boolean onMove(boolean toForward, Region scratch) {
        requireValid();
        boolean isMoved = false;
        try {
            boolean isThere = toForward == isForward ? onGoOn() : onTurn(toForward, scratch);
            if (isThere) {
                onTake();
            }
            isMoved = isThere;
            return isThere;
        } finally {
            if (!isMoved) {
                forget();
            }
        }
    }

    /// How many entries are here.
    public int taken() {
        return copies.count();
    }

    /// Whether it stands on an entry.
    public boolean isValid() {
        return at != NONE;
    }

    /// Bytes of the key.
    public int keyLength() {
        requireValid();
        return copies.keyLength(at);
    }

    /// Bytes of the value.
    public int valueLength() {
        requireValid();
        requireValues();
        return copies.valueLength(at);
    }

    /// Where the key begins in [#copies].
    public int keyOffset() {
        requireValid();
        return copies.keyOffset(at);
    }

    /// Where the value begins in [#copies], or will when it [#isValueOutside].
    public int valueOffset() {
        requireValid();
        requireValues();
        return copies.valueOffset(at);
    }

    /// Whether the value is not here, as it is a long one.
    public boolean isValueOutside() {
        return isValueOutside;
    }

    /// What is here.
    public EntryCopies copies() {
        return copies;
    }

    /// The entry whose value is outside.
    public Stand onOutside() {
        return cursor.stand();
    }

    /// Brings a value that is outside here.
    public void onBring() {
        Stand stand = cursor.stand();
        copies.addValue(stand.region(), stand.valueOffset(), stand.valueLength());
        isValueOutside = false;
    }

    private boolean onGoOn() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        return switch (ahead) {
            case ON_LAST -> onStep();
            case BEHIND_LAST -> true;
            case NOWHERE -> false;
        };
    }

    /// From the first entry here to the one before it. The cursor is ahead, and is sent back, unless it stands on
    /// that entry.
    private boolean onTurn(boolean toForward, Region scratch) {
        boolean isThere = copies.count() == 1 && ahead == Ahead.ON_LAST;
        if (!isThere) {
            int length = keyLength();
            copies.copyTo(keyOffset(), scratch, length);
            isThere = toForward ? cursor.seek(scratch, 0, length) : cursor.seekForPrevious(scratch, 0, length);
        }
        isForward = toForward;
        wanted = FEWEST;
        return isThere && onStep();
    }

    private boolean onStep() {
        return isForward ? cursor.next() : cursor.previous();
    }

    /// Copies the entry that the cursor stands on, and some that come next.
    private void onTake() {
        forget();
        onCopyFirst(cursor.stand());
        try {
            onCopyMore(wanted);
        } catch (InternalError | RuntimeException met) {
            failure = met;
            ahead = Ahead.NOWHERE;
        }
        wanted = Math.min(wanted * 2, MOST);
        at = 0;
    }

    private void onCopyFirst(Stand stand) {
        if (!copies.tryAdd(stand.region(), stand.keyOffset(), stand.keyLength(), stand.valueLength())) {
            copies.addKey(stand.region(), stand.keyOffset(), stand.keyLength(), stand.valueLength());
            isValueOutside = !isKeysOnly;
        }
        ahead = Ahead.ON_LAST;
    }

    private void onCopyMore(int most) {
        while (ahead == Ahead.ON_LAST && copies.count() < most && !isValueOutside) {
            if (cursor.copyOn(copies, most - copies.count())) {
                continue;
            }
            if (!onStep()) {
                ahead = Ahead.NOWHERE;
                return;
            }
            Stand stand = cursor.stand();
            if (!copies.tryAdd(stand.region(), stand.keyOffset(), stand.keyLength(), stand.valueLength())) {
                ahead = Ahead.BEHIND_LAST;
            }
        }
    }

    private void requireValid() {
        if (at == NONE) {
            throw new IllegalStateException("the cursor stands on no entry");
        }
    }

    private void requireValues() {
        if (isKeysOnly) {
            throw new IllegalStateException("the cursor is over keys only");
        }
    }
}

package io.varve.read;

import io.varve.cursor.Cursor;
import io.varve.cursor.EntryCopies;
import io.varve.cursor.Stand;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;
import io.varve.view.Run;
import org.jspecify.annotations.Nullable;

/// Walks the tables of a run one after the other, as if they were one. The cursor of a table is made when it is
/// first come to, and kept.
///
/// **Owner:** one thread at a time.
final class RunCursor implements Cursor {
    private final Run run;
    private final long sequence;
    private final @Nullable Cursor[] cursors;
    private int at;
    private @Nullable Cursor here;

    RunCursor(Run run, long sequence) {
        this.run = run;
        this.sequence = sequence;
        this.cursors = new @Nullable Cursor[run.count()];
    }

    @Override
    public boolean first() {
        return upFrom(0);
    }

    @Override
    public boolean last() {
        return downFrom(run.count() - 1);
    }

    @Override
    public boolean seek(Region key, long offset, int length) {
        int place = run.indexAtOrAbove(Keys.prefix(key, offset, length), key, offset, length);
        if (place == run.count()) {
            here = null;
            return false;
        }
        return stand(place).seek(key, offset, length) || upFrom(place + 1);
    }

    @Override
    public boolean seekForPrevious(Region key, long offset, int length) {
        int place = run.indexAtOrAbove(Keys.prefix(key, offset, length), key, offset, length);
        if (place == run.count()) {
            return downFrom(place - 1);
        }
        return stand(place).seekForPrevious(key, offset, length) || downFrom(place - 1);
    }

    @Override
    public boolean next() {
        return here().next() || upFrom(at + 1);
    }

    @Override
    public boolean previous() {
        return here().previous() || downFrom(at - 1);
    }

    @Override
    public boolean copyOn(EntryCopies into, int most, long direction, long farthest) {
        return here().copyOn(into, most, direction, farthest);
    }

    @Override
    public void release() {
        for (Cursor cursor : cursors) {
            if (cursor != null) {
                cursor.release();
            }
        }
        here = null;
    }

    @Override
    public boolean isValid() {
        Cursor standing = here;
        return standing != null && standing.isValid();
    }

    @Override
    public void show(Stand into) {
        here().show(into);
    }

    @Override
    public Region region() {
        return here().region();
    }

    @Override
    public long keyOffset() {
        return here().keyOffset();
    }

    @Override
    public int keyLength() {
        return here().keyLength();
    }

    @Override
    public long valueOffset() {
        return here().valueOffset();
    }

    @Override
    public int valueLength() {
        return here().valueLength();
    }

    @Override
    public int kind() {
        return here().kind();
    }

    @Override
    public long sequence() {
        return here().sequence();
    }

    @Override
    public long expiry() {
        return here().expiry();
    }

    /// The first entry of a table, or of one above it.
    private boolean upFrom(int place) {
        for (int i = place; i < run.count(); i++) {
            if (stand(i).first()) {
                return true;
            }
        }
        return false;
    }

    /// The last entry of a table, or of one below it.
    private boolean downFrom(int place) {
        for (int i = place; i >= 0; i--) {
            if (stand(i).last()) {
                return true;
            }
        }
        return false;
    }

    private Cursor stand(int place) {
        Cursor before = here;
        if (at != place && before != null) {
            before.release();
        }
        Cursor cursor = cursors[place];
        if (cursor == null) {
            cursor = run.table(place).cursor(sequence);
            cursors[place] = cursor;
        }
        at = place;
        here = cursor;
        return cursor;
    }

    private Cursor here() {
        Cursor standing = here;
        if (standing == null) {
            throw new IllegalStateException("the cursor stands on no entry");
        }
        return standing;
    }
}

package io.varve.read;

import io.varve.cursor.Cursor;
import io.varve.format.RecordKind;
import io.varve.memory.Keys;
import io.varve.memtable.MemTable;
import io.varve.nativeio.Region;
import io.varve.view.View;
import java.util.List;

/// Walks all sources of a view at once, as of one sequence: of each key what the newest source has, and
/// nothing where that is a tombstone.
///
/// **Invariant:** while it stands on an entry and moves forward, every source stands on its smallest key
/// above or at that entry's; backward, on its largest at or below. A turn brings the sources to the other
/// side first.
///
/// **Owner:** one thread at a time.
public final class ViewCursor implements Cursor {
    private final Cursor[] sources;
    private boolean isForward = true;
    private int current = -1;

    /// A cursor on nothing yet.
    public ViewCursor(View view, long sequence) {
        List<MemTable> frozen = view.frozen();
        sources = new Cursor[frozen.size() + 1];
        sources[0] = view.active().cursor(sequence);
        for (int i = 0; i < frozen.size(); i++) {
            sources[i + 1] = frozen.get(i).cursor(sequence);
        }
    }

    @Override
    public boolean first() {
        isForward = true;
        for (Cursor source : sources) {
            source.first();
        }
        return settle();
    }

    @Override
    public boolean last() {
        isForward = false;
        for (Cursor source : sources) {
            source.last();
        }
        return settle();
    }

    @Override
    public boolean seek(Region key, long offset, int length) {
        isForward = true;
        for (Cursor source : sources) {
            source.seek(key, offset, length);
        }
        return settle();
    }

    @Override
    public boolean seekForPrevious(Region key, long offset, int length) {
        isForward = false;
        for (Cursor source : sources) {
            source.seekForPrevious(key, offset, length);
        }
        return settle();
    }

    @Override
    public boolean next() {
        if (!isForward) {
            turn(true);
        }
        leaveKey();
        return settle();
    }

    @Override
    public boolean previous() {
        if (isForward) {
            turn(false);
        }
        leaveKey();
        return settle();
    }

    @Override
    public boolean isValid() {
        return current >= 0;
    }

    @Override
    public Region region() {
        return source().region();
    }

    @Override
    public long keyOffset() {
        return source().keyOffset();
    }

    @Override
    public int keyLength() {
        return source().keyLength();
    }

    @Override
    public long valueOffset() {
        return source().valueOffset();
    }

    @Override
    public int valueLength() {
        return source().valueLength();
    }

    @Override
    public int kind() {
        return source().kind();
    }

    @Override
    public long sequence() {
        return source().sequence();
    }

    @Override
    public long expiry() {
        return source().expiry();
    }

    /// Brings all sources but the current one to the side that the next move goes to.
    private void turn(boolean toForward) {
        isForward = toForward;
        Cursor here = source();
        for (int i = 0; i < sources.length; i++) {
            if (i != current && toForward) {
                sources[i].seek(here.region(), here.keyOffset(), here.keyLength());
            } else if (i != current) {
                sources[i].seekForPrevious(here.region(), here.keyOffset(), here.keyLength());
            }
        }
    }

    /// Moves every source that stands on the current key.
    private void leaveKey() {
        Cursor here = source();
        for (int i = 0; i < sources.length; i++) {
            if (i != current && sources[i].isValid() && compare(sources[i], here) == 0) {
                step(sources[i]);
            }
        }
        step(here);
    }

    /// Chooses the source with the nearest key, the newest of equals, and passes over tombstones.
    private boolean settle() {
        choose();
        while (current >= 0 && source().kind() != RecordKind.PUT) {
            leaveKey();
            choose();
        }
        return current >= 0;
    }

    private void choose() {
        current = -1;
        for (int i = 0; i < sources.length; i++) {
            if (sources[i].isValid() && (current < 0 || isNearer(sources[i], sources[current]))) {
                current = i;
            }
        }
    }

    private boolean isNearer(Cursor candidate, Cursor nearest) {
        int order = compare(candidate, nearest);
        return isForward ? order < 0 : order > 0;
    }

    private void step(Cursor source) {
        if (isForward) {
            source.next();
        } else {
            source.previous();
        }
    }

    private Cursor source() {
        if (current < 0) {
            throw new IllegalStateException("the cursor stands on no entry");
        }
        return sources[current];
    }

    private static int compare(Cursor a, Cursor b) {
        return Keys.compare(a.region(), a.keyOffset(), a.keyLength(), b.region(), b.keyOffset(), b.keyLength());
    }
}

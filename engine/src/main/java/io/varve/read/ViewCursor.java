package io.varve.read;

import io.varve.cursor.Cursor;
import io.varve.format.RecordKind;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;
import io.varve.sstable.Table;
import io.varve.view.FrozenMemTable;
import io.varve.view.Level0Table;
import io.varve.view.View;
import java.util.List;

/// Walks all sources of a view at once, as of one sequence: of each key what the newest source has, and
/// nothing where that is a tombstone.
///
/// **Invariant:** while it stands on an entry and moves forward, every source stands on its smallest key
/// above or at that entry's; backward, on its largest at or below. A turn brings the sources to the other
/// side first.
///
/// When a move fails, as it does at a damaged block, it stands on no entry; the four ways to position it lead on
/// (P11).
///
/// **Owner:** one thread at a time.
public final class ViewCursor implements Cursor {
    private static final int NONE = -1;

    private final View view;
    private final Cursor[] sources;

    /// Of the key that each source stands on, the first bytes: most comparisons need no more, and no look at the key.
    private final long[] prefixes;

    private final boolean[] isThere;
    private boolean isForward = true;
    private int current = NONE;

    /// A cursor on nothing yet.
    public ViewCursor(View view, long sequence) {
        this.view = view;
        int level0 = view.level0Count();
        int runs = view.runCount();
        sources = new Cursor[1 + level0 + runs];
        sources[0] = view.active().cursor(sequence);
        for (int i = 0; i < level0; i++) {
            sources[1 + i] = switch (view.level0(i)) {
                case FrozenMemTable frozen -> frozen.table().cursor(sequence);
                case Level0Table table -> table.table().cursor(sequence);
            };
        }
        for (int i = 0; i < runs; i++) {
            sources[1 + level0 + i] = new RunCursor(view.run(i), sequence);
        }
        prefixes = new long[sources.length];
        isThere = new boolean[sources.length];
    }

    @Override
    public boolean first() {
        isForward = true;
        current = NONE;
        for (int i = 0; i < sources.length; i++) {
            note(i, sources[i].first());
        }
        return settle();
    }

    @Override
    public boolean last() {
        isForward = false;
        current = NONE;
        for (int i = 0; i < sources.length; i++) {
            note(i, sources[i].last());
        }
        return settle();
    }

    @Override
    public boolean seek(Region key, long offset, int length) {
        isForward = true;
        current = NONE;
        for (int i = 0; i < sources.length; i++) {
            note(i, sources[i].seek(key, offset, length));
        }
        return settle();
    }

    @Override
    public boolean seekForPrevious(Region key, long offset, int length) {
        isForward = false;
        current = NONE;
        for (int i = 0; i < sources.length; i++) {
            note(i, sources[i].seekForPrevious(key, offset, length));
        }
        return settle();
    }

    @Override
    public boolean next() {
        return move(true);
    }

    @Override
    public boolean previous() {
        return move(false);
    }

    @Override
    public boolean isValid() {
        return current != NONE;
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

    /// What an access to an entry that failed means: a file was cut under us (row 60), that of the entry it stands on
    /// if it is known.
    public RuntimeException damaged(InternalError error) {
        List<Table> tables = view.tables();
        for (Table table : tables) {
            if (isValid() && table.region() == region()) {
                return table.damaged(error);
            }
        }
        if (tables.isEmpty()) {
            throw error;
        }
        return tables.getFirst().damaged(error);
    }

    private boolean move(boolean toForward) {
        Cursor here = source();
        int place = current;
        current = NONE;
        if (isForward != toForward) {
            turn(toForward, here, place);
        }
        leave(here, place);
        return settle();
    }

    /// Brings all sources but the one it stands on to the side that the move goes to.
    private void turn(boolean toForward, Cursor here, int place) {
        isForward = toForward;
        for (int i = 0; i < sources.length; i++) {
            if (i != place && toForward) {
                note(i, sources[i].seek(here.region(), here.keyOffset(), here.keyLength()));
            } else if (i != place) {
                note(i, sources[i].seekForPrevious(here.region(), here.keyOffset(), here.keyLength()));
            }
        }
    }

    /// Moves every source that stands on the key.
    private void leave(Cursor here, int place) {
        for (int i = 0; i < sources.length; i++) {
            if (i != place && isThere[i] && prefixes[i] == prefixes[place] && compareKeys(sources[i], here) == 0) {
                step(i);
            }
        }
        step(place);
    }

    /// Chooses the source with the nearest key, the newest of equals, and passes over tombstones.
    private boolean settle() {
        int nearest = nearest();
        while (nearest != NONE && sources[nearest].kind() != RecordKind.PUT) {
            leave(sources[nearest], nearest);
            nearest = nearest();
        }
        current = nearest;
        return nearest != NONE;
    }

    private int nearest() {
        int nearest = NONE;
        for (int i = 0; i < sources.length; i++) {
            if (isThere[i] && (nearest == NONE || isNearer(i, nearest))) {
                nearest = i;
            }
        }
        return nearest;
    }

    private boolean isNearer(int candidate, int nearest) {
        int order = Long.compareUnsigned(prefixes[candidate], prefixes[nearest]);
        if (order == 0) {
            order = compareKeys(sources[candidate], sources[nearest]);
        }
        return isForward ? order < 0 : order > 0;
    }

    private void step(int place) {
        note(place, isForward ? sources[place].next() : sources[place].previous());
    }

    private void note(int place, boolean isOnEntry) {
        isThere[place] = isOnEntry;
        if (isOnEntry) {
            Cursor source = sources[place];
            prefixes[place] = Keys.prefix(source.region(), source.keyOffset(), source.keyLength());
        }
    }

    private Cursor source() {
        if (current == NONE) {
            throw new IllegalStateException("the cursor stands on no entry");
        }
        return sources[current];
    }

    private static int compareKeys(Cursor a, Cursor b) {
        return Keys.compare(a.region(), a.keyOffset(), a.keyLength(), b.region(), b.keyOffset(), b.keyLength());
    }
}

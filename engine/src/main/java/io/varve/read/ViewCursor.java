package io.varve.read;

import io.varve.cursor.Cursor;
import io.varve.cursor.EntryCopies;
import io.varve.cursor.Stand;
import io.varve.memory.HeapKey;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;
import io.varve.sstable.Table;
import io.varve.view.FrozenMemTable;
import io.varve.view.Level0Table;
import io.varve.view.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Walks all sources of a view at once, as of one sequence and within bounds: of each key what the newest source
/// has, and nothing where that is a tombstone or expired.
///
/// The nearest source is chosen by *ranks*: the first bytes of the key that each stands on, as a number that is
/// smaller the nearer the key is, in the direction of the walk. What decides a step is mostly one comparison: that
/// the source which moved is still nearer than the second.
///
/// **Invariant:** while it stands on an entry and moves forward, every source stands on its smallest key
/// above or at that entry's; backward, on its largest at or below. A turn brings the sources to the other
/// side first. It never stands outside of the bounds (I-60).
///
/// When a move fails, as it does at a damaged block, it stands on no entry; the four ways to position it lead on
/// (P11).
///
/// **Owner:** one thread at a time.
public final class ViewCursor implements Cursor {
    private static final int NONE = -1;

    /// What makes signed numbers, smaller for what is nearer, of prefixes.
    private static final long FORWARD = Long.MIN_VALUE;

    private static final long BACKWARD = Long.MAX_VALUE;

    /// Of a source that stands nowhere; also of a key that begins, or in the other direction ends, with the last of
    /// all prefixes.
    private static final long FARTHEST = Long.MAX_VALUE;

    private final View view;
    private final long asOf;
    private final Bounds bounds;

    /// From the newest to the oldest.
    private final Cursor[] sources;

    /// Of sources that are one table of level 0: that.
    private final @Nullable Level0Table[] tables;

    private final Stand[] stands;
    private final boolean[] isThere;

    /// A table whose keys are all ahead stands on the nearest of them without a look at it: its rank is known. It is
    /// looked at when that is the nearest of all, so damage of a block concerns nobody who does not come
    /// there (P11).
    private final boolean[] isUnseen;

    private final long[] ranks;
    private long direction = FORWARD;

    /// No source but the nearest has a smaller rank.
    private long second;

    /// Of the bound in the direction of the walk: what has a smaller rank is inside.
    private long limitRank;

    private @Nullable HeapKey limit;
    private int current = NONE;

    /// A cursor on nothing yet, without bounds.
    public ViewCursor(View view, long sequence, long asOf) {
        this(view, sequence, asOf, Bounds.NONE);
    }

    /// A cursor on nothing yet.
    ///
    /// @param asOf the engine time by which entries are over
    public ViewCursor(View view, long sequence, long asOf, Bounds bounds) {
        this.view = view;
        this.asOf = asOf;
        this.bounds = bounds;
        List<@Nullable Level0Table> tablesOfSources = new ArrayList<>();
        sources = sources(view, sequence, bounds, tablesOfSources);
        tables = tablesOfSources.toArray(new @Nullable Level0Table[0]);
        isUnseen = new boolean[sources.length];
        stands = new Stand[sources.length];
        Arrays.setAll(stands, i -> new Stand());
        ranks = new long[sources.length];
        isThere = new boolean[sources.length];
    }

    /// Moves to the smallest key that is there, whatever the bounds are: with a lower bound, [#seek] is meant.
    @Override
    public boolean first() {
        begin(FORWARD);
        for (int i = 0; i < sources.length; i++) {
            Level0Table one = tables[i];
            if (one == null) {
                note(i, sources[i].first());
            } else {
                noteUnseen(i, one);
            }
        }
        return settle();
    }

    /// Moves to the largest key that is there, whatever the bounds are: with an end, [#seekForPrevious] is meant.
    @Override
    public boolean last() {
        begin(BACKWARD);
        for (int i = 0; i < sources.length; i++) {
            Level0Table one = tables[i];
            if (one == null) {
                note(i, sources[i].last());
            } else {
                noteUnseen(i, one);
            }
        }
        return settle();
    }

    /// The key is not below the bounds.
    @Override
    public boolean seek(Region key, long offset, int length) {
        begin(FORWARD);
        for (int i = 0; i < sources.length; i++) {
            seekIn(i, key, offset, length);
        }
        return settle();
    }

    /// The key is not above the end of the bounds.
    @Override
    public boolean seekForPrevious(Region key, long offset, int length) {
        begin(BACKWARD);
        for (int i = 0; i < sources.length; i++) {
            seekIn(i, key, offset, length);
            if (isThere[i] && !isUnseen[i] && bounds.endBefore(stands[i])) {
                step(i);
            }
        }
        return settle();
    }

    @Override
    public boolean next() {
        return move(FORWARD);
    }

    @Override
    public boolean previous() {
        return move(BACKWARD);
    }

    /// Goes on in its direction over entries that it needs not think about, and copies them: the source that it stands
    /// on has the next one, and then the next one again.
    ///
    /// @return whether it moved; if not, the usual way may still lead on
    public boolean copyOn(EntryCopies into, int most) {
        int from = here();
        long farthest = Math.min(second, limitRank);
        if (ranks[from] >= farthest || !sources[from].copyOn(into, most, direction, farthest)) {
            return false;
        }
        note(from, true);
        return true;
    }

    @Override
    public boolean isValid() {
        return current != NONE;
    }

    /// What it stands on, until it moves.
    public Stand stand() {
        return stands[here()];
    }

    @Override
    public void show(Stand into) {
        into.set(stand());
    }

    @Override
    public Region region() {
        return stand().region();
    }

    @Override
    public long keyOffset() {
        return stand().keyOffset();
    }

    @Override
    public int keyLength() {
        return stand().keyLength();
    }

    @Override
    public long valueOffset() {
        return stand().valueOffset();
    }

    @Override
    public int valueLength() {
        return stand().valueLength();
    }

    @Override
    public int kind() {
        return stand().kind();
    }

    @Override
    public long sequence() {
        return sources[here()].sequence();
    }

    @Override
    public long expiry() {
        return sources[here()].expiry();
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

    /// Tables that have nothing within the bounds are left out.
    ///
    /// @param tables gets, for each of the sources, the table of level 0 that it is, or null
    private static Cursor[] sources(View view, long sequence, Bounds bounds, List<@Nullable Level0Table> tables) {
        List<Cursor> sources = new ArrayList<>();
        sources.add(view.active().cursor(sequence));
        tables.add(null);
        for (int i = 0; i < view.level0Count(); i++) {
            switch (view.level0(i)) {
                case FrozenMemTable frozen -> {
                    sources.add(frozen.table().cursor(sequence));
                    tables.add(null);
                }
                case Level0Table one -> {
                    if (bounds == Bounds.NONE || one.isWithin(bounds::meet)) {
                        sources.add(one.table().cursor(sequence));
                        tables.add(one);
                    }
                }
            }
        }
        for (int i = 0; i < view.runCount(); i++) {
            sources.add(new RunCursor(view.run(i), sequence));
            tables.add(null);
        }
        return sources.toArray(new Cursor[0]);
    }

    private void begin(long newDirection) {
        current = NONE;
        head(newDirection);
    }

    private void head(long newDirection) {
        direction = newDirection;
        limit = newDirection == FORWARD ? bounds.above() : bounds.lowest();
        limitRank = limit == null ? FARTHEST : limit.prefix() ^ newDirection;
    }

    private boolean move(long to) {
        int from = here();
        current = NONE;
        if (direction != to) {
            turn(to, from);
            leaveEqual(from);
            step(from);
            return settle();
        }
        leave(from);
        // No other source has moved to before the second: what is nearer than that is nearest.
        if (ranks[from] < second && ranks[from] < limitRank && stands[from].isValue(asOf)) {
            current = from;
            return true;
        }
        return settle();
    }

    /// Brings all sources but the one it stands on to the side that the move goes to.
    private void turn(long to, int from) {
        head(to);
        Stand here = stands[from];
        ranks[from] = here.prefix() ^ to;
        for (int i = 0; i < sources.length; i++) {
            if (i != from) {
                seekIn(i, here.region(), here.keyOffset(), here.keyLength());
            }
        }
    }

    /// Brings a source to a key, or to the nearest in the direction of the walk.
    private void seekIn(int source, Region key, long offset, int length) {
        Level0Table one = tables[source];
        if (one != null && isAhead(one, Keys.prefix(key, offset, length), key, offset, length)) {
            noteUnseen(source, one);
        } else if (direction == FORWARD) {
            note(source, sources[source].seek(key, offset, length));
        } else {
            note(source, sources[source].seekForPrevious(key, offset, length));
        }
    }

    private boolean isAhead(Level0Table one, long prefix, Region key, long offset, int length) {
        return direction == FORWARD
                ? one.isAbove(prefix, key, offset, length)
                : one.isBelow(prefix, key, offset, length);
    }

    private void noteUnseen(int source, Level0Table one) {
        isThere[source] = true;
        isUnseen[source] = true;
        ranks[source] = (direction == FORWARD ? one.smallestPrefix() : one.largestPrefix()) ^ direction;
    }

    /// Looks at a table whose first key, or last, comes next.
    private void see(int source) {
        note(source, direction == FORWARD ? sources[source].first() : sources[source].last());
    }

    /// Moves every source that stands on the nearest key.
    private void leave(int nearest) {
        if (ranks[nearest] == second) {
            leaveEqual(nearest);
        }
        step(nearest);
    }

    /// What was not looked at is behind that key.
    private void leaveEqual(int nearest) {
        for (int i = 0; i < sources.length; i++) {
            if (i != nearest
                    && isThere[i]
                    && !isUnseen[i]
                    && ranks[i] == ranks[nearest]
                    && stands[i].compareKeys(stands[nearest]) == 0) {
                step(i);
            }
        }
    }

    /// Chooses the source with the nearest key, the newest of equals, and passes over tombstones and what is over.
    private boolean settle() {
        int nearest = nearest();
        while (nearest != NONE && isInside(nearest)) {
            if (stands[nearest].isValue(asOf)) {
                current = nearest;
                return true;
            }
            leave(nearest);
            nearest = nearest();
        }
        return false;
    }

    private int nearest() {
        int nearest = nearestByRank();
        while (isUnseen[nearest] && ranks[nearest] <= limitRank) {
            see(nearest);
            nearest = nearestByRank();
        }
        boolean isAlone = ranks[nearest] < second || ranks[nearest] > limitRank;
        return isAlone ? nearest : amongEqual(ranks[nearest]);
    }

    private int nearestByRank() {
        int nearest = 0;
        long smallest = ranks[0];
        long next = FARTHEST;
        for (int i = 1; i < ranks.length; i++) {
            long rank = ranks[i];
            if (rank < smallest) {
                next = smallest;
                smallest = rank;
                nearest = i;
            } else if (rank < next) {
                next = rank;
            }
        }
        second = next;
        return nearest;
    }

    /// Keys whose first bytes are equal are compared in full.
    private int amongEqual(long rank) {
        int nearest = NONE;
        for (int i = 0; i < ranks.length; i++) {
            if (isThere[i] && isUnseen[i] && ranks[i] == rank) {
                see(i);
                return nearest();
            }
            if (isThere[i] && ranks[i] == rank && (nearest == NONE || isNearer(i, nearest))) {
                nearest = i;
            }
        }
        return nearest;
    }

    private boolean isNearer(int candidate, int nearest) {
        int order = stands[candidate].compareKeys(stands[nearest]);
        return direction == FORWARD ? order < 0 : order > 0;
    }

    private boolean isInside(int source) {
        HeapKey end = limit;
        if (ranks[source] < limitRank || end == null) {
            return true;
        }
        if (ranks[source] > limitRank) {
            return false;
        }
        Stand stand = stands[source];
        int order = end.compareTo(stand.prefix(), stand.region(), stand.keyOffset(), stand.keyLength());
        return direction == FORWARD ? order < 0 : order >= 0;
    }

    private void step(int source) {
        note(source, direction == FORWARD ? sources[source].next() : sources[source].previous());
    }

    private void note(int source, boolean isOnEntry) {
        isThere[source] = isOnEntry;
        isUnseen[source] = false;
        ranks[source] = FARTHEST;
        if (isOnEntry) {
            sources[source].show(stands[source]);
            ranks[source] = stands[source].prefix() ^ direction;
        }
    }

    private int here() {
        if (current == NONE) {
            throw new IllegalStateException("the cursor stands on no entry");
        }
        return current;
    }
}

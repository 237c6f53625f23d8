package io.varve.memtable;

import io.varve.cursor.Cursor;
import io.varve.cursor.Stand;
import io.varve.nativeio.Region;

/// A walk over a memtable as of one snapshot.
///
/// It keeps the permutation of the leaf it is in as it was when it came there: what the snapshot sees was
/// there already. At the end of a leaf it follows the link to the next one; at the begin it searches
/// again, for what is before the leaf's first key, as leaves have no link backwards.
public final class MemTableCursor implements Cursor {
    private static final long CACHE_LINE = 64;

    /// Of a leaf all, of an entry all that the processor does not fetch by itself.
    private static final int PREFETCHED_LINES = 3;

    private final Region arena;
    private final long snapshotSequence;
    private final boolean isScan;
    private long leaf;
    private long permutation;
    private int position;
    private long entry;

    /// @param isScan whether everything is read from the first entry to the last, so that it pays to read ahead
    MemTableCursor(Region arena, long snapshotSequence, boolean isScan) {
        this.arena = arena;
        this.snapshotSequence = snapshotSequence;
        this.isScan = isScan;
    }

    @Override
    public boolean first() {
        enter(Search.firstLeaf(arena));
        position = 0;
        return settleUpward();
    }

    @Override
    public boolean last() {
        enter(Search.lastLeaf(arena));
        position = Permutation.count(permutation) - 1;
        return settleDownward();
    }

    @Override
    public boolean seek(Region key, long offset, int length) {
        enter(Search.leaf(arena, key, offset, length, false));
        position = Search.place(arena, leaf, permutation, key, offset, length) >> 1;
        return settleUpward();
    }

    @Override
    public boolean seekForPrevious(Region key, long offset, int length) {
        enter(Search.leaf(arena, key, offset, length, false));
        int place = Search.place(arena, leaf, permutation, key, offset, length);
        position = Search.isExact(place) ? place >> 1 : (place >> 1) - 1;
        return settleDownward();
    }

    @Override
    public boolean next() {
        assert isValid() : "next() from no entry";
        position++;
        return settleUpward();
    }

    @Override
    public boolean previous() {
        assert isValid() : "previous() from no entry";
        position--;
        return settleDownward();
    }

    /// Moves to the newest version of the same key at or below a sequence, which may be above or below
    /// that of the snapshot and of the version it stands on. For a flush, which keeps one version for each
    /// snapshot. The next move continues as if this had not been called.
    ///
    /// @return false, and stands where it stood, when there is none
    public boolean toSequence(long sequence) {
        assert isValid() : "toSequence() from no entry";
        long version = Entry.visible(arena, newest(), sequence);
        if (version == MemTable.NOT_FOUND) {
            return false;
        }
        entry = version;
        return true;
    }

    @Override
    public boolean isValid() {
        return entry != MemTable.NOT_FOUND;
    }

    @Override
    public void show(Stand into) {
        into.set(arena, entry + Entry.HEADER_SIZE);
    }

    @Override
    public Region region() {
        return arena;
    }

    @Override
    public long keyOffset() {
        return Entry.keyOffset(arena, entry);
    }

    @Override
    public int keyLength() {
        return Entry.keyLength(arena, entry);
    }

    @Override
    public long valueOffset() {
        return Entry.valueOffset(arena, entry);
    }

    @Override
    public int valueLength() {
        return Entry.valueLength(arena, entry);
    }

    @Override
    public int kind() {
        return Entry.kind(arena, entry);
    }

    @Override
    public long sequence() {
        return Entry.sequence(arena, entry);
    }

    @Override
    public long expiry() {
        return Entry.expiry(arena, entry);
    }

    private void enter(long newLeaf) {
        leaf = newLeaf;
        permutation = Node.permutationAcquire(arena, newLeaf);
        if (isScan) {
            prefetchLeaf();
        }
    }

    /// Entries stand where they were written, all over the arena, and the next leaf elsewhere: one after the
    /// other, each would be a miss of its own. All at once they are about one.
    private void prefetchLeaf() {
        prefetch(Node.nextAcquire(arena, leaf));
        int count = Permutation.count(permutation);
        for (int i = 0; i < count; i++) {
            prefetch(Node.entryAcquire(arena, leaf, Permutation.slot(permutation, i)));
        }
    }

    private void prefetch(long offset) {
        long last = arena.size() - Long.BYTES;
        for (int line = 0; line < PREFETCHED_LINES; line++) {
            arena.prefetch(Math.min(offset + line * CACHE_LINE, last));
        }
    }

    /// Stays, or goes up, until it stands on what the snapshot sees.
    private boolean settleUpward() {
        while (true) {
            while (position < Permutation.count(permutation)) {
                entry = Entry.visible(arena, newest(), snapshotSequence);
                if (entry != MemTable.NOT_FOUND) {
                    return true;
                }
                position++;
            }
            long next = Node.nextAcquire(arena, leaf);
            if (next == 0) {
                entry = MemTable.NOT_FOUND;
                return false;
            }
            enter(next);
            position = 0;
        }
    }

    /// Stays, or goes down, until it stands on what the snapshot sees.
    private boolean settleDownward() {
        while (true) {
            while (position >= 0) {
                entry = Entry.visible(arena, newest(), snapshotSequence);
                if (entry != MemTable.NOT_FOUND) {
                    return true;
                }
                position--;
            }
            if (!enterLeafBefore()) {
                entry = MemTable.NOT_FOUND;
                return false;
            }
        }
    }

    /// Goes to the last key before the first one of this leaf.
    private boolean enterLeafBefore() {
        if (Permutation.count(permutation) == 0) {
            return false;
        }
        long first = Node.entryAcquire(arena, leaf, Permutation.slot(permutation, 0));
        long keyOffset = Entry.keyOffset(arena, first);
        int keyLength = Entry.keyLength(arena, first);
        enter(Search.leaf(arena, arena, keyOffset, keyLength, true));
        position = (Search.place(arena, leaf, permutation, arena, keyOffset, keyLength) >> 1) - 1;
        return position >= 0;
    }

    private long newest() {
        return Node.entryAcquire(arena, leaf, Permutation.slot(permutation, position));
    }
}

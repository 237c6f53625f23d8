package io.varve.cursor;

import io.varve.nativeio.Region;

/// A position among entries that are sorted by key, unsigned, as of one snapshot.
///
/// Every key stands there once, with the newest version at or below the snapshot's sequence; a key
/// without one is not there. Tombstones are shown, with their kind, so that who merges several cursors
/// knows what they hide below.
///
/// A cursor stands on an entry or on none. It begins on none; it comes to stand on none when a move
/// finds nothing, and then only the four ways to position it lead on: [#first()], [#last()], [#seek] and
/// [#seekForPrevious]. The moves say whether it now stands on an entry, and allocate nothing.
///
/// **Owner:** one thread at a time.
///
/// **Requires:** what it walks over stays alive: whoever opened the cursor holds the pin. The bytes of
/// the entry can be read until the next move.
public interface Cursor {
    /// Moves to the smallest key.
    boolean first();

    /// Moves to the largest key.
    boolean last();

    /// Moves to the smallest key at or above this one, which must have [Keys#SLACK] bytes behind it.
    boolean seek(Region key, long offset, int length);

    /// Moves to the largest key at or below this one, which must have [Keys#SLACK] bytes behind it.
    boolean seekForPrevious(Region key, long offset, int length);

    /// Moves to the next larger key. Only from an entry.
    boolean next();

    /// Moves to the next smaller key. Only from an entry.
    boolean previous();

    /// Goes on, from an entry, over entries that need no thought, and copies them: ends before one that is not a
    /// value, or takes a look elsewhere, or has no space, and may end at any. Then it stands on the last one that
    /// it copied.
    ///
    /// @param direction with which prefixes become ranks, by exclusive or: `Long.MIN_VALUE` for a walk to larger
    ///     keys, `Long.MAX_VALUE` to smaller ones
    /// @param farthest only entries with a smaller rank, compared as signed numbers
    /// @return whether it moved
    default boolean copyOn(EntryCopies into, int most, long direction, long farthest) {
        return false;
    }

    /// Stands on no entry, and gives back memory that it has taken on its way. It can be positioned again.
    default void release() {}

    /// True when it stands on an entry; only then may the following be asked.
    boolean isValid();

    /// Says all of the entry at once, as far as a walk over several cursors wants to know it.
    void show(Stand into);

    /// The memory that key and value lie in.
    Region region();

    /// Where the key begins in [#region()].
    long keyOffset();

    /// Bytes of the key.
    int keyLength();

    /// Where the value begins in [#region()].
    long valueOffset();

    /// Bytes of the value.
    int valueLength();

    /// What the entry does: one of `format.RecordKind`.
    int kind();

    /// The number of the operation that wrote it.
    long sequence();

    /// When it expires, in milliseconds of engine time; `Long.MAX_VALUE` when it does not.
    long expiry();
}

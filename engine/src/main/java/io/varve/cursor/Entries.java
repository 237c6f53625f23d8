package io.varve.cursor;

import io.varve.nativeio.Region;

/// A walk over sorted entries in one direction: keys ascending, of one key the newest version first. It begins
/// before the first entry.
///
/// **Owner:** one thread. The bytes of an entry can be read until the next move.
public interface Entries extends AutoCloseable {
    /// Moves to the next entry; false when there is none, now and ever after.
    boolean next();

    /// The memory that key and value lie in.
    Region region();

    /// Where the key begins.
    long keyOffset();

    /// Bytes of the key.
    int keyLength();

    /// Where the value begins.
    long valueOffset();

    /// Bytes of the value.
    int valueLength();

    /// What the entry does: one of `format.RecordKind`.
    int kind();

    /// The number of the operation that wrote it.
    long sequence();

    /// When it expires; `Long.MAX_VALUE` when it does not.
    long expiry();

    /// Ends the walk, and gives back memory that it has taken on its way.
    @Override
    default void close() {}
}

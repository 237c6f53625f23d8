package io.varve.sstable;

import io.varve.nativeio.Region;

/// A walk over all versions of all keys of a table: keys ascending, of one key the newest version first.
///
/// **Owner:** one thread. It begins before the first entry; the bytes of an entry can be read as long as the
/// table is open.
public final class TableScan {
    TableScan() {}

    /// Moves to the next entry; false when there is none.
    public boolean next() {
        return missing();
    }

    /// The memory that key and value lie in.
    public Region region() {
        return missing();
    }

    /// Where the key begins.
    public long keyOffset() {
        return missing();
    }

    /// Bytes of the key.
    public int keyLength() {
        return missing();
    }

    /// Where the value begins.
    public long valueOffset() {
        return missing();
    }

    /// Bytes of the value.
    public int valueLength() {
        return missing();
    }

    /// What the entry does.
    public int kind() {
        return missing();
    }

    /// The number of the operation that wrote it.
    public long sequence() {
        return missing();
    }

    /// When it expires; `Long.MAX_VALUE` when it does not.
    public long expiry() {
        return missing();
    }

    @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"}) // for a few hours
    private static <T> T missing() {
        throw new UnsupportedOperationException("not built yet");
    }
}

package io.varve.sstable;

import io.varve.cursor.Cursor;
import io.varve.error.CorruptionException;
import io.varve.format.TableSummary;
import io.varve.nativeio.Region;

/// An immutable sorted file, open to be read.
///
/// Any number of threads may read at any time, and none waits for another. An entry is known by its offset in
/// [#region()], which is memory mapped from the file.
///
/// **Requires:** who closes it answers for that nobody reads here any more.
public final class Table implements AutoCloseable {
    /// What stands for no entry.
    public static final long NOT_FOUND = 0;

    Table() {}

    /// What is known of it without a look.
    public TableSummary summary() {
        return missing();
    }

    /// The number that stands for a key in filters; of one key the same in all tables.
    ///
    /// @param key has [io.varve.memory.Keys#SLACK] bytes behind the key
    public static long hash(Region key, long offset, int length) {
        return missing();
    }

    /// False when no entry has the key of this hash; true says nothing. Looks at the filter only.
    public boolean mayContain(long hash) {
        return missing();
    }

    /// The newest version of a key at or below a sequence, tombstones included. The filter is not asked.
    ///
    /// @param key has [io.varve.memory.Keys#SLACK] bytes behind the key
    /// @return an entry, to be asked about by the methods below; or [#NOT_FOUND]
    /// @throws CorruptionException when the block that would have it is not what was written
    public long find(Region key, long keyOffset, int keyLength, long sequence) {
        return missing();
    }

    /// The memory in which entries lie: mapped, so nothing of it may be checksummed or handed to native code.
    public Region region() {
        return missing();
    }

    /// What an entry does: one of `format.RecordKind`.
    public int kind(long entry) {
        return missing();
    }

    /// The number of the operation that wrote an entry.
    public long sequence(long entry) {
        return missing();
    }

    /// When an entry expires; `Long.MAX_VALUE` when it does not.
    public long expiry(long entry) {
        return missing();
    }

    /// Where an entry's key begins in the region.
    public long keyOffset(long entry) {
        return missing();
    }

    /// Bytes of an entry's key.
    public int keyLength(long entry) {
        return missing();
    }

    /// Where an entry's value begins in the region.
    public long valueOffset(long entry) {
        return missing();
    }

    /// Bytes of an entry's value.
    public int valueLength(long entry) {
        return missing();
    }

    /// A cursor over what a snapshot sees; it stands on no entry yet.
    public Cursor cursor(long sequence) {
        return missing();
    }

    /// All versions of all keys, from before the first on.
    public TableScan scan() {
        return missing();
    }

    /// What an access to [#region()] that failed with an `InternalError` means: the file was cut, or its device
    /// refused, under the mapping (row 60). For whoever reads values there.
    public CorruptionException damaged(InternalError error) {
        return missing();
    }

    @Override
    public void close() {
        missing();
    }

    @SuppressWarnings({"DoNotCallSuggester", "TypeParameterUnusedInFormals"}) // for a few hours
    private static <T> T missing() {
        throw new UnsupportedOperationException("not built yet");
    }
}

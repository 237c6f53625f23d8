package io.varve.sstable;

import io.varve.cursor.Cursor;
import io.varve.cursor.Stand;
import io.varve.error.StoreException;
import io.varve.format.RecordFormat;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;
import java.util.function.Supplier;

/// A walk over a table that cannot be read: it stands on the smallest or the largest key as on a tombstone, so
/// that who merges several cursors comes as far as that key, and any step from there is refused. What lies
/// beyond is not there.
final class LostCursor implements Cursor {
    private static final long NONE = -1;

    private final Region region;
    private final long largest;
    private final Supplier<StoreException> why;
    private long record = NONE;

    /// @param region a tombstone of the smallest key, and at `largest` one of the largest, as [RecordFormat] has
    ///     them
    LostCursor(Region region, long largest, Supplier<StoreException> why) {
        this.region = region;
        this.largest = largest;
        this.why = why;
    }

    @Override
    public boolean first() {
        record = 0;
        return true;
    }

    @Override
    public boolean last() {
        record = largest;
        return true;
    }

    @Override
    public boolean seek(Region key, long offset, int length) {
        record = NONE;
        if (compare(key, offset, length, 0) <= 0) {
            record = 0;
        } else if (compare(key, offset, length, largest) <= 0) {
            throw why.get();
        }
        return isValid();
    }

    @Override
    public boolean seekForPrevious(Region key, long offset, int length) {
        record = NONE;
        if (compare(key, offset, length, largest) >= 0) {
            record = largest;
        } else if (compare(key, offset, length, 0) >= 0) {
            throw why.get();
        }
        return isValid();
    }

    @Override
    public boolean next() {
        record = NONE;
        throw why.get();
    }

    @Override
    public boolean previous() {
        record = NONE;
        throw why.get();
    }

    @Override
    public boolean isValid() {
        return record != NONE;
    }

    @Override
    public void show(Stand into) {
        into.set(region, record);
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public long keyOffset() {
        return RecordFormat.keyOffset(region, record);
    }

    @Override
    public int keyLength() {
        return RecordFormat.keyLength(region, record);
    }

    @Override
    public long valueOffset() {
        return RecordFormat.valueOffset(region, record);
    }

    @Override
    public int valueLength() {
        return RecordFormat.valueLength(region, record);
    }

    @Override
    public int kind() {
        return RecordFormat.kind(region, record);
    }

    @Override
    public long sequence() {
        throw why.get();
    }

    @Override
    public long expiry() {
        throw why.get();
    }

    private int compare(Region key, long offset, int length, long to) {
        return Keys.compare(
                key, offset, length, region, RecordFormat.keyOffset(region, to), RecordFormat.keyLength(region, to));
    }
}

package io.varve.whole;

import io.varve.cursor.Cursor;
import io.varve.cursor.Entries;
import io.varve.nativeio.Region;

/// What a cursor shows, from its first entry to its last.
final class CursorEntries implements Entries {
    private final Cursor cursor;
    private boolean isBegun;

    CursorEntries(Cursor cursor) {
        this.cursor = cursor;
    }

    @Override
    public boolean next() {
        if (isBegun) {
            return cursor.isValid() && cursor.next();
        }
        isBegun = true;
        return cursor.first();
    }

    @Override
    public void close() {
        cursor.release();
    }

    @Override
    public Region region() {
        return cursor.region();
    }

    @Override
    public long keyOffset() {
        return cursor.keyOffset();
    }

    @Override
    public int keyLength() {
        return cursor.keyLength();
    }

    @Override
    public long valueOffset() {
        return cursor.valueOffset();
    }

    @Override
    public int valueLength() {
        return cursor.valueLength();
    }

    @Override
    public int kind() {
        return cursor.kind();
    }

    @Override
    public long sequence() {
        return cursor.sequence();
    }

    @Override
    public long expiry() {
        return cursor.expiry();
    }
}

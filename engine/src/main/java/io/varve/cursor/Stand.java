package io.varve.cursor;

import io.varve.format.Expiry;
import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.memory.Keys;
import io.varve.nativeio.Region;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The entry that a cursor stands on: where it lies and what it is, read at once ([Cursor#show]), in place of a call
/// for each. It stays what it is when the cursor moves on.
///
/// **Owner:** who walks; used again for the next entry.
public final class Stand {
    private @Nullable Region region;
    private long keyOffset;
    private int keyLength;
    private int valueLength;
    private int kind;
    private long expiry;
    private long prefix;

    /// Nothing yet.
    public Stand() {}

    /// From here on, the record at an offset ([RecordFormat]).
    public void set(Region of, long record) {
        boolean isLasting = RecordFormat.isLasting(of, record);
        set(
                of,
                RecordFormat.keyOffset(of, record),
                RecordFormat.keyLength(of, record),
                RecordFormat.valueLength(of, record),
                isLasting ? RecordKind.PUT : RecordFormat.kind(of, record),
                isLasting ? Expiry.NEVER : RecordFormat.expiry(of, record));
    }

    /// From here on, an entry whose value stands behind its key.
    public void set(Region of, long key, int lengthOfKey, int lengthOfValue, int recordKind, long over) {
        region = of;
        keyOffset = key;
        keyLength = lengthOfKey;
        valueLength = lengthOfValue;
        kind = recordKind;
        expiry = over;
        prefix = Keys.prefix(of, key, lengthOfKey);
    }

    /// From here on, what another one is.
    public void set(Stand other) {
        region = other.region;
        keyOffset = other.keyOffset;
        keyLength = other.keyLength;
        valueLength = other.valueLength;
        kind = other.kind;
        expiry = other.expiry;
        prefix = other.prefix;
    }

    /// The memory that key and value lie in.
    public Region region() {
        return Objects.requireNonNull(region);
    }

    /// Where the key begins.
    public long keyOffset() {
        return keyOffset;
    }

    /// Bytes of the key.
    public int keyLength() {
        return keyLength;
    }

    /// Where the value begins: behind the key.
    public long valueOffset() {
        return keyOffset + keyLength;
    }

    /// Bytes of the value.
    public int valueLength() {
        return valueLength;
    }

    /// One of `format.RecordKind`.
    public int kind() {
        return kind;
    }

    /// Whether it is a value that is not over.
    ///
    /// @param asOf when it is looked at
    public boolean isValue(long asOf) {
        return kind == RecordKind.PUT && !Expiry.isOver(expiry, asOf);
    }

    /// The first bytes of the key ([Keys#prefix]).
    public long prefix() {
        return prefix;
    }

    /// Orders the keys of two.
    public int compareKeys(Stand other) {
        return Keys.compare(region(), keyOffset, keyLength, other.region(), other.keyOffset, other.keyLength);
    }
}

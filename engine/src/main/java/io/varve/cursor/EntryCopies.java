package io.varve.cursor;

import io.varve.nativeio.Region;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Keys and values of some entries, on the heap, one behind the other: a value directly behind its key.
///
/// The space grows to what is needed, up to a limit that only a single entry can exceed, and is used again.
///
/// **Owner:** one thread at a time.
public final class EntryCopies {
    /// Space for more than one entry: in the first-level cache beside what is read.
    public static final int MOST_BYTES = 8 << 10;

    /// What is kept of more: enough for every key.
    private static final int KEPT_BYTES = 128 << 10;

    private static final int FIRST_BYTES = 512;
    private static final int FIRST_ENTRIES = 4;

    // Per entry: where it begins, and the lengths of its key and its value.
    private static final int FIELDS = 3;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final boolean isKeysOnly;
    private byte[] bytes = {};
    private int[] fields = {};
    private int count;
    private int used;
    private @Nullable MemorySegment shown;

    /// None.
    ///
    /// @param isKeysOnly whether values are left where they are
    public EntryCopies(boolean isKeysOnly) {
        this.isKeysOnly = isKeysOnly;
    }

    /// Forgets all.
    public void clear() {
        count = 0;
        used = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[0];
            shown = null;
        }
    }

    /// Adds an entry, of which the value lies directly behind the key.
    ///
    /// @return false, and adds nothing, when there is no space
    public boolean tryAdd(Region region, long keyOffset, int keyLength, int valueLength) {
        long size = isKeysOnly ? keyLength : (long) keyLength + valueLength;
        if (size > MOST_BYTES - used) {
            return false;
        }
        add(region, keyOffset, (int) size, keyLength, valueLength);
        return true;
    }

    /// Forgets all but the first.
    public void cut(int most) {
        count = Math.min(count, most);
    }

    /// Copies a stretch of memory, parts of which [#show] makes entries.
    ///
    /// @param size at most [#room]
    /// @return where it begins here
    public int bring(Region region, long offset, int size) {
        reserve(used + size + Long.BYTES);
        region.copyTo(offset, bytes, used, size);
        return used;
    }

    /// Bytes that [#bring] may bring: none when values are not wanted, as they would be among them.
    public int room() {
        return isKeysOnly ? 0 : MOST_BYTES - used;
    }

    /// Adds an entry that was brought.
    public void show(int keyOffset, int keyLength, int valueLength) {
        note(keyOffset, keyLength, valueLength);
        used = Math.max(used, keyOffset + keyLength + valueLength);
    }

    /// A number that begins in what is here, or was brought.
    public long word(int at) {
        return (long) WORD.get(bytes, at);
    }

    /// Adds the key of an entry, however long it is, and says how long its value is.
    public void addKey(Region region, long keyOffset, int keyLength, int valueLength) {
        add(region, keyOffset, keyLength, keyLength, valueLength);
    }

    /// Puts the value of the only entry behind its key.
    public void addValue(Region region, long valueOffset, int length) {
        int keyLength = keyLength(0);
        reserve(Math.addExact(keyLength, length));
        region.copyTo(valueOffset, bytes, keyLength, length);
    }

    /// How many there are.
    public int count() {
        return count;
    }

    /// Where the key of one begins.
    public int keyOffset(int index) {
        return fields[index * FIELDS];
    }

    /// Bytes of a key.
    public int keyLength(int index) {
        return fields[index * FIELDS + 1];
    }

    /// Where a value begins.
    public int valueOffset(int index) {
        return keyOffset(index) + keyLength(index);
    }

    /// Bytes of a value.
    public int valueLength(int index) {
        return fields[index * FIELDS + 2];
    }

    /// Copies some of what is here.
    public void copyTo(int offset, byte[] into, int length) {
        System.arraycopy(bytes, offset, into, 0, length);
    }

    /// Copies some of what is here.
    public void copyTo(int offset, Region into, int length) {
        into.copyFrom(0, bytes, offset, length);
    }

    /// All that is here, to be read only; another one when there is more to hold.
    public MemorySegment shown() {
        MemorySegment segment = shown;
        if (segment == null) {
            segment = MemorySegment.ofArray(bytes).asReadOnly();
            shown = segment;
        }
        return segment;
    }

    private void add(Region region, long offset, int size, int keyLength, int valueLength) {
        int begin = used;
        reserve(begin + size);
        region.copyTo(offset, bytes, begin, size);
        note(begin, keyLength, valueLength);
        used = begin + size;
    }

    private void note(int begin, int keyLength, int valueLength) {
        int field = count * FIELDS;
        if (field == fields.length) {
            fields = Arrays.copyOf(fields, Math.max(FIRST_ENTRIES * FIELDS, 2 * field));
        }
        fields[field] = begin;
        fields[field + 1] = keyLength;
        fields[field + 2] = valueLength;
        count++;
    }

    private void reserve(int needed) {
        if (needed > bytes.length) {
            byte[] larger = new byte[Math.max(needed, Math.clamp(2L * bytes.length, FIRST_BYTES, MOST_BYTES))];
            System.arraycopy(bytes, 0, larger, 0, used);
            bytes = larger;
            shown = null;
        }
    }
}

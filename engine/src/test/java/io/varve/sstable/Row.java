package io.varve.sstable;

import io.varve.cursor.Cursor;
import io.varve.cursor.Entries;
import io.varve.format.RecordKind;
import io.varve.nativeio.Region;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// An entry of a table, as a test puts it in and is shown it.
final class Row {
    /// As they stand in a table: keys ascending, of one key the newest first.
    static final Comparator<Row> ORDER = Comparator.<Row, byte[]>comparing(row -> row.key, Arrays::compareUnsigned)
            .thenComparing(row -> row.sequence, Comparator.reverseOrder());

    final byte[] key;
    final int kind;
    final long sequence;
    final long expiry;
    final byte[] value;

    Row(byte[] key, int kind, long sequence, long expiry, byte[] value) {
        this.key = key;
        this.kind = kind;
        this.sequence = sequence;
        this.expiry = expiry;
        this.value = value;
    }

    static Row put(byte[] key, long sequence, byte[] value) {
        return new Row(key, RecordKind.PUT, sequence, Long.MAX_VALUE, value);
    }

    static Row delete(byte[] key, long sequence) {
        return new Row(key, RecordKind.DELETE, sequence, Long.MAX_VALUE, new byte[0]);
    }

    /// The entry that a lookup has found; null for none.
    static @Nullable Row of(BlockReader table, long entry) {
        if (entry == Table.NOT_FOUND) {
            return null;
        }
        Region region = table.region();
        return new Row(
                bytes(region, table.keyOffset(entry), table.keyLength(entry)),
                table.kind(entry),
                table.sequence(entry),
                table.expiry(entry),
                bytes(region, table.valueOffset(entry), table.valueLength(entry)));
    }

    /// The entry that a cursor stands on; null for none.
    static @Nullable Row of(Cursor cursor) {
        if (!cursor.isValid()) {
            return null;
        }
        Region region = cursor.region();
        return new Row(
                bytes(region, cursor.keyOffset(), cursor.keyLength()),
                cursor.kind(),
                cursor.sequence(),
                cursor.expiry(),
                bytes(region, cursor.valueOffset(), cursor.valueLength()));
    }

    static Row of(Entries scan) {
        Region region = scan.region();
        return new Row(
                bytes(region, scan.keyOffset(), scan.keyLength()),
                scan.kind(),
                scan.sequence(),
                scan.expiry(),
                bytes(region, scan.valueOffset(), scan.valueLength()));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row that
                && Arrays.equals(key, that.key)
                && kind == that.kind
                && sequence == that.sequence
                && expiry == that.expiry
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }

    @Override
    public String toString() {
        String hex = HexFormat.of().formatHex(key, 0, Math.min(key.length, 40));
        return "key " + hex + " (" + key.length + " bytes), kind " + kind + ", sequence " + sequence + ", expiry "
                + expiry + ", value of " + value.length + " bytes";
    }

    private static byte[] bytes(Region region, long offset, int length) {
        return region.segment().asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
    }
}

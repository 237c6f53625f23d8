package io.varve.memtable;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What a reader is shown of an entry.
final class Shown {
    final byte[] key;
    final int kind;
    final long sequence;
    final byte[] value;

    Shown(byte[] key, int kind, long sequence, byte[] value) {
        this.key = key;
        this.kind = kind;
        this.sequence = sequence;
        this.value = value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Shown that
                && Arrays.equals(key, that.key)
                && kind == that.kind
                && sequence == that.sequence
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }

    @Override
    public String toString() {
        String hex = HexFormat.of().formatHex(key, 0, Math.min(key.length, 40));
        return "key " + hex + " (" + key.length + " bytes), kind " + kind + ", sequence " + sequence + ", value of "
                + value.length + " bytes";
    }
}

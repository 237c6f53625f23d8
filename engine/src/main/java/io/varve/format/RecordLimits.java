package io.varve.format;

/// How large an operation may be.
public final class RecordLimits {
    /// Bytes of a key; its length is an unsigned 16-bit number everywhere.
    public static final int MAX_KEY_LENGTH = 65_535;

    /// Bytes of a value that the format can hold; the store's own limit, a quarter of its memtable, is
    /// lower unless the memtable is 1 GiB.
    public static final int MAX_VALUE_LENGTH = 256 * 1024 * 1024;

    private RecordLimits() {}
}

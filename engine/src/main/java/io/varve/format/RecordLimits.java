package io.varve.format;

/// How large an operation may be, and how many there are.
public final class RecordLimits {
    /// Bytes of a key; its length is an unsigned 16-bit number everywhere.
    public static final int MAX_KEY_LENGTH = 65_535;

    /// Bytes of a value that the format can hold; the store's own limit, a quarter of its memtable, is
    /// lower unless the memtable is 1 GiB.
    public static final int MAX_VALUE_LENGTH = 256 * 1024 * 1024;

    /// The last sequence number that is given out: at ten million a second, the work of 7000 years. What numbers the
    /// files can hold ends at 2^61; a store goes on to be read, flushed and merged far from there.
    public static final long MAX_SEQUENCE = (1L << 61) - (1L << 40);

    private RecordLimits() {}
}

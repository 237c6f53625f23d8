package io.varve.format;

/// What an operation does. The numbers are written to disk; a number that is not known is refused by
/// whoever reads it.
public final class RecordKind {
    /// The key has this value from now on.
    public static final int PUT = 1;

    /// The key has no value from now on: a tombstone.
    public static final int DELETE = 2;

    /// Reserved: all keys from the key up to the value, exclusive, have no value from now on.
    public static final int RANGE_DELETE = 3;

    /// Reserved: the value is to be merged into what the key had.
    public static final int MERGE = 4;

    /// Reserved: the value stands elsewhere, and this says where.
    public static final int VALUE_POINTER = 5;

    private RecordKind() {}

    /// True for the kinds that this version writes and reads.
    public static boolean isKnown(int kind) {
        return kind == PUT || kind == DELETE;
    }
}

package io.varve.error;

import java.util.Objects;

/// A key, value or batch is larger than the store takes. It was refused before anything was written.
///
/// An `IllegalArgumentException`: trying again does not help.
public final class TooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final long size;
    private final long limit;

    private TooLargeException(String what, long size, long limit, String remedy) {
        super(what + " of " + size + " bytes: at most " + limit + " bytes are allowed\nwhat to do: " + remedy);
        this.size = size;
        this.limit = limit;
    }

    /// A key is too long.
    ///
    /// @param limit `RecordLimits.MAX_KEY_LENGTH`
    public static TooLargeException key(long length, long limit) {
        return new TooLargeException("a key", length, limit, "use a shorter key, such as a hash of this one");
    }

    /// A value is too long.
    ///
    /// @param limit `StoreOptions.maxBatchBytes()`
    public static TooLargeException value(long length, long limit) {
        return new TooLargeException(
                "a value",
                length,
                limit,
                "split the value; or raise memtableBytes and logSegmentBytes, which bound it");
    }

    /// A batch is too large.
    ///
    /// @param limit `StoreOptions.maxBatchBytes()`
    public static TooLargeException batch(long size, long limit) {
        return new TooLargeException(
                "a batch", size, limit, "split the batch; or raise memtableBytes and logSegmentBytes, which bound it");
    }

    /// A batch has more operations than a memtable has room for.
    ///
    /// @param size bytes that they take in a memtable
    /// @param limit bytes that a memtable has for them
    public static TooLargeException operations(int operations, long size, long limit) {
        return new TooLargeException(
                "a batch of " + operations + " operations, which take a memtable",
                size,
                limit,
                "split the batch; or raise memtableBytes, which bounds it");
    }

    /// What is wrong, and what to do.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /// Bytes it has.
    public long size() {
        return size;
    }

    /// Bytes it may have.
    public long limit() {
        return limit;
    }
}

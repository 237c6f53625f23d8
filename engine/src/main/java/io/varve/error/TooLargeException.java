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
        this(what, size, limit, "bytes", remedy);
    }

    private TooLargeException(String what, long size, long limit, String unit, String remedy) {
        super(what + " of " + size + " " + unit + ": at most " + limit + " " + unit + " are allowed\nwhat to do: "
                + remedy);
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

    /// A batch has more operations than a memtable is sure to have room for; of this one, so many had it.
    public static TooLargeException operations(long operations, long limit) {
        return new TooLargeException(
                "a batch", operations, limit, "operations", "split the batch; or raise memtableBytes, which bounds it");
    }

    /// More keys are looked up together than can be.
    public static TooLargeException keys(long keys, long limit) {
        return new TooLargeException("a lookup of many keys", keys, limit, "keys", "look them up in parts");
    }

    /// What was found of many keys is too large to be held together.
    public static TooLargeException values(long size, long limit) {
        return new TooLargeException("the values of a lookup of many keys", size, limit, "look them up in parts");
    }

    /// What is wrong, and what to do.
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /// Bytes, or operations, it has.
    public long size() {
        return size;
    }

    /// Bytes, or operations, it may have.
    public long limit() {
        return limit;
    }
}

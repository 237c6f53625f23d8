package io.varve.bench.quick;

/// One thread's way into a store, with buffers of its own.
interface Session extends AutoCloseable {
    /// Writes the entry of a number.
    void put(long number);

    /// Writes the entries of `count` numbers from `first` on, together.
    void putBatch(long first, int count);

    /// Reads the entry of a number into a buffer of the session.
    ///
    /// @return whether it was there, with the right value
    boolean get(long number);

    /// Looks for the entry of a number.
    ///
    /// @return whether there was none
    boolean isAbsent(long number);

    @Override
    default void close() {}
}

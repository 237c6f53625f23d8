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

    /// Reads the entries of some numbers together, each into a buffer of the session.
    ///
    /// @return whether all were there, with the right values
    boolean getAll(long[] numbers);

    /// Walks from the entry of a number on, and looks at every key and value.
    ///
    /// @param most entries, fewer where there are no more
    /// @return how many there were, each with the value that belongs to its key; below 0 when one had another
    int walk(long number, int most, Walk how);

    /// How to walk.
    enum Walk {
        /// To larger keys; keys and values are copied to buffers of the session.
        COPIED,
        /// The same, to smaller keys.
        BACKWARD,
        /// To larger keys; keys and values are read where they are shown, if the store can do that.
        VIEWED
    }

    @Override
    default void close() {}
}

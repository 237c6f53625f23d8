package io.varve.bench.stores;

/// One thread's way into a store, with buffers of its own.
public interface Session extends AutoCloseable {
    /// Writes the entry of a number, as durably as the session was asked for.
    void put(long number);

    /// Writes the entries of `count` numbers from `first` on, together.
    void putBatch(long first, int count);

    /// Removes the entry of a number, whether or not it is there, as durably as it writes.
    void delete(long number);

    /// Reads the entry of a number into a buffer of the session.
    ///
    /// @return whether it was there, with the right value
    boolean get(long number);

    /// Looks for the entry of a number.
    ///
    /// @return whether there was none
    boolean isAbsent(long number);

    /// Reads the entries of some numbers together, each into a buffer of the session. A store that cannot do this reads
    /// one after the other.
    ///
    /// @return whether all were there, with the right values
    default boolean getAll(long[] numbers) {
        boolean isRight = true;
        for (long number : numbers) {
            isRight &= get(number);
        }
        return isRight;
    }

    /// Walks from the entry of a number on, or from the next larger key, and looks at every key and value.
    ///
    /// @param most entries, fewer where there are no more
    /// @return how many there were, each with the value that belongs to its key; below 0 when one had another
    int walk(long number, int most, Walk how);

    /// What the last walk made of all that it saw, where it was to; the same for every store that has the same entries.
    default long digest() {
        return 0;
    }

    /// Lets the next walk go over what is there by then; without this, it may be what was there at the first.
    void renew();

    /// How to walk.
    enum Walk {
        /// To larger keys; keys and values are copied to buffers of the session.
        COPIED,
        /// The same, to smaller keys.
        BACKWARD,
        /// To larger keys; keys and values are read where they are shown, if the store can do that.
        VIEWED,
        /// As copied, and the JDK's CRC32 of all keys and values is made.
        CRC,
        /// The same with XXH64.
        XX_HASH
    }

    @Override
    default void close() {}
}

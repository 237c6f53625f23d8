package io.varve.bench.peer;

/// A store, opened for one run. Each thread writes through an [Inlet] of its own.
public interface Peer extends AutoCloseable {
    /// How one thread writes.
    ///
    /// @param isSynced whether a put returns only when a loss of power would leave it
    Inlet inlet(boolean isSynced);

    /// What it counted of itself so far.
    default Counted counted() {
        return Counted.NOTHING;
    }

    @Override
    void close();

    /// One thread's way in, with buffers of its own.
    interface Inlet extends AutoCloseable {
        /// Writes the entry of a number.
        void put(long number);

        @Override
        default void close() {}
    }

    /// What a store says of itself; below 0 what it does not tell.
    ///
    /// @param groups in which it wrote to its log
    /// @param syncs of its log
    record Counted(long groups, long syncs) {
        static final Counted NOTHING = new Counted(-1, -1);

        /// What came in since.
        public Counted since(Counted before) {
            return groups < 0 ? NOTHING : new Counted(groups - before.groups, syncs - before.syncs);
        }
    }
}

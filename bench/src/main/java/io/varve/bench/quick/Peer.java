package io.varve.bench.quick;

/// A store, opened for one run. Threads use it through sessions.
interface Peer extends AutoCloseable {
    /// As tables and results name it.
    String name();

    /// Makes it as it is after a while, before it is measured.
    default void prepare() {}

    /// Whether very many entries are written in the order of keys, for in another it would take too long.
    default boolean isSlowInAnyOrder() {
        return false;
    }

    /// Makes a run of its own, or a set of tables, of what was written since the last; a store without such
    /// things does nothing.
    default void flush() {}

    /// Makes one run of all that was written, in the same way.
    default void compact() {}

    /// What one thread needs to write and read.
    ///
    /// @param isSynced whether a put returns only when a loss of power would leave it
    Session session(boolean isSynced);

    @Override
    void close();
}

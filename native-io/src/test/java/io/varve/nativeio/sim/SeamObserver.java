package io.varve.nativeio.sim;

/// Looks on at the calls of a disk, from outside every task.
public interface SeamObserver {
    /// A call is about to change something or to read; stores through mappings are taken in already.
    default void before(Op op, String path) {}

    /// It has.
    ///
    /// @param result what the caller will see
    default void after(Op op, String path, int result) {}
}

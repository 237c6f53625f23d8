package io.varve.bench.allocation;

/// One thread's calls to a store, with buffers of its own.
interface Work extends AutoCloseable {
    /// Calls once.
    void call(long number);

    /// Waits for what the calls began.
    default void settle() {}

    @Override
    default void close() {}
}

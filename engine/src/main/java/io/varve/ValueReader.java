package io.varve;

import java.lang.foreign.MemorySegment;

/// Reads a value where it lies, without a copy.
///
/// @param <R> what becomes of it
@FunctionalInterface
public interface ValueReader<R> {
    /// Called once, on the caller's thread.
    ///
    /// @param value read-only; it dies when this returns, and every later use of it throws
    R read(MemorySegment value);
}

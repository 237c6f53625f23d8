package io.varve.write;

import java.util.function.BooleanSupplier;

/// Does what ends a stall, on the thread that waits for it: in a store that has no threads of its own for it.
@FunctionalInterface
public interface Relief {
    /// Works until there is no use in it any more, the deadline has come, or nothing is left to do; what is begun is
    /// ended.
    ///
    /// @return whether anything was done
    boolean work(BooleanSupplier isOver, long deadlineNanos);
}

package io.varve.write;

import io.varve.error.FencedException;
import org.jspecify.annotations.Nullable;

/// Says whether the store was taken over by somebody else (D-15). Asked after every sync and before
/// anything is acknowledged: a plain load, no system call.
@FunctionalInterface
public interface Fence {
    /// Null while the store is ours.
    @Nullable
    FencedException check();
}

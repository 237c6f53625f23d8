package io.varve.flush;

import io.varve.error.StoreException;
import org.jspecify.annotations.Nullable;

/// Whether the store works, and the way to end it.
public interface StoreHealth {
    /// What ended it; null while it works.
    @Nullable
    StoreException failure();

    /// Ends it; the first cause counts.
    void fail(StoreException cause);
}

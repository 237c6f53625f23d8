package io.varve.write;

import io.varve.error.StoreException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The latch of failure: the first cause counts, and every later call reports it. Only closing and
/// opening the store anew leads out (P16).
public final class Failure {
    private final AtomicReference<@Nullable StoreException> first = new AtomicReference<>();

    /// Nothing has failed.
    public Failure() {}

    /// Keeps a cause unless there is one.
    ///
    /// @return whether it was the first
    public boolean latch(StoreException cause) {
        return first.compareAndSet(null, cause);
    }

    /// What failed first; null while nothing has.
    public @Nullable StoreException cause() {
        return first.get();
    }
}

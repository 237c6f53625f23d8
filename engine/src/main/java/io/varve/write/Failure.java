package io.varve.write;

import io.varve.error.StoreException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The latch of failure: the first cause counts, and every later call reports it. Only closing and
/// opening the store anew leads out (P16).
public final class Failure {
    private final AtomicReference<@Nullable StoreException> first = new AtomicReference<>();
    private final Consumer<StoreException> told;

    /// Nothing has failed.
    ///
    /// @param told hears of the first cause, on the thread that met it
    public Failure(Consumer<StoreException> told) {
        this.told = told;
    }

    /// Keeps a cause unless there is one.
    ///
    /// @return whether it was the first
    public boolean latch(StoreException cause) {
        boolean isFirst = first.compareAndSet(null, cause);
        if (isFirst) {
            told.accept(cause);
        }
        return isFirst;
    }

    /// What failed first; null while nothing has.
    public @Nullable StoreException cause() {
        return first.get();
    }
}

package io.varve.write;

import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The latch of failure: the first cause counts, and every later call reports it. Only closing and
/// opening the store anew leads out (P16).
public final class Failure {
    private final AtomicReference<@Nullable StoreException> first = new AtomicReference<>();
    private final String directory;
    private final Consumer<StoreException> told;

    /// Made while there was memory for it.
    private final StoreException withoutMemory;

    /// Nothing has failed.
    ///
    /// @param directory of the store, for messages
    /// @param told hears of the first cause, on the thread that met it
    public Failure(String directory, Consumer<StoreException> told) {
        this.directory = directory;
        this.told = told;
        this.withoutMemory =
                new StoreFailedException(directory, new OutOfMemoryError("no heap was left to say what failed"));
    }

    /// What is to be told of something that nobody expected; there is an answer even without memory for it.
    StoreException of(Throwable unexpected) {
        try {
            return new StoreFailedException(directory, unexpected);
        } catch (OutOfMemoryError none) {
            return withoutMemory;
        }
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

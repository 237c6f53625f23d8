package io.varve.flush;

import org.jspecify.annotations.Nullable;

/// One try at making tables, under file numbers of its own (W-A9): whatever becomes of it, nothing else is ever
/// called so.
///
/// **Owner:** the coordinator, but for the time between [Handover] giving it to a streamer and back.
abstract sealed class Attempt permits FlushAttempt, MergeAttempt {
    private volatile boolean isAbandoned;

    // Written by the streamer before it hands the attempt back, through a queue that orders it.
    private @Nullable Built built;
    private @Nullable Throwable failure;

    /// Makes the tables, on a streamer's thread, for as long as it takes.
    ///
    /// @return what was made; whole, verified and durable
    /// @throws java.util.concurrent.CancellationException when it was abandoned meanwhile
    /// @throws Exception when it could not be made; nothing of it is left but, perhaps, orphans
    abstract Built make() throws Exception;

    /// Whether nobody waits for it any more; a streamer that sees this stops.
    final boolean isAbandoned() {
        return isAbandoned;
    }

    final void abandon() {
        isAbandoned = true;
    }

    /// Makes them, and keeps what comes of it. Whatever is thrown, an Error of a mapped access too, is a failure of
    /// this attempt only (A33).
    final void run() {
        try {
            built = make();
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    /// What was made; null when nothing was.
    final @Nullable Built built() {
        return built;
    }

    /// Why nothing was made.
    final Throwable failure() {
        Throwable kept = failure;
        return kept == null ? new IllegalStateException("neither a table nor a failure") : kept;
    }
}

package io.varve.write;

import io.varve.error.OutcomeUnknownException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.StoreFailedException;
import io.varve.error.WriteRejectedException;
import io.varve.stats.StoreCounters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Outcomes that are not good news, as what callers are told.
final class Refusals {
    private final String directory;
    private final Failure failure;
    private final StoreCounters counters;

    Refusals(String directory, Failure failure, StoreCounters counters) {
        this.directory = directory;
        this.failure = failure;
        this.counters = counters;
    }

    /// @param outcome an [Outcome], not ACKED and not NONE
    StoreException of(int outcome) {
        return outcome == Outcome.UNKNOWN ? unknown() : rejected(Outcome.cause(outcome));
    }

    /// Not written, and why; of a store that has failed, with what failed first.
    StoreException rejected(RejectionCause why) {
        counters.rejections().add(why, 1);
        StoreException first = failure.cause();
        return why == RejectionCause.FAILED && first != null
                ? new StoreFailedException(directory, first)
                : new WriteRejectedException(why);
    }

    /// Not written, because writes are held or slowed, and why.
    StoreException braked(RejectionCause why, @Nullable Throwable behind) {
        counters.rejections().add(why, 1);
        return behind == null ? new WriteRejectedException(why) : new WriteRejectedException(why, behind);
    }

    private StoreException unknown() {
        StoreException cause = Objects.requireNonNullElseGet(
                failure.cause(),
                () -> new WriteRejectedException(RejectionCause.DEADLINE, "the deadline passed during the write"));
        return new OutcomeUnknownException(directory, cause);
    }
}

package io.varve.stats;

import io.varve.error.RejectionCause;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// A count per [RejectionCause], which any number of threads add to at once without meeting: each
/// counter spreads over cells when it is contended.
public final class CauseCounters {
    private final Map<RejectionCause, LongAdder> counts = new EnumMap<>(RejectionCause.class);

    /// All zero.
    public CauseCounters() {
        for (RejectionCause cause : RejectionCause.values()) {
            counts.put(cause, new LongAdder());
        }
    }

    /// Adds to one; any thread.
    public void add(RejectionCause cause, long amount) {
        of(cause).add(amount);
    }

    /// The count of one so far.
    public long get(RejectionCause cause) {
        return of(cause).sum();
    }

    /// All that are not zero.
    public Map<RejectionCause, Long> nonZero() {
        Map<RejectionCause, Long> found = new EnumMap<>(RejectionCause.class);
        for (RejectionCause cause : RejectionCause.values()) {
            long count = get(cause);
            if (count != 0) {
                found.put(cause, count);
            }
        }
        return found;
    }

    private LongAdder of(RejectionCause cause) {
        return Objects.requireNonNull(counts.get(cause));
    }
}

package io.varve.tools.watch;

import io.varve.PublishedStatistics;
import io.varve.StoreStats;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// How fast counters grew from one look at a store to the next; from its open on, when there was no look before.
final class Rates {
    private final StoreStats now;
    private final @Nullable StoreStats before;
    private final double seconds;

    Rates(PublishedStatistics now, @Nullable PublishedStatistics earlier) {
        long since = now.openedMillis();
        StoreStats counted = null;
        if (earlier != null && earlier.epoch() == now.epoch() && earlier.serial() < now.serial()) {
            since = earlier.writtenMillis();
            counted = earlier.stats();
        }
        this.now = now.stats();
        this.before = counted;
        this.seconds = Math.max(1, now.writtenMillis() - since) / 1e3;
    }

    /// Of a counter, for each second.
    double perSecond(ToLongFunction<StoreStats> counter) {
        return growth(counter) / seconds;
    }

    /// Of a counter.
    long growth(ToLongFunction<StoreStats> counter) {
        return counter.applyAsLong(now) - (before == null ? 0 : counter.applyAsLong(before));
    }

    /// Of one counter for each of another.
    double each(ToLongFunction<StoreStats> counter, ToLongFunction<StoreStats> of) {
        return (double) growth(counter) / Math.max(1, growth(of));
    }
}

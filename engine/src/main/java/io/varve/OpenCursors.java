package io.varve;

import io.varve.nativeio.Clock;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// The cursors that are open: how many, and since when the oldest.
///
/// Since when is written to a place that is free near one's own; who finds none is counted only, which those who are
/// open longest rarely meet. A cursor that is forgotten stays counted.
///
/// **Owner:** any thread.
final class OpenCursors {
    private static final int NO_PLACE = -1;
    private static final int PLACES = 64;
    private static final int PROBES = 8;
    private static final int LONGS_PER_LINE = 8;
    private static final long FREE = 0;

    private final Clock clock;
    private final LongAdder count = new LongAdder();
    private final AtomicLongArray since = new AtomicLongArray((PLACES + 1) * LONGS_PER_LINE);

    OpenCursors(Clock clock) {
        this.clock = clock;
    }

    /// Counts one.
    ///
    /// @return its place, for [#remove]
    int add() {
        count.increment();
        long now = clock.nanoTime();
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < PROBES; i++) {
            int place = ((first + i) & (PLACES - 1)) * LONGS_PER_LINE + LONGS_PER_LINE;
            if (since.get(place) == FREE && since.compareAndSet(place, FREE, now == FREE ? 1 : now)) {
                return place;
            }
        }
        return NO_PLACE;
    }

    /// Counts one no more.
    void remove(int place) {
        count.decrement();
        if (place != NO_PLACE) {
            since.set(place, FREE);
        }
    }

    /// How many are open.
    long count() {
        return count.sum();
    }

    /// How long the oldest has been open; 0 when none is.
    long oldestNanos() {
        long now = clock.nanoTime();
        long oldest = 0;
        for (int place = LONGS_PER_LINE; place < since.length(); place += LONGS_PER_LINE) {
            long begun = since.get(place);
            oldest = begun == FREE ? oldest : Math.max(oldest, now - begun);
        }
        return oldest;
    }
}

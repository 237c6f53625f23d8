package io.varve.read;

import io.varve.recording.SlowRead;
import io.varve.stats.ReadCounter;
import io.varve.stats.ReadCounters;
import org.jspecify.annotations.Nullable;

/// What the lookups of one place count and time. Decides nothing.
///
/// Of [#SAMPLED] lookups one is timed: two looks at the clock, 40 ns together, are a tenth of a lookup in memory.
///
/// **Owner:** the call that has the lookup.
final class ReadTally {
    /// One of how many lookups is timed; a power of two.
    static final int SAMPLED = 256;

    private final ReadCounters counters;
    private final ReadWatch watch;
    private final boolean isSampling;
    private int ticks;
    private boolean isWatched;
    private long began;
    private @Nullable SlowRead slow;

    /// @param isSampling whether lookups are timed too
    ReadTally(ReadWatch watch, ReadCounters counters, boolean isSampling) {
        this.watch = watch;
        this.counters = counters;
        this.isSampling = isSampling && watch.isOn();
    }

    void begin() {
        boolean isDue = (++ticks & (SAMPLED - 1)) == 0 && isSampling;
        if (isDue || SlowRead.isWanted()) {
            beginWatch(isDue);
        }
    }

    void end(int keyLength) {
        if (isWatched) {
            endWatch(keyLength);
        }
    }

    void count(ReadCounter counter) {
        counters.add(counter, 1);
    }

    void count(ReadCounter counter, int amount) {
        if (amount != 0) {
            counters.add(counter, amount);
        }
    }

    /// It is a lookup of many keys: as such it is no sample of one.
    void onTogether(int keys) {
        began = 0;
        count(ReadCounter.TOGETHER, keys);
    }

    private void beginWatch(boolean isDue) {
        isWatched = true;
        began = isDue ? watch.clock().nanoTime() : 0;
        slow = SlowRead.begun();
    }

    private void endWatch(int keyLength) {
        if (began != 0) {
            watch.sampledNanos().recordShared(watch.clock().nanoTime() - began);
        }
        if (slow != null) {
            slow.over(watch.store(), keyLength);
        }
        isWatched = false;
        slow = null;
    }
}

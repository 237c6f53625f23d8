package io.varve.flush;

import io.varve.compaction.Adaptation;
import io.varve.compaction.Adaptive;
import io.varve.compaction.CompactionConfig;
import io.varve.compaction.Picker;
import io.varve.compaction.Shape;
import io.varve.compaction.Usage;
import io.varve.nativeio.Scheduler;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Looks every few seconds at what was asked of the store, and has it decided anew how many runs its levels may have.
///
/// **Owner:** the coordinator; what was decided is for anybody.
public final class Adapting {
    /// A window: long enough that some memtables' worth of writes, or some thousand reads, are in it.
    static final long WINDOW_NANOS = 5_000_000_000L;

    /// A store of which nothing is asked is looked at less and less often, down to this.
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final CompactionConfig config;
    private final Adaptive adaptive;
    private final LongFunction<Usage> usage;
    private volatile Adaptation now;
    private long nextNanos;
    private long windowNanos = WINDOW_NANOS;

    /// @param mostLevel0 flushes of level 0 that may be merged at a time
    /// @param usage until a moment
    /// @param nowNanos when the first window begins
    public Adapting(CompactionConfig config, int mostLevel0, LongFunction<Usage> usage, long nowNanos) {
        this.config = config;
        this.adaptive = new Adaptive(config, mostLevel0);
        this.usage = usage;
        this.now = adaptive.now();
        this.nextNanos = nowNanos;
    }

    /// What was decided last; any thread.
    public Adaptation now() {
        return now;
    }

    /// Whether a window has ended.
    boolean isDue(long nowNanos) {
        return nowNanos >= nextNanos;
    }

    /// When it does. One that had ended when the last round began waits for something else, such as names.
    long nextNanos(long roundNanos) {
        return nextNanos > roundNanos ? nextNanos : Scheduler.NEVER;
    }

    /// At the end of a window.
    ///
    /// @return who decides from now on; null when nothing has changed
    @Nullable
    Picker look(long nowNanos, Shape shape) {
        long windows = now.windows();
        boolean isChanged = adaptive.onWindow(usage.apply(nowNanos), shape);
        now = adaptive.now();
        boolean isIdle = now.windows() == windows;
        windowNanos = isIdle ? Math.min(2 * windowNanos, LONGEST_NANOS) : WINDOW_NANOS;
        nextNanos = nowNanos + windowNanos;
        return isChanged ? new Picker(config.with(now.limits())) : null;
    }
}

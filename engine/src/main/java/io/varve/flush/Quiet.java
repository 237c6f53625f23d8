package io.varve.flush;

import java.util.function.LongSupplier;

/// Tells whether the store is hardly written to: whether at the pace of the last seconds a memtable would take half an
/// hour to fill. Not whether it is written to at all: a heartbeat should not keep a tree from settling, nor a slow but
/// steady load have it merged again after each flush.
///
/// **Owner:** the coordinator.
final class Quiet {
    /// For so long it is looked.
    static final long NANOS = 5_000_000_000L;

    /// Half an hour in these.
    private static final long PARTS = 360;

    private final LongSupplier activeBytes;
    private final long most;
    private long beganNanos;
    private long bytesThen;

    /// @param activeBytes that the active memtable holds
    /// @param memtableBytes that it may hold, about
    Quiet(LongSupplier activeBytes, long memtableBytes, long nowNanos) {
        this.activeBytes = activeBytes;
        this.most = memtableBytes / PARTS;
        begin(nowNanos);
    }

    /// Whether it has been quiet until now. When it was not, the time to look begins anew.
    boolean isQuiet(long nowNanos) {
        long bytes = activeBytes.getAsLong();
        boolean isAnother = bytes < bytesThen;
        if (isAnother || bytes - bytesThen > most) {
            begin(nowNanos);
        }
        return nowNanos - beganNanos >= NANOS;
    }

    /// A memtable begins, or another reason to look anew.
    void begin(long nowNanos) {
        beganNanos = nowNanos;
        bytesThen = activeBytes.getAsLong();
    }

    /// When it may be quiet, at the earliest.
    long nextNanos() {
        return beganNanos + NANOS;
    }
}

package io.varve.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Counters with one writer.
///
/// **Owner:** the writer thread adds; any thread reads.
///
/// **Promises:** a reader sees every count whole and sooner or later; a counter never goes back for one
/// reader. Two counters read one after the other may belong to different moments: no order is paid for.
///
/// Adding is a load and an opaque store, without a fence. The counters share cache lines with each other
/// but with nothing else, because only their writer stores to them.
public final class WriterCounters {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /// Longs before and after the counters: two cache lines of 64 bytes, because processors fetch pairs.
    private static final int PADDING = 16;

    private final long[] counts = new long[PADDING + WriterCounter.COUNT + PADDING];

    /// Adds to a counter; the writer only.
    public void add(WriterCounter counter, long amount) {
        int index = index(counter);
        ELEMENT.setOpaque(counts, index, counts[index] + amount);
    }

    /// The count so far.
    public long get(WriterCounter counter) {
        return (long) ELEMENT.getOpaque(counts, index(counter));
    }

    @SuppressWarnings("EnumOrdinal") // an index within one process; nothing is stored
    private static int index(WriterCounter counter) {
        return PADDING + counter.ordinal();
    }
}

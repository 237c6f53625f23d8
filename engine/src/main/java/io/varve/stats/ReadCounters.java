package io.varve.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What the lookups of one place count.
///
/// **Owner:** the call that has the place, one at a time, each ordered after the one before by the taking of the
/// place; or, when it is shared, any number of calls. Any thread reads.
///
/// **Promises:** adding is a load and an opaque store to a cache line of the place's own, when it is not shared.
public final class ReadCounters {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /// As in [WriterCounters].
    private static final int PADDING = 16;

    private final long[] counts = new long[PADDING + ReadCounter.COUNT + PADDING];
    private final boolean isOn;
    private final boolean isShared;

    /// @param isOn false to count nothing
    /// @param isShared whether calls add beside each other
    public ReadCounters(boolean isOn, boolean isShared) {
        this.isOn = isOn;
        this.isShared = isShared;
    }

    /// Whether anything is counted.
    public boolean isOn() {
        return isOn;
    }

    /// Adds to a counter; the owner only.
    public void add(ReadCounter counter, long amount) {
        if (!isOn) {
            return;
        }
        int index = index(counter);
        if (isShared) {
            ELEMENT.getAndAdd(counts, index, amount);
        } else {
            ELEMENT.setOpaque(counts, index, counts[index] + amount);
        }
    }

    /// The count so far.
    public long get(ReadCounter counter) {
        return (long) ELEMENT.getOpaque(counts, index(counter));
    }

    @SuppressWarnings("EnumOrdinal") // an index within one process; nothing is stored
    private static int index(ReadCounter counter) {
        return PADDING + counter.ordinal();
    }
}

package io.varve.nativeio.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Where a call leaves its errno: slots that a call claims for its duration, so that nothing is
/// allocated and nothing is kept per thread (threads may be virtual, and many).
///
/// A thread begins to look at a place that its number gives, so that a claim is nearly always one
/// compare-and-set on a cache line of its own. When all are taken, by as many calls in flight, a caller
/// goes round until one is free.
final class ErrnoSlots {
    private static final int COUNT = 256;

    /// Slots and their claims stand on cache lines of their own.
    private static final int LINE = 64;

    private static final int INTS_PER_LINE = LINE / Integer.BYTES;

    private static final AtomicIntegerArray CLAIMS = new AtomicIntegerArray((COUNT + 1) * INTS_PER_LINE);
    private static final MemorySegment[] SEGMENTS = new MemorySegment[COUNT];

    static {
        MemorySegment all = Arena.global().allocate((long) COUNT * LINE, LINE);
        for (int slot = 0; slot < COUNT; slot++) {
            SEGMENTS[slot] = all.asSlice((long) slot * LINE, Integer.BYTES, Integer.BYTES);
        }
    }

    private ErrnoSlots() {}

    static int claim() {
        int slot = (int) Thread.currentThread().threadId() & (COUNT - 1);
        while (!CLAIMS.compareAndSet((slot + 1) * INTS_PER_LINE, 0, 1)) {
            slot = (slot + 1) & (COUNT - 1);
            if (slot == 0) {
                Thread.onSpinWait();
            }
        }
        return slot;
    }

    static MemorySegment segment(int slot) {
        return SEGMENTS[slot];
    }

    /// What the last failing call of the slot's owner left.
    static int errno(int slot) {
        return SEGMENTS[slot].get(ValueLayout.JAVA_INT, 0);
    }

    static void release(int slot) {
        CLAIMS.setRelease((slot + 1) * INTS_PER_LINE, 0);
    }
}

package io.varve.nativeio.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Where a call leaves its errno: slots that a call claims for its duration, so that nothing is
/// allocated and nothing is kept per thread (threads may be virtual, and many).
///
/// A thread begins to look at a place that its number gives, so that a claim is nearly always one
/// compare-and-set on a cache line of its own. When all are taken, by as many calls in flight, a call
/// gets [#NONE] and brings memory of its own: it must not wait for calls that may hang.
final class ErrnoSlots {
    static final int COUNT = 256;

    static final int NONE = -1;

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

    /// A slot for one call, or [#NONE].
    static int claim() {
        int first = (int) Thread.currentThread().threadId();
        for (int i = 0; i < COUNT; i++) {
            int slot = (first + i) & (COUNT - 1);
            if (CLAIMS.compareAndSet((slot + 1) * INTS_PER_LINE, 0, 1)) {
                return slot;
            }
        }
        return NONE;
    }

    static MemorySegment segment(int slot) {
        return SEGMENTS[slot];
    }

    static void release(int slot) {
        CLAIMS.setRelease((slot + 1) * INTS_PER_LINE, 0);
    }
}

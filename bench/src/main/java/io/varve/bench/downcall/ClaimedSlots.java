package io.varve.bench.downcall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// The errno slots of `io.varve.nativeio.linux.ErrnoSlots`, which are not visible here, built the same way.
final class ClaimedSlots {
    private static final int COUNT = 256;
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

    private ClaimedSlots() {}

    static int claim() {
        int slot = (int) Thread.currentThread().threadId() & (COUNT - 1);
        while (!CLAIMS.compareAndSet((slot + 1) * INTS_PER_LINE, 0, 1)) {
            slot = (slot + 1) & (COUNT - 1);
        }
        return slot;
    }

    static MemorySegment segment(int slot) {
        return SEGMENTS[slot];
    }

    static void release(int slot) {
        CLAIMS.setRelease((slot + 1) * INTS_PER_LINE, 0);
    }
}

package io.varve.nativeio.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;

/// What the calling thread allocates on the Java heap.
public final class Allocations {
    /// A round before the compiler is done may allocate; how soon it is done is not ours to say.
    private static final int ROUNDS = 2_000;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocations() {}

    /// Fails unless there is a round in which so many calls, all of which must answer true, allocate nothing.
    public static void assertNone(String what, int calls, BooleanSupplier call) {
        long allocated = 1;
        for (int round = 0; round < ROUNDS && allocated > 0; round++) {
            allocated = of(calls, call);
        }
        assertEquals(0, allocated, what + ": bytes allocated in " + calls + " calls");
    }

    /// Bytes that so many calls allocate, all of which must answer true.
    public static long of(int calls, BooleanSupplier call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            if (!call.getAsBoolean()) {
                throw new AssertionError("call " + i + " failed");
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}

package io.varve.nativeio.linux;

import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Which processor a thread is on: some nanoseconds where the kernel leaves it in memory of the thread, and the C
/// library looks there.
final class Processor {
    private static final int UNKNOWN = -1;
    private static final @Nullable MethodHandle HANDLE = Kernel.processorHandle();

    private Processor() {}

    /// Of the calling thread; -1 when the C library cannot say.
    static int current() {
        if (HANDLE == null) {
            return UNKNOWN;
        }
        try {
            return (int) HANDLE.invokeExact();
        } catch (RuntimeException | Error unexpected) {
            throw unexpected;
        } catch (Throwable impossible) {
            throw new AssertionError("sched_getcpu threw", impossible);
        }
    }
}

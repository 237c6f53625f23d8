package io.varve.bench.downcall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// **Question:** what do errno capture, the variadic `syscall` and claiming a slot add to a downcall, and
/// what is left when the thread stays in Java state (critical)?
///
/// **How:** average time of one `getppid` per shape of call; `labs`, which does not enter the kernel, shows
/// the call alone.
///
/// **Decides:** whether `Kernel` may go through one handle with claimed slots, or needs a handle per function
/// and memory per thread.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DowncallBenchmark {
    private final MemorySegment errno = Arena.global().allocate(ValueLayout.JAVA_INT);
    private long number = -1;

    /// Used by JMH.
    public DowncallBenchmark() {}

    /// The call alone: no kernel, no capture.
    @Benchmark
    public long labs() throws Throwable {
        return (long) Calls.LABS.invokeExact(number);
    }

    /// The call alone, staying in Java state.
    @Benchmark
    public long labsCritical() throws Throwable {
        return (long) Calls.LABS_CRITICAL.invokeExact(number);
    }

    /// (a) The plain call.
    @Benchmark
    public int getppid() throws Throwable {
        return (int) Calls.GETPPID.invokeExact();
    }

    /// (b) With errno captured into memory of the thread.
    @Benchmark
    public int getppidErrno() throws Throwable {
        return (int) Calls.GETPPID_ERRNO.invokeExact(errno);
    }

    /// (c) Through variadic `syscall`, errno captured into memory of the thread.
    @Benchmark
    public long syscallErrno() throws Throwable {
        return (long) Calls.SYSCALL_ERRNO.invokeExact(errno, Calls.SYS_GETPPID, 0L, 0L, 0L, 0L, 0L, 0L);
    }

    /// (d) The same with a slot that is claimed for the call: what `Kernel` does.
    @Benchmark
    public long syscallClaimedSlot() throws Throwable {
        int slot = ClaimedSlots.claim();
        try {
            return (long) Calls.SYSCALL_ERRNO.invokeExact(
                    ClaimedSlots.segment(slot), Calls.SYS_GETPPID, 0L, 0L, 0L, 0L, 0L, 0L);
        } finally {
            ClaimedSlots.release(slot);
        }
    }

    /// (e) The plain call, staying in Java state.
    @Benchmark
    public int getppidCritical() throws Throwable {
        return (int) Calls.GETPPID_CRITICAL.invokeExact();
    }
}

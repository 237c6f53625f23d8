package io.varve.bench.accessor;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// **Question:** what does a load cost when the one before it went to another region, as in a lookup that
/// visits a memtable, a filter, an index and a block?
///
/// **How:** the chase of [AccessorBenchmark] in the cache, but the memory is cut into 64 slices with an object
/// each, and every step goes to another one: nothing that an accessor checks can be taken out of the loop.
///
/// **Decides:** the same as [AccessorBenchmark], for stray accesses instead of long walks through one region.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(AccessorBenchmark.STEPS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class StrayBenchmark {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int SIZE = 32 << 10;
    private static final int SLICES = 64;
    private static final int SLICE_SHIFT = 9;
    private static final int SLICE_MASK = (1 << SLICE_SHIFT) - 1;

    private final Region[] regions = new Region[SLICES];
    private final MemorySegment[] segments = new MemorySegment[SLICES];
    private final ByteBuffer[] buffers = new ByteBuffer[SLICES];
    private Memory memory;
    private Region whole;
    private long at;

    /// Used by JMH.
    public StrayBenchmark() {}

    /// Takes the memory, cuts it and lays the cycle.
    @Setup
    public void lay() {
        memory = Linux.memory(new MemoryBudget(1 << 20));
        whole = memory.allocate(memory.budget().account("chase"), SIZE, Pages.BASE);
        int[] next = Cycle.successors(SIZE);
        for (int line = 0; line < next.length; line++) {
            whole.putLong((long) line * Cycle.LINE, (long) next[line] * Cycle.LINE);
        }
        for (int slice = 0; slice < SLICES; slice++) {
            regions[slice] = whole.slice((long) slice << SLICE_SHIFT, 1L << SLICE_SHIFT);
            segments[slice] = regions[slice].segment();
            buffers[slice] = segments[slice].asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /// Gives it back.
    @TearDown
    public void free() {
        memory.free(whole);
    }

    /// Through our accessor.
    @Benchmark
    public long strayRegion() {
        long next = at;
        for (int i = 0; i < AccessorBenchmark.STEPS; i++) {
            next = regions[(int) next >> SLICE_SHIFT].getLong(next & SLICE_MASK);
        }
        at = next;
        return next;
    }

    /// Through segments of their true size.
    @Benchmark
    public long strayBoundedSegment() {
        long next = at;
        for (int i = 0; i < AccessorBenchmark.STEPS; i++) {
            next = segments[(int) next >> SLICE_SHIFT].get(LONG, next & SLICE_MASK);
        }
        at = next;
        return next;
    }

    /// Through direct buffers.
    @Benchmark
    public long strayDirectByteBuffer() {
        long next = at;
        for (int i = 0; i < AccessorBenchmark.STEPS; i++) {
            next = buffers[(int) next >> SLICE_SHIFT].getLong((int) next & SLICE_MASK);
        }
        at = next;
        return next;
    }
}

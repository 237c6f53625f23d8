package io.varve.bench.accessor;

import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// **Question:** what does [Region#getLong] cost beside the other ways to load eight bytes, where the next
/// address depends on the load?
///
/// **How:** a chase along one random cycle of cache lines; time of one step. In the cache the steps show
/// the instructions around the load, in DRAM whether they still matter, on huge pages what the TLB costs.
/// Every way walks the same cycle; only what a step stores (offset, address, index) differs.
///
/// **Decides:** whether all hot accesses go through one constant segment that covers every address, and
/// what checked mode costs whoever switches it on.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(AccessorBenchmark.STEPS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class AccessorBenchmark {
    static final int STEPS = 1000;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final MemorySegment EVERYTHING = everything();

    /// How much memory, on which pages.
    @Param({"CACHE", "DRAM", "DRAM_HUGE"})
    public Placement placement;

    /// Used by JMH.
    public AccessorBenchmark() {}

    /// The cycle as offsets from the start of the memory.
    @State(Scope.Thread)
    public static class Offsets {
        private Memory memory;
        private Region region;
        private MemorySegment segment;
        private ByteBuffer buffer;
        private long at;

        /// Used by JMH.
        public Offsets() {}

        /// Takes the memory and lays the cycle.
        @Setup
        public void lay(AccessorBenchmark shared) {
            Placement placement = shared.placement;
            memory = Linux.memory(new MemoryBudget(1L << 30));
            region = memory.allocate(memory.budget().account("chase"), placement.size(), placement.pages());
            memory.prefault(region);
            segment = region.segment();
            buffer = segment.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            int[] next = Cycle.successors(placement.size());
            for (int line = 0; line < next.length; line++) {
                region.putLong((long) line * Cycle.LINE, (long) next[line] * Cycle.LINE);
            }
        }

        /// Gives it back.
        @TearDown
        public void free() {
            memory.free(region);
        }
    }

    /// Through our accessor.
    @Benchmark
    public long region(Offsets offsets) {
        Region from = offsets.region;
        long next = offsets.at;
        for (int i = 0; i < STEPS; i++) {
            next = from.getLong(next);
        }
        offsets.at = next;
        return next;
    }

    /// Through a segment of its true size, which is no constant for the compiler.
    @Benchmark
    public long boundedSegment(Offsets offsets) {
        MemorySegment from = offsets.segment;
        long next = offsets.at;
        for (int i = 0; i < STEPS; i++) {
            next = from.get(LONG, next);
        }
        offsets.at = next;
        return next;
    }

    /// Through a direct buffer.
    @Benchmark
    public long directByteBuffer(Offsets offsets) {
        ByteBuffer from = offsets.buffer;
        long next = offsets.at;
        for (int i = 0; i < STEPS; i++) {
            next = from.getLong((int) next);
        }
        offsets.at = next;
        return next;
    }

    /// The same cycle with addresses instead of offsets.
    @State(Scope.Thread)
    public static class Addresses {
        private Memory memory;
        private Region region;
        private long address;

        /// Used by JMH.
        public Addresses() {}

        /// Takes the memory and lays the cycle.
        @Setup
        public void lay(AccessorBenchmark shared) {
            memory = Linux.memory(new MemoryBudget(1L << 30));
            Placement placement = shared.placement;
            region = memory.allocate(memory.budget().account("chase"), placement.size(), placement.pages());
            memory.prefault(region);
            address = region.segment().address();
            int[] next = Cycle.successors(placement.size());
            for (int line = 0; line < next.length; line++) {
                region.putLong((long) line * Cycle.LINE, address + (long) next[line] * Cycle.LINE);
            }
        }

        /// Gives it back.
        @TearDown
        public void free() {
            memory.free(region);
        }
    }

    /// Through the constant segment over every address, with a raw address: nothing is added to the load.
    @Benchmark
    public long everythingRawAddress(Addresses addresses) {
        long next = addresses.address;
        for (int i = 0; i < STEPS; i++) {
            next = EVERYTHING.get(LONG, next);
        }
        addresses.address = next;
        return next;
    }

    /// The same cycle in an array of the heap.
    @State(Scope.Thread)
    public static class OnHeap {
        private static final int LONGS_PER_LINE = Cycle.LINE / Long.BYTES;

        private long[] longs;
        private int index;

        /// Used by JMH.
        public OnHeap() {}

        /// Lays the cycle.
        @Setup
        public void lay(AccessorBenchmark shared) {
            int[] next = Cycle.successors(shared.placement.size());
            longs = new long[next.length * LONGS_PER_LINE];
            for (int line = 0; line < next.length; line++) {
                longs[line * LONGS_PER_LINE] = (long) next[line] * LONGS_PER_LINE;
            }
        }
    }

    /// Through an array.
    @Benchmark
    public long array(OnHeap heap) {
        long[] from = heap.longs;
        int next = heap.index;
        for (int i = 0; i < STEPS; i++) {
            next = (int) from[next];
        }
        heap.index = next;
        return next;
    }

    @SuppressWarnings("restricted") // compared with the one in native-io, which is hidden
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }
}

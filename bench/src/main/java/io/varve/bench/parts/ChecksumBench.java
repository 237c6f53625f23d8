package io.varve.bench.parts;

import io.varve.nativeio.Crc32c;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// **Question:** what does the CRC32C of a frame with one record, of a block, and of a chunk that is read back take?
///
/// **How:** off-heap memory in the processor's cache, the same bytes again and again, seeded with an
/// identity as all checksums of files are.
///
/// **Decides:** whether frames may have one checksum each without anybody noticing, and whether blocks are checked once
/// or at every read.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class ChecksumBench {
    /// A frame of a log, a block, what recovery reads at once.
    @Param({"184", "4096", "65536"})
    public int bytes;

    private final Crc32c crc = new Crc32c();
    private Memory memory;
    private Region region;
    private long identity;

    /// Used by JMH.
    public ChecksumBench() {}

    /// Makes the bytes.
    @Setup
    public void fill() {
        memory = Linux.memory(new MemoryBudget(1 << 20));
        region = memory.allocate(memory.budget().account("bench"), bytes, Pages.BASE);
        for (int i = 0; i + Long.BYTES <= bytes; i += Long.BYTES) {
            region.putLong(i, i * 0x9E37_79B9_7F4A_7C15L);
        }
    }

    /// Gives the memory back.
    @TearDown
    public void free() {
        memory.free(region);
    }

    /// One checksum.
    @Benchmark
    public int crc() {
        return crc.begin(identity++).update(region, 0, bytes).value();
    }
}

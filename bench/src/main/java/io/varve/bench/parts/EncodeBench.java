package io.varve.bench.parts;

import io.varve.format.RecordFormat;
import io.varve.format.RecordKind;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

/// **Question:** what does a caller pay to encode its operation, and the writer to copy it into the log's buffer?
///
/// **How:** a key of 16 bytes, from arrays and from native segments, into slots of a ring's size one
/// after the other; the copy is that of the whole record.
///
/// **Decides:** whether callers encode (architecture.md 2, step 2): what they do, the one writer need not.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class EncodeBench {
    private static final int KEY_BYTES = 16;
    private static final int SLOTS = 64;
    private static final int LARGEST = 8192;

    /// Length of the value.
    @Param({"100", "1000", "4000"})
    public int valueBytes;

    private final byte[] key = new byte[KEY_BYTES];
    private byte[] value;
    private MemorySegment keySegment;
    private MemorySegment valueSegment;
    private Memory memory;
    private Region slots;
    private Region log;
    private int slot;
    private long size;

    /// Used by JMH.
    public EncodeBench() {}

    /// Makes key and value, and slots that hold records already.
    @Setup
    public void fill() {
        value = new byte[valueBytes];
        keySegment = Arena.ofAuto().allocate(KEY_BYTES);
        valueSegment = Arena.ofAuto().allocate(valueBytes);
        memory = Linux.memory(new MemoryBudget(4 << 20));
        slots = memory.allocate(memory.budget().account("bench"), (long) SLOTS * LARGEST, Pages.BASE);
        log = memory.allocate(memory.budget().account("bench"), (long) SLOTS * LARGEST, Pages.BASE);
        size = RecordFormat.size(KEY_BYTES, valueBytes);
        for (int i = 0; i < SLOTS; i++) {
            RecordFormat.put(slots, (long) i * LARGEST, RecordKind.PUT, key, value);
        }
    }

    /// Gives the memory back.
    @TearDown
    public void free() {
        memory.free(slots);
        memory.free(log);
    }

    private long next() {
        slot = slot + 1 == SLOTS ? 0 : slot + 1;
        return (long) slot * LARGEST;
    }

    /// Of arrays.
    @Benchmark
    public long encodeArrays() {
        return RecordFormat.put(slots, next(), RecordKind.PUT, key, value);
    }

    /// Of native segments.
    @Benchmark
    public long encodeSegments() {
        return RecordFormat.put(slots, next(), RecordKind.PUT, keySegment, valueSegment, Long.MAX_VALUE);
    }

    /// What the writer does with it.
    @Benchmark
    public Region copyToLog() {
        long at = next();
        log.copyFrom(at, slots, at, size);
        return log;
    }
}

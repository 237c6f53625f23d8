package io.varve.bench.phases;

import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreCursor;
import io.varve.WriteOptions;
import io.varve.bench.openloop.MachineTime;
import io.varve.bench.probe.Usage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/// One thread that does what a phase asks for, a millisecond's worth at a time.
final class Load implements AutoCloseable {
    static final int KEY_BYTES = 16;
    static final int VALUE_BYTES = 100;
    private static final int STEPS = 10;
    private static final long TICK_NANOS = 1_000_000;
    private static final int TICKS_PER_SECOND = 1_000;
    private static final WriteOptions UNSYNCED = WriteOptions.of(Durability.PROCESS);

    private final Store store;
    private final int keys;
    private final SplittableRandom random = new SplittableRandom(7);
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment key = arena.allocate(KEY_BYTES);
    private final MemorySegment value = arena.allocate(VALUE_BYTES);

    /// What a phase took.
    ///
    /// @param lateNanos by which it ended later than asked for
    record Result(long cpuNanos, long writtenBytes, long lateNanos) {}

    Load(Store store, int keys) {
        this.store = store;
        this.keys = keys;
    }

    void fill() {
        for (int i = 0; i < keys; i++) {
            put(i);
        }
        store.sync();
    }

    Result play(Phase phase, long seconds) {
        Usage before = Usage.now();
        long began = System.nanoTime();
        long ticks = seconds * TICKS_PER_SECOND;
        for (long tick = 0; tick < ticks; tick++) {
            MachineTime.INSTANCE.waitUntil(began + tick * TICK_NANOS, 0);
            for (long i = due(phase.puts(), tick); i > 0; i--) {
                put(random.nextInt(keys));
            }
            for (long i = due(phase.gets(), tick); i > 0; i--) {
                get();
            }
            for (long i = due(phase.seeks(), tick); i > 0; i--) {
                walk();
            }
        }
        long late = System.nanoTime() - began - ticks * TICK_NANOS;
        Usage used = Usage.now().since(before);
        return new Result(used.cpuNanos(), used.writtenBytes(), Math.max(0, late));
    }

    private static long due(int perSecond, long tick) {
        return (tick + 1) * perSecond / TICKS_PER_SECOND - tick * perSecond / TICKS_PER_SECOND;
    }

    private void put(int number) {
        fillKey(number);
        value.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
        store.async().put(key, value, UNSYNCED);
    }

    private void get() {
        fillKey(random.nextInt(keys));
        if (store.get(key, value) != VALUE_BYTES) {
            throw new IllegalStateException("a key has lost its value");
        }
    }

    private void walk() {
        fillKey(random.nextInt(keys));
        try (StoreCursor cursor = store.cursor()) {
            boolean isThere = cursor.seek(key);
            for (int i = 0; i < STEPS && isThere; i++) {
                cursor.value(value);
                isThere = cursor.next();
            }
        }
    }

    private void fillKey(int number) {
        key.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number * 0x9E3779B97F4A7C15L);
        key.set(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES, number);
    }

    @Override
    public void close() {
        arena.close();
    }
}

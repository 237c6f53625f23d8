package io.varve.tools;

import io.varve.Durability;
import io.varve.Store;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// Puts and gets on a store, timed. Keys are consecutive numbers, turned so that they are in no order;
/// a value can be told from its key.
final class DemoLoad {
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Store store;
    private final AtomicLong nextNumber = new AtomicLong();

    DemoLoad(Store store) {
        this.store = store;
    }

    DemoResult putDurably(int threads, long nanos) {
        String title = threads == 1 ? "durable put, 1 thread" : "durable put, " + threads + " threads";
        return run(title, threads, nanos, Durability.SYNC);
    }

    DemoResult putUnsynced(long nanos) {
        return run("put without sync, 1 thread", 1, nanos, Durability.PROCESS);
    }

    DemoResult get(long nanos) {
        Histogram latencies = new Histogram(3);
        long count = nextNumber.get();
        long began = System.nanoTime();
        long now = began;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(KEY_BYTES, Long.BYTES);
            MemorySegment value = arena.allocate(VALUE_BYTES, Long.BYTES);
            for (long i = 0; now - began < nanos; i++) {
                long number = i * 7919 % count;
                fillKey(key, number);
                long started = System.nanoTime();
                long length = store.get(key, value);
                now = System.nanoTime();
                latencies.recordValue(now - started);
                check(number, value, length);
            }
        }
        return new DemoResult("get, 1 thread", now - began, latencies);
    }

    /// Reads every key that was put.
    ///
    /// @return how many there are
    long readAll() {
        long count = nextNumber.get();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(KEY_BYTES, Long.BYTES);
            MemorySegment value = arena.allocate(VALUE_BYTES, Long.BYTES);
            for (long number = 0; number < count; number++) {
                fillKey(key, number);
                check(number, value, store.get(key, value));
            }
        }
        return count;
    }

    private DemoResult run(String title, int threads, long nanos, Durability durability) {
        List<Callable<Histogram>> tasks = new ArrayList<>();
        long began = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            tasks.add(() -> putUntil(began + nanos, durability));
        }
        Histogram all = new Histogram(3);
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<Histogram> done : executor.invokeAll(tasks)) {
                all.add(done.get());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
        return new DemoResult(title, System.nanoTime() - began, all);
    }

    private Histogram putUntil(long end, Durability durability) {
        Histogram latencies = new Histogram(3);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(KEY_BYTES, Long.BYTES);
            MemorySegment value = arena.allocate(VALUE_BYTES, Long.BYTES);
            long now = System.nanoTime();
            while (now - end < 0) {
                long number = nextNumber.getAndIncrement();
                fillKey(key, number);
                value.set(LONG, 0, number);
                value.set(LONG, VALUE_BYTES - Long.BYTES, ~number);
                long started = System.nanoTime();
                store.put(key, value, durability);
                now = System.nanoTime();
                latencies.recordValue(now - started);
            }
        }
        return latencies;
    }

    private static void fillKey(MemorySegment key, long number) {
        key.set(LONG, 0, number * 0x9E3779B97F4A7C15L);
        key.set(LONG, Long.BYTES, number);
    }

    private static void check(long number, MemorySegment value, long length) {
        boolean isRight = length == VALUE_BYTES
                && value.get(LONG, 0) == number
                && value.get(LONG, VALUE_BYTES - Long.BYTES) == ~number;
        if (!isRight) {
            throw new IllegalStateException("key " + number + " has not the value it was given");
        }
    }
}

package io.varve.bench.flush;

import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreStats;
import io.varve.bench.openloop.MachineTime;
import io.varve.event.StoreEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/// How long puts take around rotations, and elsewhere: every put of a time is kept with the moment of its end, and
/// held against the moments at which rotations were told of.
///
/// What the machine itself holds threads up for is in both, and in a run whose memtable is never full. At a rate,
/// puts come at fixed instants and their latency counts from there; without one, each thread puts as fast as it
/// can, and there is no processor left for what a rotation begins.
final class Rotations {
    /// Before a rotation is told of, and after.
    private static final long AROUND_NANOS = 20_000_000;

    private static final int MOST_PER_SECOND = 400_000;
    private static final double MOST_KEPT = 1 << 28;
    private static final double SPIN_PART = 0.125;
    private static final long MARGIN = 4L << 30;

    private final int threads;
    private final long nanos;
    private final long warmUpNanos;
    private final int rate;

    /// @param puts per second, of all
    /// @param near latencies of puts that ended around a rotation
    /// @param elsewhere those of all others
    /// @param stats at the end of it
    /// @param hiccups of the machine in the same time
    record Result(
            double puts, int rotations, Histogram near, Histogram elsewhere, StoreStats stats, Histogram hiccups) {}

    /// What one thread did: ends and lengths of its puts, one after the other.
    private static final class Puts {
        private final long[] ends;
        private final int[] lengths;
        private int count;

        Puts(int capacity) {
            ends = new long[capacity];
            lengths = new int[capacity];
        }
    }

    /// @param rate of all threads together, in puts per second; 0 for as many as they can
    Rotations(int threads, long nanos, long warmUpNanos, int rate) {
        this.rate = rate;
        this.threads = threads;
        this.nanos = nanos;
        this.warmUpNanos = warmUpNanos;
    }

    Result measure(Path directory, long memtableBytes) throws InterruptedException {
        Queue<Long> rotated = new ConcurrentLinkedQueue<>();
        StoreOptions options = StoreOptions.builder()
                .memtableBytes(memtableBytes)
                .memoryBudgetBytes(3 * memtableBytes + MARGIN)
                .listener(event -> {
                    if (event instanceof StoreEvent.MemTableRotated) {
                        rotated.add(System.nanoTime());
                    }
                })
                .build();
        try (Store store = Store.open(directory, options);
                Hiccups hiccups = Hiccups.begin()) {
            AtomicLong next = new AtomicLong();
            long begin = System.nanoTime() + warmUpNanos;
            List<Callable<Puts>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> put(store, next, begin));
            }
            List<Puts> done = new ArrayList<>();
            try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
                for (Future<Puts> one : executor.invokeAll(tasks)) {
                    done.add(one.get());
                }
            } catch (ExecutionException failed) {
                throw new IllegalStateException("a put failed: " + failed.getCause(), failed.getCause());
            }
            List<Long> kept = rotated.stream().filter(at -> at - begin > 0).toList();
            return sorted(done, kept, store.stats(), hiccups.end());
        }
    }

    private Puts put(Store store, AtomicLong next, long begin) {
        Entry entry = new Entry();
        int capacity = (int) Math.min(MOST_KEPT, 1 + nanos / 1e9 * MOST_PER_SECOND);
        Puts puts = new Puts(capacity);
        MachineTime.beWokenInTime();
        double interval = rate == 0 ? 0 : 1e9 * threads / rate;
        long first = System.nanoTime();
        long now = first;
        for (long index = 0; now - begin < nanos && puts.count < capacity; index++) {
            long started = rate == 0 ? now : first + (long) (index * interval);
            if (now - started < 0) {
                MachineTime.INSTANCE.waitUntil(started, (long) (interval * SPIN_PART));
            }
            entry.put(store, next.getAndIncrement());
            now = System.nanoTime();
            if (started - begin >= 0) {
                puts.ends[puts.count] = now;
                puts.lengths[puts.count++] = (int) Math.min(Integer.MAX_VALUE, now - started);
            }
        }
        return puts;
    }

    private Result sorted(List<Puts> done, List<Long> rotated, StoreStats stats, Histogram hiccups) {
        Histogram near = new Histogram(3);
        Histogram elsewhere = new Histogram(3);
        for (Puts puts : done) {
            for (int i = 0; i < puts.count; i++) {
                (isNear(puts.ends[i], puts.lengths[i], rotated) ? near : elsewhere).recordValue(puts.lengths[i]);
            }
        }
        double all = near.getTotalCount() + elsewhere.getTotalCount();
        return new Result(all * 1e9 / nanos, rotated.size(), near, elsewhere, stats, hiccups);
    }

    private static boolean isNear(long end, long length, List<Long> rotated) {
        for (long at : rotated) {
            if (end - at > -AROUND_NANOS && end - length - at < AROUND_NANOS) {
                return true;
            }
        }
        return false;
    }
}

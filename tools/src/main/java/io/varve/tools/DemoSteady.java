package io.varve.tools;

import io.varve.Durability;
import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreStats;
import io.varve.WriteOptions;
import io.varve.tools.soak.Footprint;
import io.varve.tools.text.Sizes;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// The same keys overwritten for minutes: what a store takes of memory and disk must not grow.
final class DemoSteady {
    private static final int KEYS = 500_000;
    private static final int KEY_BYTES = 16;
    private static final int VALUE_BYTES = 100;
    private static final long MEMTABLE_BYTES = 8 << 20;
    private static final WriteOptions UNSYNCED = WriteOptions.of(Durability.PROCESS);

    /// Lines that are printed while it runs.
    private static final int LINES = 10;

    private final Path directory;
    private final PrintWriter out;
    private volatile boolean isOver;

    DemoSteady(Path directory, PrintWriter out) {
        this.directory = directory;
        this.out = out;
    }

    void run(double minutes) {
        StoreOptions options =
                StoreOptions.builder().memtableBytes(MEMTABLE_BYTES).build();
        try (Store store = Store.open(directory, options)) {
            out.println("A store in " + directory + "; './varve top " + directory + "' shows it.");
            fill(store);
            out.printf(
                    Locale.ROOT,
                    "%n%,d keys of %d B with values of %d B, overwritten and read in any order for %s:%n%n",
                    KEYS,
                    KEY_BYTES,
                    VALUE_BYTES,
                    Sizes.time(Duration.ofMillis((long) (minutes * 60_000))));
            out.printf(
                    "%8s %10s %10s %12s %8s %8s %12s %12s%n",
                    "time", "puts/s", "gets/s", "tables", "space", "write", "off heap", "resident");
            out.flush();
            watch(store, (long) (minutes * 60e9));
        }
    }

    private void watch(Store store, long nanos) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> work = thread.submit(() -> overwrite(store));
            long began = System.nanoTime();
            StoreStats first = store.stats();
            StoreStats before = first;
            Peaks firstHalf = new Peaks();
            Peaks secondHalf = new Peaks();
            for (int i = 1; i <= LINES; i++) {
                long until = began + nanos / LINES * i;
                while (System.nanoTime() - until < 0) {
                    pause(work, Math.min(TimeUnit.MILLISECONDS.toNanos(200), until - System.nanoTime()));
                    StoreStats now = store.stats();
                    (i <= LINES / 2 ? firstHalf : secondHalf).add(Footprint.of(now, directory));
                }
                StoreStats now = store.stats();
                line(now, before, nanos / LINES, System.nanoTime() - began);
                before = now;
            }
            isOver = true;
            work.get();
            end(first, store.stats(), firstHalf, secondHalf);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } finally {
            isOver = true;
            thread.close();
        }
    }

    /// Waits, and ends when the other thread has failed.
    private static void pause(Future<?> work, long nanos) throws InterruptedException, ExecutionException {
        try {
            work.get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException stillAtWork) {
            // so it should be
        }
    }

    private void line(StoreStats now, StoreStats before, long nanos, long sinceBegun) {
        double seconds = nanos / 1e9;
        out.printf(
                Locale.ROOT,
                "%8s %,10.0f %,10.0f %12s %8s %8s %12s %12s%n",
                Sizes.time(Duration.ofNanos(sinceBegun)),
                (now.writes().records() - before.writes().records()) / seconds,
                (now.reads().lookups() - before.reads().lookups()) / seconds,
                Sizes.bytes(now.tables().bytes()),
                String.format(Locale.ROOT, "x%.2f", space(now)),
                String.format(Locale.ROOT, "x%.2f", now.amplification().write()),
                Sizes.bytes(Footprint.offHeap(now)),
                Sizes.bytes(Footprint.of(now, directory).resident()));
        out.flush();
    }

    private void end(StoreStats first, StoreStats last, Peaks firstHalf, Peaks secondHalf) {
        StoreStats.Amplification costs = last.amplification();
        long given = last.writes().bytes() - first.writes().bytes();
        out.println();
        out.printf(
                Locale.ROOT,
                "%s given, %.1f times what there is. Largest in the first half, and in the second:%n",
                Sizes.bytes(given),
                (double) given / liveBytes());
        peaks("tables", firstHalf.tables, secondHalf.tables);
        peaks("off heap", firstHalf.memory, secondHalf.memory);
        peaks("resident", firstHalf.resident, secondHalf.resident);
        out.printf(
                Locale.ROOT,
                "Amplification: write x%.2f (x%.2f without the log), read %.2f tables per get, space x%.2f.%n",
                costs.write(),
                costs.flushAndMerge(),
                costs.read(),
                space(last));
        out.printf(
                Locale.ROOT,
                "%,d flushes, %,d merges, %,d moves; stalls: %s. Commits: p99 %.1f us, max %.1f ms.%n",
                last.tables().flushes(),
                last.tables().merges(),
                last.tables().moves(),
                stalls(last),
                last.writes().commitNanos().p99() / 1e3,
                last.writes().commitNanos().max() / 1e6);
    }

    private static String stalls(StoreStats stats) {
        String all = stats.writes().stalls().entrySet().stream()
                .map(of -> of.getKey() + " " + of.getValue().count() + ", "
                        + Sizes.time(Duration.ofNanos(of.getValue().nanos())))
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? "none" : all;
    }

    private void peaks(String what, long first, long second) {
        out.printf(
                Locale.ROOT,
                "  %-10s %10s %10s   %+.0f%%%n",
                what,
                Sizes.bytes(first),
                Sizes.bytes(second),
                first == 0 ? 0 : 100.0 * (second - first) / first);
    }

    /// Bytes of tables for each byte of one version of each key.
    private static double space(StoreStats stats) {
        return (double) stats.tables().bytes() / liveBytes();
    }

    private static long liveBytes() {
        return (long) KEYS * (KEY_BYTES + VALUE_BYTES);
    }

    private void fill(Store store) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(KEY_BYTES);
            MemorySegment value = arena.allocate(VALUE_BYTES);
            for (int i = 0; i < KEYS; i++) {
                put(store, key, value, i);
            }
        }
        store.sync();
    }

    /// A get for every fourth put. A put does not wait for its end: the ring bounds how many are on their way.
    private void overwrite(Store store) {
        SplittableRandom random = new SplittableRandom(1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(KEY_BYTES);
            MemorySegment value = arena.allocate(VALUE_BYTES);
            while (!isOver) {
                for (int i = 0; i < 4; i++) {
                    put(store, key, value, random.nextInt(KEYS));
                }
                fillKey(key, random.nextInt(KEYS));
                if (store.get(key, value) != VALUE_BYTES) {
                    throw new IllegalStateException("a key has lost its value");
                }
            }
        }
    }

    private static void put(Store store, MemorySegment key, MemorySegment value, int number) {
        fillKey(key, number);
        value.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number);
        store.async().put(key, value, UNSYNCED);
    }

    private static void fillKey(MemorySegment key, int number) {
        key.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, number * 0x9E3779B97F4A7C15L);
        key.set(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES, number);
    }

    /// The largest that was seen.
    private static final class Peaks {
        private long tables;
        private long memory;
        private long resident;

        void add(Footprint now) {
            tables = Math.max(tables, now.tables());
            memory = Math.max(memory, now.offHeap());
            resident = Math.max(resident, now.resident());
        }
    }
}

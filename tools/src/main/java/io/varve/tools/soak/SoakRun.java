package io.varve.tools.soak;

import io.varve.Store;
import io.varve.StoreOptions;
import io.varve.StoreStats;
import io.varve.tools.text.Sizes;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One soak: a load of everything, a look at what it takes now and then, closed and opened again at times; what it took
/// must not have grown in the end.
final class SoakRun {
    private static final int SAMPLES = 60;
    private static final int LINES = 10;
    private static final int REOPENED = 6;
    private static final int STEPS_PER_LOOK = 64;
    private static final long NANOS_PER_TURN = 700_000_000;

    private final Path directory;
    private final PrintWriter out;
    private final StoreOptions options;
    private final Load load;
    private final List<Footprint> series = new ArrayList<>();
    private final Totals totals = new Totals();
    private long operations;

    /// @param keys that there may be
    SoakRun(Path directory, PrintWriter out, int keys, long memtableBytes, boolean isAdaptive, long seed) {
        this.directory = directory;
        this.out = out;
        this.options = StoreOptions.builder()
                .memtableBytes(memtableBytes)
                .adaptiveCompaction(isAdaptive)
                .build();
        this.load = new Load(keys, seed);
    }

    /// Runs it.
    ///
    /// @throws GrowthException when something has grown
    /// @throws IllegalStateException when an answer was wrong
    void run(long nanos) {
        out.printf(
                "%8s %12s %12s %8s %10s %10s %10s %10s %6s%n",
                "time", "operations", "checked", "space", "tables", "heap", "off heap", "mapped", "files");
        out.flush();
        Store store = Store.open(directory, options);
        try {
            load.fill(store);
            long began = System.nanoTime();
            for (int part = 1; part <= SAMPLES; part++) {
                work(store, began + nanos / SAMPLES * part);
                sample(store, part, System.nanoTime() - began);
                if (part % (SAMPLES / REOPENED) == 0) {
                    store = reopened(store);
                }
            }
            totals.add(store.stats());
        } finally {
            store.close();
        }
        end();
    }

    private void work(Store store, long untilNanos) {
        long turn = System.nanoTime();
        while (System.nanoTime() - untilNanos < 0) {
            for (int i = 0; i < STEPS_PER_LOOK; i++) {
                load.step(store);
            }
            operations += STEPS_PER_LOOK;
            if (System.nanoTime() - turn > NANOS_PER_TURN) {
                load.turn(store);
                turn = System.nanoTime();
            }
        }
    }

    private void sample(Store store, int part, long sinceBegun) {
        // Else the series would be that of garbage.
        System.gc();
        Footprint now = Footprint.of(store.stats(), directory);
        series.add(now);
        if (part % (SAMPLES / LINES) == 0) {
            out.printf(
                    Locale.ROOT,
                    "%8s %,12d %,12d %8s %10s %10s %10s %10s %6d%n",
                    Sizes.time(Duration.ofNanos(sinceBegun)),
                    operations,
                    load.checked(),
                    String.format(Locale.ROOT, "x%.2f", (double) now.tables() / load.liveBytes()),
                    Sizes.bytes(now.tables()),
                    Sizes.bytes(now.heap()),
                    Sizes.bytes(now.offHeap()),
                    Sizes.bytes(now.mapped()),
                    now.files());
            out.flush();
        }
    }

    private Store reopened(Store store) {
        load.endSnapshots();
        load.checkAll(store, "before a close");
        totals.add(store.stats());
        store.close();
        Store next = Store.open(directory, options);
        boolean isWhole = false;
        load.onOpened();
        try {
            load.checkAll(next, "after an open");
            isWhole = true;
            return next;
        } finally {
            if (!isWhole) {
                next.close();
            }
        }
    }

    private void end() {
        out.printf(
                "%n%,d operations, %,d answers checked, all right; opened %d times.%n",
                operations, load.checked(), REOPENED + 1);
        out.println("Level in the first third after a quarter of the time, and in the last third:");
        for (Measure measure : Measure.ALL) {
            out.println(measure.describe(series));
        }
        out.println(totals.describe());
        out.flush();
        for (Measure measure : Measure.ALL) {
            measure.requireFlat(series);
        }
    }

    /// Of all opens together.
    private static final class Totals {
        private long given;
        private long log;
        private long flushed;
        private long merged;
        private long flushes;
        private long merges;
        private long changes;

        void add(StoreStats stats) {
            given += stats.writes().bytes();
            log += stats.log().bytes();
            flushed += stats.tables().flushedBytes();
            merged += stats.tables().mergedBytes();
            flushes += stats.tables().flushes();
            merges += stats.tables().merges();
            changes += stats.adaptation().changes();
        }

        String describe() {
            return String.format(
                    Locale.ROOT,
                    "Amplification: write x%.2f (x%.2f without the log); %,d flushes, %,d merges%s; %s given.",
                    (double) (log + flushed + merged) / Math.max(1, given),
                    (double) (flushed + merged) / Math.max(1, given),
                    flushes,
                    merges,
                    changes == 0 ? "" : String.format(Locale.ROOT, ", %d changes of numbers of runs", changes),
                    Sizes.bytes(given));
        }
    }
}

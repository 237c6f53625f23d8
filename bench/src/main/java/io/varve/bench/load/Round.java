package io.varve.bench.load;

import io.varve.bench.probe.ProbeException;
import io.varve.bench.probe.Resident;
import io.varve.bench.probe.Usage;
import io.varve.bench.probe.WorkFolder;
import io.varve.bench.results.Row;
import io.varve.bench.stores.Entries;
import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import io.varve.bench.stores.Setup;
import io.varve.bench.stores.Stores;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// One workload on one fresh store.
///
/// @param filling of the entries' values
/// @param count of entries that it is about
/// @param threads that take turns
/// @param nanos that are measured
/// @param memory that the process has, where it is limited; otherwise 0
record Round(
        Load load,
        String store,
        Level level,
        Entries.Filling filling,
        Entries entries,
        long count,
        int threads,
        long nanos,
        long memory) {
    private static final int FILLED_TOGETHER = 1000;

    /// Of a limited memory, what the store may have for itself: the rest is for the heap, and for pages of its files.
    private static final int STORE_PART = 4;

    private static final long LONGEST_WARM_UP = 1_000_000_000L;
    private static final long LONGEST_REST = 20_000_000_000L;
    private static final int LOOK_MILLIS = 20;
    private static final int SETTLED_LOOKS = 3;

    /// Puts per second of the thread that writes while others read.
    private static final int WRITER_RATE = 10_000;

    /// What came of it.
    ///
    /// @param turns that were measured
    /// @param taken all turns since warming up began: what `used` is for
    /// @param took nanoseconds for them
    /// @param used by the whole process, until the store had come to rest
    /// @param isSettled whether it did
    /// @param bytesOnDisk then
    /// @param resident of the whole process, the peak since the store was opened
    record Result(
            long turns,
            long taken,
            long took,
            Histogram latencies,
            List<Double> timeline,
            Usage used,
            boolean isSettled,
            long bytesOnDisk,
            Resident resident)
            implements Serializable {}

    /// The same, after code was compiled and files were made once: what ends by itself has no time to warm up.
    Result runWarm(Path files) throws IOException, ProbeException, InterruptedException {
        if (load.isEnded()) {
            new Round(load, store, level, filling, entries, count, threads, Math.min(nanos, LONGEST_WARM_UP), memory)
                    .run(files);
            System.gc();
        }
        Resident.forget();
        return run(files);
    }

    /// Opens, fills, measures, closes and removes.
    Result run(Path files) throws IOException, ProbeException, InterruptedException {
        try (WorkFolder folder = WorkFolder.below(files)) {
            Path directory = Files.createDirectory(folder.path().resolve(store));
            try (Peer peer = Stores.open(
                    store, directory, Setup.of(entries, count, level).memory(memory / STORE_PART))) {
                peer.prepare();
                if (load.isFilled()) {
                    fill(peer);
                }
                return measure(peer, directory);
            }
        }
    }

    private void fill(Peer peer) throws InterruptedException {
        try (Session session = peer.session(level)) {
            for (long number = 0; number < count; number += FILLED_TOGETHER) {
                session.putBatch(number, (int) Math.min(FILLED_TOGETHER, count - number));
            }
        }
        peer.flush();
        rest(peer);
    }

    private Result measure(Peer peer, Path directory) throws InterruptedException {
        long last = load.entriesPerTurn() == Load.ALL ? entries.last(count, peer.isNumeric()) : 0;
        Usage before = Usage.now();
        long warmUp = load.isEnded() ? 0 : Math.min(LONGEST_WARM_UP, nanos / 2);
        long measured = System.nanoTime() + warmUp;
        Dice.Shared shared = Dice.Shared.of(count, last, load.isFilled() ? count : 0);
        AtomicLong turnsLeft =
                new AtomicLong(load.isEnded() ? Math.ceilDiv(count, load.entriesPerTurn(count)) : Long.MAX_VALUE);
        List<Callable<Worker>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Worker worker = new Worker(load, new Dice(shared, i + 1), turnsLeft, measured, measured + nanos);
            tasks.add(() -> {
                try (Session session = peer.session(level)) {
                    return worker.run(session);
                }
            });
        }
        if (load.hasWriter()) {
            Dice dice = new Dice(shared, -1);
            tasks.add(() -> {
                Worker none = new Worker(load, dice, new AtomicLong(), measured, measured + nanos);
                try (Session session = peer.session(level)) {
                    write(session, dice, measured - warmUp, measured + nanos);
                }
                return none;
            });
        }
        List<Worker> workers = all(tasks);
        boolean isSettled = load.isReading() || rest(peer);
        Usage used = Usage.now().since(before);
        return result(workers, measured, used, isSettled, peer.bytesOnDisk(directory));
    }

    private static void write(Session session, Dice dice, long begin, long end) {
        long interval = 1_000_000_000L / WRITER_RATE;
        for (long due = begin; due - end < 0; due += interval) {
            for (long now = System.nanoTime(); now - due < 0; now = System.nanoTime()) {
                LockSupport.parkNanos(due - now);
            }
            session.put(dice.uniform());
        }
    }

    private List<Worker> all(List<Callable<Worker>> tasks) throws InterruptedException {
        List<Worker> workers = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(tasks.size())) {
            for (Future<Worker> done : executor.invokeAll(tasks)) {
                workers.add(done.get());
            }
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new IllegalStateException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), cause);
        }
        return workers;
    }

    private Result result(List<Worker> workers, long measured, Usage used, boolean isSettled, long bytesOnDisk) {
        Histogram latencies = new Histogram(3);
        long turns = 0;
        long taken = 0;
        long ended = measured + 1;
        for (Worker worker : workers) {
            latencies.add(worker.latencies());
            turns += worker.turns();
            taken += worker.taken();
            ended = Math.max(ended, worker.ended());
        }
        long took = load.isEnded() ? ended - measured : Math.max(nanos, ended - measured);
        int parts = (int) (Math.min(took, nanos) / (Row.TIMELINE_MILLIS * 1_000_000L));
        List<Double> timeline = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            long sum = 0;
            for (Worker worker : workers) {
                sum += worker.timeline()[part];
            }
            timeline.add(sum * load.entriesPerTurn(count) * 1000.0 / Row.TIMELINE_MILLIS);
        }
        return new Result(turns, taken, took, latencies, timeline, used, isSettled, bytesOnDisk, Resident.now());
    }

    /// Lets background work come to its end.
    ///
    /// @return whether it did
    private static boolean rest(Peer peer) throws InterruptedException {
        long began = System.nanoTime();
        for (int looks = 0; looks < SETTLED_LOOKS; looks = peer.isSettled() ? looks + 1 : 0) {
            if (System.nanoTime() - began > LONGEST_REST) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }
}

package io.varve.bench.openloop;

import io.varve.bench.stores.Level;
import io.varve.bench.stores.Peer;
import io.varve.bench.stores.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/// Threads that put to one store, each through a session of its own.
final class Crowd {
    /// Time for all threads to be there before the first instant.
    private static final long RUN_UP = 20_000_000;

    private final Peer peer;
    private final int threads;
    private final Level level;

    Crowd(Peer peer, int threads, Level level) {
        this.peer = peer;
        this.threads = threads;
        this.level = level;
    }

    /// By the schedule; every put is of another key.
    ///
    /// @param rate of all threads together, per second
    Round openLoop(double rate, long warmUp, long length) throws InterruptedException {
        return openLoop(rate, warmUp, length, number -> number);
    }

    /// By the schedule.
    ///
    /// @param rate of all threads together, per second
    /// @param numbers of the entries to put, of numbers that are all different
    Round openLoop(double rate, long warmUp, long length, LongUnaryOperator numbers) throws InterruptedException {
        long begin = System.nanoTime() + RUN_UP;
        List<Callable<Sender>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Schedule schedule = Schedule.of(i, threads, rate, begin, warmUp, length);
            // Threads do not share keys: each has numbers of its own.
            long first = (long) i << 40;
            tasks.add(() -> {
                MachineTime.beWokenInTime();
                try (Session session = peer.session(level)) {
                    return new Sender(
                                    schedule,
                                    MachineTime.INSTANCE,
                                    index -> session.put(numbers.applyAsLong(first + index)))
                            .run();
                }
            });
        }
        Histogram latencies = new Histogram(3);
        Histogram lags = new Histogram(3);
        long done = 0;
        long unsent = 0;
        for (Sender sender : all(tasks)) {
            latencies.add(sender.latencies());
            lags.add(sender.lags());
            done += sender.done();
            unsent += sender.unsent();
        }
        return new Round(done * 1e9 / length, latencies, lags, unsent);
    }

    /// As fast as answers come.
    ///
    /// @return puts per second after the warm-up
    double closedLoop(long warmUp, long length) throws InterruptedException {
        long measured = System.nanoTime() + warmUp;
        AtomicLong next = new AtomicLong();
        List<Callable<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            tasks.add(() -> {
                try (Session session = peer.session(level)) {
                    long count = 0;
                    for (long now = System.nanoTime(); now - measured - length < 0; now = System.nanoTime()) {
                        session.put(next.getAndIncrement());
                        count += now - measured >= 0 ? 1 : 0;
                    }
                    return count;
                }
            });
        }
        return all(tasks).stream().mapToLong(Long::longValue).sum() * 1e9 / length;
    }

    private <T> List<T> all(List<Callable<T>> tasks) throws InterruptedException {
        List<T> results = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (Future<T> done : executor.invokeAll(tasks)) {
                results.add(done.get());
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a put failed: " + failed.getCause(), failed.getCause());
        }
        return results;
    }
}

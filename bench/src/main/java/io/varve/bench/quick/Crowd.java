package io.varve.bench.quick;

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
import org.HdrHistogram.Histogram;

/// Threads that do one workload on one store for a time, in a closed loop.
final class Crowd {
    private final Workload workload;
    private final Peer peer;
    private final AtomicLong nextNumber;
    private final long entries;

    /// @param nextNumber of the entry that is written next
    /// @param entries that are there to be read
    Crowd(Workload workload, Peer peer, AtomicLong nextNumber, long entries) {
        this.workload = workload;
        this.peer = peer;
        this.nextNumber = nextNumber;
        this.entries = entries;
    }

    /// @param warmUpNanos before what is measured: code is compiled, memory and files are made ready
    Figure run(long warmUpNanos, long nanos) throws InterruptedException {
        List<Callable<Histogram>> tasks = new ArrayList<>();
        long began = System.nanoTime() + warmUpNanos;
        for (int i = 0; i < workload.threads(); i++) {
            long first = i * 7L;
            tasks.add(() -> work(began, began + nanos, first));
        }
        Histogram all = new Histogram(3);
        try (ExecutorService executor = workload.isVirtual()
                ? Executors.newVirtualThreadPerTaskExecutor()
                : Executors.newFixedThreadPool(workload.threads())) {
            for (Future<Histogram> done : executor.invokeAll(tasks)) {
                all.add(done.get());
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(peer.name() + ": " + failed.getCause(), failed.getCause());
        }
        return Figure.of(workload, peer.name(), System.nanoTime() - began, all);
    }

    private Histogram work(long begin, long end, long first) {
        Histogram latencies = new Histogram(3);
        try (Session session = peer.session(workload.level())) {
            long turn = first;
            long now = System.nanoTime();
            while (now - end < 0) {
                long started = now;
                switch (workload.kind()) {
                    case PUT -> session.put(nextNumber.getAndIncrement());
                    case PUT_BATCH -> session.putBatch(nextNumber.getAndAdd(Workload.BATCH), Workload.BATCH);
                    case GET -> {
                        turn = (turn + 7919) % entries;
                        require(session.get(turn), turn);
                    }
                    case MIXED -> {
                        turn += 7919;
                        if (turn % 2 == 0) {
                            session.put(nextNumber.getAndIncrement());
                        } else {
                            require(session.get(turn % entries), turn % entries);
                        }
                    }
                    case GET_MISS, GET_MANY, SEEK, SCAN, SCAN_BACK, SCAN_VIEWS ->
                        throw new IllegalStateException("a crowd reads what is there, one by one");
                }
                now = System.nanoTime();
                if (started - begin >= 0) {
                    latencies.recordValue(now - started);
                }
            }
        }
        return latencies;
    }

    private void require(boolean isRight, long number) {
        if (!isRight) {
            throw new IllegalStateException("entry " + number + " was not there or had another value");
        }
    }
}

package io.varve.bench.allocation;

import com.sun.management.ThreadMXBean;
import io.varve.Store;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Rounds of one call by some threads on one store. All threads begin and end a round together; what the
/// process allocates between is counted, so that the few hundred bytes of waiting for each other are in it.
final class Measurement {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Store store;
    private final Call call;
    private final Callers callers;
    private final int callsPerThread;
    private final CyclicBarrier gate;
    private final AtomicLong callerBytes = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean isOver;

    Measurement(Store store, Call call, Callers callers, int callsPerThread) {
        this.store = store;
        this.call = call;
        this.callers = callers;
        this.callsPerThread = callsPerThread;
        this.gate = new CyclicBarrier(callers.threads() + 1);
    }

    /// Rounds until one is as it should be, or there were enough of them: how soon the compiler is done is
    /// not ours to say.
    ///
    /// @return all of them
    List<Sample> rounds(int most, Predicate<Sample> isEnough) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < callers.threads(); i++) {
            Work work = call.of(store);
            threads.add(callers.start(() -> work(work)));
        }
        List<Sample> samples = new ArrayList<>();
        try {
            do {
                samples.add(round());
            } while (samples.size() < most && !isEnough.test(samples.getLast()));
        } finally {
            isOver = true;
            pass();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return samples;
    }

    private Sample round() throws InterruptedException {
        callerBytes.set(0);
        long before = THREADS.getTotalThreadAllocatedBytes();
        pass();
        pass();
        long after = THREADS.getTotalThreadAllocatedBytes();
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException(call.title() + " failed: " + failed, failed);
        }
        long bytes = callers.isVirtual() ? -1 : callerBytes.get();
        return new Sample((long) callers.threads() * callsPerThread, bytes, after - before);
    }

    private void work(Work given) {
        try (Work work = given) {
            pass();
            while (!isOver) {
                call(work);
                pass();
                pass();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void call(Work work) {
        try {
            long before = ownBytes();
            for (int i = 0; i < callsPerThread; i++) {
                work.call(i);
            }
            callerBytes.addAndGet(ownBytes() - before);
            work.settle();
        } catch (RuntimeException failed) {
            failure.compareAndSet(null, failed);
        }
    }

    private long ownBytes() {
        return callers.isVirtual() ? 0 : THREADS.getCurrentThreadAllocatedBytes();
    }

    private void pass() throws InterruptedException {
        try {
            gate.await();
        } catch (BrokenBarrierException broken) {
            throw new IllegalStateException("a caller is gone", broken);
        }
    }
}

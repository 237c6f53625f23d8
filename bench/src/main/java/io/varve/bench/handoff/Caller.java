package io.varve.bench.handoff;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A thread that submits one thing at a time and waits until it is done.
final class Caller implements Runnable {
    private static final long NOTHING = -1;

    private final RingBuffer<Slot> ring;
    private final Sequence done;
    private final Phase phase;
    private final int spins;

    /// To 10 s, with two digits: 64 of them must fit the cache's neighbourhood.
    private final Histogram nanos = new Histogram(10_000_000_000L, 2);

    private volatile long waitingFor = NOTHING;
    private volatile @Nullable Thread thread;

    /// @param done what the writer has finished
    /// @param spins looks at `done` before it parks
    Caller(RingBuffer<Slot> ring, Sequence done, Phase phase, int spins) {
        this.ring = ring;
        this.done = done;
        this.phase = phase;
        this.spins = spins;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        phase.awaitStart();
        long begin = System.nanoTime();
        while (!phase.isOver()) {
            boolean counts = phase.isMeasuring();
            long sequence = claim();
            ring.get(sequence).caller = this;
            ring.publish(sequence);
            await(sequence);
            long end = System.nanoTime();
            if (counts) {
                nanos.recordValue(Math.min(end - begin, nanos.getHighestTrackableValue()));
            }
            begin = end;
        }
    }

    /// Called by the writer once everything up to `sequence`, this caller's, is done.
    void onDone(long sequence) {
        if (waitingFor == sequence) {
            LockSupport.unpark(thread);
        }
    }

    /// Read after the thread has ended.
    Histogram nanos() {
        return nanos;
    }

    private long claim() {
        while (true) {
            try {
                return ring.tryNext();
            } catch (InsufficientCapacityException full) {
                // 4096 places for 64 callers: not expected, and no reason to stop.
                Thread.onSpinWait();
            }
        }
    }

    private void await(long sequence) {
        for (int i = 0; i < spins; i++) {
            if (done.get() >= sequence) {
                return;
            }
            Thread.onSpinWait();
        }
        waitingFor = sequence;
        while (done.get() < sequence) {
            LockSupport.park(this);
        }
        waitingFor = NOTHING;
    }
}

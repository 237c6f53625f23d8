package io.varve.bench.handoff;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// How the writer waits for work: it spins for a while, or yields for ever, or parks.
///
/// No wake-up is lost: a caller moves the cursor (a volatile store) before it reads `isParked`, and the
/// writer sets `isParked` before it looks at the cursor for the last time.
final class WriterWait implements WaitStrategy {
    private final Kind kind;
    private volatile boolean isParked;
    private volatile @Nullable Thread writer;

    /// The ways we compare.
    enum Kind {
        PARK("parks at once", 0),
        SPIN_5("spins 5 us, then parks", 5_000),
        SPIN_20("spins 20 us, then parks", 20_000),
        SPIN_100("spins 100 us, then parks", 100_000),
        YIELD("yields, never parks", Long.MAX_VALUE);

        private final String words;
        private final long spinNanos;

        Kind(String words, long spinNanos) {
            this.words = words;
            this.spinNanos = spinNanos;
        }

        String words() {
            return words;
        }
    }

    WriterWait(Kind kind) {
        this.kind = kind;
    }

    /// Called by the writer before it waits for the first time.
    void onStart() {
        writer = Thread.currentThread();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // yielding is one of the things we measure
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException {
        long available = dependent.get();
        if (available >= sequence) {
            return available;
        }
        long begin = kind == Kind.PARK ? 0 : System.nanoTime();
        while ((available = dependent.get()) < sequence) {
            barrier.checkAlert();
            if (kind == Kind.YIELD) {
                Thread.yield();
            } else if (kind != Kind.PARK && System.nanoTime() - begin < kind.spinNanos) {
                Thread.onSpinWait();
            } else {
                park(sequence, dependent, barrier);
            }
        }
        return available;
    }

    @Override
    public void signalAllWhenBlocking() {
        if (isParked) {
            isParked = false;
            LockSupport.unpark(writer);
        }
    }

    private void park(long sequence, Sequence dependent, SequenceBarrier barrier) {
        isParked = true;
        if (dependent.get() < sequence && !barrier.isAlerted()) {
            LockSupport.park(this);
        }
        isParked = false;
    }
}

package io.varve.bench.handoff;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.TimeoutException;
import java.util.Objects;

/// The writer: takes whatever is published, does nothing with it, says that it is done, wakes who sleeps.
final class WriterLoop implements Runnable {
    /// A place that was claimed and not yet published is nearly always published at once; if not, its caller
    /// lost its core, and we give it ours.
    private static final int PATIENCE = 100;

    private final RingBuffer<Slot> ring;
    private final SequenceBarrier barrier;
    private final WriterWait wait;
    private final Sequence taken = new Sequence();
    private final Sequence done = new Sequence();

    WriterLoop(RingBuffer<Slot> ring, WriterWait wait) {
        this.ring = ring;
        this.barrier = ring.newBarrier();
        this.wait = wait;
        ring.addGatingSequences(taken);
    }

    /// What is done: everything up to and with it.
    Sequence done() {
        return done;
    }

    /// Ends the loop once nobody submits any more.
    void stop() {
        barrier.alert();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // see PATIENCE
    public void run() {
        wait.onStart();
        long next = taken.get() + 1;
        int fruitless = 0;
        try {
            while (true) {
                long available = barrier.waitFor(next);
                if (available < next) {
                    if (++fruitless % PATIENCE == 0) {
                        Thread.yield();
                    }
                    continue;
                }
                fruitless = 0;
                done.setVolatile(available);
                for (; next <= available; next++) {
                    Objects.requireNonNull(ring.get(next).caller, "a published slot has a caller")
                            .onDone(next);
                }
                taken.set(available);
            }
        } catch (AlertException stopped) {
            return;
        } catch (TimeoutException | InterruptedException impossible) {
            throw new AssertionError("our wait strategy does neither", impossible);
        }
    }
}

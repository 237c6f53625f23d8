package io.varve.bench.handoff;

import com.lmax.disruptor.RingBuffer;
import io.varve.bench.probe.ProbeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// One run of one shape: a fresh ring, writer and callers.
///
/// @param nanos the time of each submission, to the caller
/// @param seconds how long was measured
record Exchange(Histogram nanos, double seconds) {
    private static final int RING_SIZE = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static Exchange run(Shape shape, long warmMillis, long measuredMillis) throws ProbeException {
        WriterWait wait = new WriterWait(shape.writer());
        RingBuffer<Slot> ring = RingBuffer.createMultiProducer(Slot::new, RING_SIZE, wait);
        WriterLoop loop = new WriterLoop(ring, wait);
        Phase phase = new Phase();
        Thread writer = Thread.ofPlatform().daemon().name("probe-writer").start(loop);
        List<Caller> callers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < shape.crowd().callers(); i++) {
            Caller caller = new Caller(ring, loop.done(), phase, shape.callerSpins());
            callers.add(caller);
            threads.add(start(caller, shape.crowd().isVirtual(), i));
        }
        try {
            double seconds = phase.run(warmMillis, measuredMillis) / 1e9;
            for (Thread thread : threads) {
                join(thread);
            }
            loop.stop();
            // The signal wakes the writer to see the alert; a second one after it may just have parked.
            while (writer.isAlive()) {
                wait.signalAllWhenBlocking();
                writer.join(Duration.ofMillis(1));
            }
            Histogram nanos = new Histogram(10_000_000_000L, 2);
            callers.forEach(caller -> nanos.add(caller.nanos()));
            return new Exchange(nanos, seconds);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProbeException("The hand-off was interrupted.", interrupted);
        }
    }

    double perSecond() {
        return nanos.getTotalCount() / seconds;
    }

    private static Thread start(Caller caller, boolean isVirtual, int number) {
        return isVirtual
                ? Thread.ofVirtual().name("probe-caller-" + number).start(caller)
                : Thread.ofPlatform().daemon().name("probe-caller-" + number).start(caller);
    }

    private static void join(Thread thread) throws ProbeException, InterruptedException {
        if (!thread.join(PATIENCE)) {
            throw new ProbeException(thread.getName() + " was not woken within " + PATIENCE.toSeconds() + " s.");
        }
    }
}

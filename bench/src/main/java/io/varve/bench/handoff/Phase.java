package io.varve.bench.handoff;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Where a run stands: starting, warming up, measuring, over.
final class Phase {
    private final CountDownLatch start = new CountDownLatch(1);
    private volatile boolean isMeasuring;
    private volatile boolean isOver;

    void awaitStart() {
        try {
            start.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isMeasuring() {
        return isMeasuring;
    }

    boolean isOver() {
        return isOver;
    }

    /// Goes through all phases.
    ///
    /// @return how long the measuring really took, in nanoseconds
    long run(long warmMillis, long measuredMillis) throws InterruptedException {
        try {
            start.countDown();
            TimeUnit.MILLISECONDS.sleep(warmMillis);
            isMeasuring = true;
            long begin = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(measuredMillis);
            isMeasuring = false;
            return System.nanoTime() - begin;
        } finally {
            isMeasuring = false;
            isOver = true;
        }
    }
}

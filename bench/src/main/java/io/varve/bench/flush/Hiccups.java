package io.varve.bench.flush;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// What the machine holds a thread up for that has nothing to do: it sleeps for a millisecond, again and again, and
/// takes the time that it slept too long.
public final class Hiccups implements AutoCloseable {
    private static final long SLEEP_NANOS = 1_000_000;

    private final Histogram late = new Histogram(3);
    private final Thread thread = Thread.ofPlatform().name("hiccups").unstarted(this::sleep);
    private volatile boolean isOver;

    private Hiccups() {}

    /// Begins to sleep.
    public static Hiccups begin() {
        Hiccups hiccups = new Hiccups();
        hiccups.thread.start();
        return hiccups;
    }

    /// Ends it.
    ///
    /// @return what was too long, in nanoseconds
    public Histogram end() throws InterruptedException {
        isOver = true;
        thread.join();
        return late;
    }

    @Override
    public void close() {
        isOver = true;
    }

    private void sleep() {
        while (!isOver) {
            long began = System.nanoTime();
            LockSupport.parkNanos(SLEEP_NANOS);
            late.recordValue(Math.max(0, System.nanoTime() - began - SLEEP_NANOS));
        }
    }
}

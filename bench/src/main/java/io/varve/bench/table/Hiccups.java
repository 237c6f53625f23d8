package io.varve.bench.table;

/// A Java thread that does nothing but look at the clock, and so sees every pause; and every 2 ms it asks for
/// a safepoint (a dump of all stacks), and so sees how long somebody holds one up: a thread in a page fault is
/// in Java state and cannot be stopped.
final class Hiccups implements AutoCloseable {
    private static final long SAFEPOINT_EVERY = 2_000_000;

    private final Thread thread;
    private volatile boolean isOver;
    private volatile long worstPause;
    private volatile long worstSafepoint;
    private volatile int dumped;

    Hiccups() {
        thread = Thread.ofPlatform().daemon().name("probe-hiccups").start(this::watch);
    }

    /// Forgets what was seen before.
    void reset() {
        worstPause = 0;
        worstSafepoint = 0;
    }

    /// The longest time between two looks at the clock since the reset, in nanoseconds.
    long worstPause() {
        return worstPause;
    }

    /// The longest time a safepoint took to be reached and done since the reset, in nanoseconds.
    long worstSafepoint() {
        return worstSafepoint;
    }

    /// Whether a safepoint was asked for since the reset.
    boolean hasAsked() {
        return worstSafepoint > 0;
    }

    @Override
    public void close() {
        isOver = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// A reset between the comparison and the store of a maximum is lost: one stale figure in a round that
    /// has only begun. So the probe resets, and then waits for a moment before it begins.
    private void watch() {
        long last = System.nanoTime();
        long asked = last;
        while (!isOver) {
            long now = System.nanoTime();
            if (now - last > worstPause) {
                worstPause = now - last;
            }
            last = now;
            if (now - asked > SAFEPOINT_EVERY) {
                dumped = Thread.getAllStackTraces().size();
                asked = System.nanoTime();
                if (asked - now > worstSafepoint) {
                    worstSafepoint = asked - now;
                }
                last = asked;
            }
        }
    }

    /// How many threads the last dump showed; keeps the dump from being optimised away.
    int dumped() {
        return dumped;
    }
}

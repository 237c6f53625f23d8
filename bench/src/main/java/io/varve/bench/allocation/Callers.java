package io.varve.bench.allocation;

/// Threads that call at the same time.
record Callers(int threads, boolean isVirtual) {
    static Callers platform(int threads) {
        return new Callers(threads, false);
    }

    static Callers virtual(int threads) {
        return new Callers(threads, true);
    }

    Thread start(Runnable task) {
        return isVirtual
                ? Thread.ofVirtual().start(task)
                : Thread.ofPlatform().daemon().start(task);
    }

    String title() {
        return threads + (isVirtual ? " virtual" : " platform");
    }
}

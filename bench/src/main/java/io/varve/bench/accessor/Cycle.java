package io.varve.bench.accessor;

import java.util.SplittableRandom;

/// One random cycle through all cache lines of a piece of memory, the same every time.
final class Cycle {
    /// Steps are a cache line apart, so that no step profits from the one before.
    static final int LINE = 64;

    private Cycle() {}

    /// For each line the next one (Sattolo's shuffle: one cycle, not several short ones).
    static int[] successors(int size) {
        int lines = size / LINE;
        int[] next = new int[lines];
        for (int i = 0; i < lines; i++) {
            next[i] = i;
        }
        SplittableRandom random = new SplittableRandom(42);
        for (int i = lines - 1; i > 0; i--) {
            int j = random.nextInt(i);
            int kept = next[i];
            next[i] = next[j];
            next[j] = kept;
        }
        return next;
    }
}

package io.varve.nativeio.sim;

import java.util.SplittableRandom;

/// One seed, and a generator for each name: who asks for a new name shifts nobody else's numbers.
public final class RandomTree {
    private final long seed;

    /// The tree that grows from `seed`.
    public RandomTree(long seed) {
        this.seed = seed;
    }

    /// A generator at its beginning; the same name gives the same numbers.
    public SplittableRandom named(String name) {
        return new SplittableRandom(seedOf(name));
    }

    /// A tree below this one.
    public RandomTree child(String name) {
        return new RandomTree(seedOf(name));
    }

    private long seedOf(String name) {
        return new SplittableRandom(seed ^ TraceHash.hash(name)).nextLong();
    }
}

package io.varve.nativeio.sim.toylog;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.function.BiConsumer;

/// Runs a lane against the right log, or against a wrong one until the lane finds what is wrong.
final class ToyHunt {
    private static final int MOST_SEEDS = 200;

    private ToyHunt() {}

    static void pass(long seed, BiConsumer<ToyLanes, Long> lane) {
        long start = System.nanoTime();
        lane.accept(new ToyLanes(ToyBug.NONE), seed);
        ToyReport.addTime(System.nanoTime() - start);
    }

    static void find(ToyBug bug, String laneName, long firstSeed, BiConsumer<ToyLanes, Long> lane) {
        ToyLanes lanes = new ToyLanes(bug);
        for (long seed = firstSeed; seed < firstSeed + MOST_SEEDS; seed++) {
            long start = System.nanoTime();
            try {
                lane.accept(lanes, seed);
            } catch (AssertionError found) {
                ToyReport.caught(bug, laneName, seed);
                return;
            } finally {
                ToyReport.addTime(System.nanoTime() - start);
            }
        }
        fail("the " + laneName + " lane did not find " + bug + " with " + MOST_SEEDS + " seeds");
    }
}

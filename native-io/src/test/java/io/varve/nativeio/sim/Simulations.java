package io.varve.nativeio.sim;

import java.util.function.Consumer;

/// Runs scenarios by seed, and now and then the same seed twice.
public final class Simulations {
    /// One seed in so many runs twice.
    private static final int REPEAT_INTERVAL = 50;

    private Simulations() {}

    /// Runs a scenario in a new simulation. One seed in fifty runs twice; if the two runs differ in
    /// anything they decided or did, something read a source of chance that the seed does not rule.
    ///
    /// @param scenario spawns tasks, runs them and checks what came out; must keep nothing between runs
    /// @return the simulation, at its end
    public static Simulation run(long seed, Consumer<Simulation> scenario) {
        Simulation first = runOnce(seed, scenario);
        if (Long.remainderUnsigned(new RandomTree(seed).named("repeat").nextLong(), REPEAT_INTERVAL) == 0) {
            compare(first, runOnce(seed, scenario));
        }
        return first;
    }

    /// Runs a scenario twice, whatever the seed.
    public static Simulation runTwice(long seed, Consumer<Simulation> scenario) {
        Simulation first = runOnce(seed, scenario);
        compare(first, runOnce(seed, scenario));
        return first;
    }

    private static Simulation runOnce(long seed, Consumer<Simulation> scenario) {
        Simulation simulation = new Simulation(seed);
        scenario.accept(simulation);
        return simulation;
    }

    private static void compare(Simulation first, Simulation second) {
        if (first.traceHash() != second.traceHash()) {
            throw new SimulationFailure("seed " + first.seed() + " is not repeatable: trace "
                    + Long.toHexString(first.traceHash()) + " after " + first.steps() + " steps, then "
                    + Long.toHexString(second.traceHash()) + " after " + second.steps());
        }
    }
}

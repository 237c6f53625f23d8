package io.varve.nativeio.sim;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.testing.SchedulerContract;

/// The simulated scheduler does what the seam says.
final class SimSchedulerContractTest extends SchedulerContract {
    private Simulation simulation = new Simulation(0);

    @Override
    protected Scheduler scheduler() {
        return simulation.scheduler();
    }

    @Override
    protected Clock clock() {
        return simulation.clock();
    }

    @Override
    protected void run(Runnable body) {
        for (long seed = 1; seed <= 50; seed++) {
            simulation = new Simulation(seed);
            simulation.spawn("test", body);
            simulation.run();
        }
    }

    @Override
    protected void spawn(Runnable body) {
        simulation.spawn("another", body);
    }
}

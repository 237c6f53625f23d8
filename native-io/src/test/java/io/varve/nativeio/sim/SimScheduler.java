package io.varve.nativeio.sim;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// Threads of the simulated process.
///
/// **Promises:** stricter than the seam, so that mistakes show: [#await] looks at its condition only
/// when it was told to, never "now and then besides", so a lost wake-up is a deadlock here, or a wait to
/// the deadline that [#lateWakeups()] counts; [#park] returns for no reason more often than any
/// machine does. The idle strategy of a worker is not used.
public final class SimScheduler implements Scheduler {
    private final Simulation simulation;
    private final SplittableRandom random;
    private int startsUntilRefusal = Integer.MAX_VALUE;
    private long lateWakeups;

    SimScheduler(Simulation simulation, SplittableRandom random) {
        this.simulation = simulation;
        this.random = random;
    }

    /// Refuses the thread of the `index`-th [#start] from now on, counted from 1, and no other.
    public void refuseStart(int index) {
        startsUntilRefusal = index;
    }

    /// How often a wait ended at its deadline although its condition was true: somebody forgot to
    /// unpark, or the condition depends on time alone.
    public long lateWakeups() {
        return lateWakeups;
    }

    @Override
    public Worker start(Agent agent, IdleStrategy idle) {
        simulation.yieldAt("start");
        if (--startsUntilRefusal == 0) {
            startsUntilRefusal = Integer.MAX_VALUE;
            throw new IllegalStateException(agent.roleName() + ": the machine gives no thread (injected)");
        }
        SimWorker worker = new SimWorker(simulation, agent);
        worker.begin();
        return worker;
    }

    /// One of two, a task on the same for ever.
    @Override
    public int processor() {
        return simulation.current("processor").id & 1;
    }

    @Override
    public Object self() {
        return simulation.current("self");
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) {
        if (!simulation.isInTask() && condition.getAsBoolean()) {
            return true;
        }
        SimTask task = simulation.current("await");
        while (true) {
            simulation.suspend(task);
            if (condition.getAsBoolean()) {
                return true;
            }
            if (simulation.clock().nanoTime() >= deadlineNanos) {
                return false;
            }
            pause(task, condition, deadlineNanos);
            boolean isTold = task.hasPermit;
            task.hasPermit = false;
            if (!isTold && condition.getAsBoolean()) {
                lateWakeups++;
                return true;
            }
        }
    }

    @Override
    public void park(long deadlineNanos) {
        SimTask task = simulation.current("park");
        if (!task.hasPermit && random.nextInt(16) != 0) {
            pause(task, null, deadlineNanos);
        } else {
            simulation.suspend(task);
        }
        task.hasPermit = false;
    }

    @Override
    public void unpark(Object waiter) {
        ((SimTask) waiter).hasPermit = true;
        simulation.yieldAt("unpark");
    }

    @Override
    public void spin() {
        SimTask task = simulation.current("spin");
        task.state = SimTask.State.SPINNING;
        simulation.suspend(task);
    }

    @Override
    public void giveWay() {
        spin();
    }

    private void pause(SimTask task, @Nullable BooleanSupplier condition, long deadlineNanos) {
        task.condition = condition;
        task.deadlineNanos = deadlineNanos;
        task.state = SimTask.State.WAITING;
        simulation.suspend(task);
        task.deadlineNanos = NEVER;
        task.condition = null;
    }
}

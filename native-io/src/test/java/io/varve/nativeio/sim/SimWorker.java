package io.varve.nativeio.sim;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.jspecify.annotations.Nullable;

/// The duty cycle of one agent as a task.
///
/// An agent that finds nothing to do waits in virtual time, each time twice as long as before, until
/// it is woken or finds something. An `Error` it throws (a broken assertion, a broken rule of the
/// simulation) ends the run; an exception is kept, as the seam says.
final class SimWorker implements Worker {
    private static final long FIRST_IDLE_NANOS = 1_000;
    private static final long LONGEST_IDLE_NANOS = 100_000_000;

    private final Simulation simulation;
    private final Agent agent;
    private final List<SimTask> joiners = new ArrayList<>();
    private @Nullable SimTask task;
    private @Nullable Throwable failure;
    private boolean isStopped;
    private boolean isAlive = true;

    SimWorker(Simulation simulation, Agent agent) {
        this.simulation = simulation;
        this.agent = agent;
    }

    void begin() {
        task = simulation.start(agent.roleName(), false, this::live);
    }

    @Override
    public String name() {
        return agent.roleName();
    }

    @Override
    public void wake() {
        if (task != null) {
            task.hasPermit = true;
        }
        simulation.yieldAt("wake");
    }

    @Override
    public void stop() {
        isStopped = true;
        wake();
    }

    @Override
    public boolean join(long deadlineNanos) {
        if (isAlive) {
            joiners.add(simulation.current("join of " + name()));
        }
        return simulation.scheduler().await(() -> !isAlive, deadlineNanos);
    }

    @Override
    public boolean isAlive() {
        return isAlive;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    private void live() {
        try {
            agent.onStart();
            work();
        } catch (AgentTerminationException orderly) {
            // how an agent says that it is done
        } catch (Throwable e) {
            keep(e);
        }
        try {
            agent.onClose();
        } catch (Throwable e) {
            keep(e);
        }
        isAlive = false;
        for (SimTask joiner : joiners) {
            joiner.hasPermit = true;
        }
    }

    private void work() throws Exception {
        long idleNanos = FIRST_IDLE_NANOS;
        while (!isStopped) {
            if (agent.doWork() > 0) {
                idleNanos = FIRST_IDLE_NANOS;
                simulation.yieldAt("between two steps");
            } else if (!isStopped) {
                idle(idleNanos);
                idleNanos = Math.min(2 * idleNanos, LONGEST_IDLE_NANOS);
            }
        }
    }

    /// Waits without having looked away: a wake-up that came since the last look is not lost.
    private void idle(long nanos) {
        SimTask self = simulation.current("idle");
        self.isIdle = true;
        self.deadlineNanos = simulation.clock().nanoTime() + nanos;
        self.state = SimTask.State.WAITING;
        simulation.suspend(self);
        self.deadlineNanos = Scheduler.NEVER;
        self.isIdle = false;
        self.hasPermit = false;
    }

    private void keep(Throwable e) {
        if (e instanceof Error) {
            simulation.fail(e);
        }
        if (failure == null) {
            failure = e;
        } else if (!failure.equals(e)) {
            failure.addSuppressed(e);
        }
    }
}

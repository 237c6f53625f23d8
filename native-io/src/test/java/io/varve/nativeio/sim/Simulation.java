package io.varve.nativeio.sim;

import io.varve.nativeio.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One run of a process on one carrier thread, decided by one seed.
///
/// Tasks (clients, and the workers of [SimScheduler]) run until they reach a seam, where the seed
/// chooses who goes on. Time passes only between steps. The run ends, with a [SimulationFailure] that
/// names seed and tasks, when a task throws, when nobody can ever go on, or when it exceeds its bounds.
///
/// A loop that never reaches a seam holds the carrier, and nothing here can see it: JUnit ends such a
/// test after the five minutes of real time that `junit-platform.properties` gives every test, with a
/// stack that shows the loop.
///
/// **Owner:** the thread that calls [#run()]; a simulation is used by that thread only.
public final class Simulation {
    private static final long STEP_NANOS = 100;

    /// One suspension in so many looks for held monitors, which costs a walk of the stack; which one
    /// differs from seed to seed, so that short runs are looked at too.
    private static final int MONITOR_CHECK_INTERVAL = 4096;

    private final long seed;
    private final RandomTree randoms;
    private final SimClock clock = new SimClock();
    private final TraceHash trace = new TraceHash();
    private final Turns turns;
    private final SimScheduler scheduler;
    private final List<Runnable> hooks = new ArrayList<>();
    private final MonitorCheck monitors = new MonitorCheck();
    private long maxSteps = 5_000_000;
    private long maxNanos = 24L * 3600 * 1_000_000_000;
    private final int monitorCheckStep;
    private long steps;
    private int crashes;
    private int taskCount;
    private int liveClients;
    private @Nullable SimTask current;
    private @Nullable Throwable failure;
    private @Nullable Runnable outside;

    /// A run that `seed` decides.
    public Simulation(long seed) {
        this.seed = seed;
        this.randoms = new RandomTree(seed);
        this.monitorCheckStep = randoms.named("monitors").nextInt(MONITOR_CHECK_INTERVAL);
        this.turns = new Turns(clock, randoms.named("turns"));
        this.scheduler = new SimScheduler(this, randoms.named("scheduler"));
        clock.onStandstill(this::stop);
    }

    /// Bounds the run: more steps or more virtual time is a failure for lack of progress.
    public Simulation bounds(long maxSteps, long maxNanos) {
        this.maxSteps = maxSteps;
        this.maxNanos = maxNanos;
        return this;
    }

    /// Starts a client: a task that [#run()] waits for.
    public void spawn(String name, Runnable body) {
        start(name, true, body);
    }

    /// Runs until every client has ended; workers stay where they are and go on with the next run.
    public void run() {
        run(() -> liveClients == 0);
    }

    /// Runs until `done` says so, which is asked between steps, or every client has ended.
    public void run(BooleanSupplier done) {
        if (current != null) {
            throw new IllegalStateException("a task cannot run its own simulation");
        }
        while (liveClients > 0 && !done.getAsBoolean()) {
            SimTask task = turns.next();
            if (task == null) {
                throw new SimulationFailure("deadlock: nobody can ever go on" + state());
            }
            step(task);
            if (failure != null) {
                throw failed(failure);
            }
            if (steps > maxSteps || clock.nanoTime() > maxNanos) {
                throw new SimulationFailure("no end in sight" + state());
            }
        }
    }

    /// Ends the process as a crash does: no task ever goes on, no `finally` runs. Time, seed and
    /// whatever disk there is remain, the disk for its [CrashImages] only. Called by a task, it does not
    /// return; an observer of a disk may call it too.
    public void crash() {
        crashes++;
        turns.clear();
        liveClients = 0;
        outside = null;
        hooks.clear();
        trace.add("crash");
        if (current != null) {
            Continuations.suspend();
        }
    }

    /// Generator of the component `name`, at its beginning.
    public SplittableRandom random(String name) {
        return randoms.named(name);
    }

    /// What decides the run.
    public long seed() {
        return seed;
    }

    /// The clock of the simulated machine.
    public SimClock clock() {
        return clock;
    }

    /// The threads of the simulated process.
    public SimScheduler scheduler() {
        return scheduler;
    }

    /// How often a task was let go on.
    public long steps() {
        return steps;
    }

    /// Digest of every decision and every call of a seam so far.
    public long traceHash() {
        return trace.value();
    }

    /// Ends the run with this failure, even if the code of the task that met it swallows it.
    public void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
    }

    /// Lets `action` run between two steps, outside every continuation, before the caller goes on;
    /// called by no task, it runs at once. For what looks at the whole process from outside.
    public void outside(Runnable action) {
        SimTask task = current;
        if (task == null) {
            action.run();
            return;
        }
        outside = action;
        suspend(task);
    }

    /// Calls `hook` before every step, outside every task, until the process crashes; it must not wait.
    void eachStep(Runnable hook) {
        hooks.add(hook);
    }

    /// Takes part in the trace.
    void note(long event) {
        trace.add(event);
    }

    /// A point where another task may be chosen; nothing happens when no task calls.
    void yieldAt(Object doing) {
        yieldAt(doing, "");
    }

    void yieldAt(Object doing, String path) {
        SimTask task = current;
        if (task != null) {
            task.does(doing, path);
            suspend(task);
        }
    }

    /// Suspends the caller until virtual time reaches the deadline, whatever anybody tells it.
    void sleep(Object doing, String path, long deadlineNanos) {
        SimTask task = current(doing);
        task.does(doing, path);
        task.deadlineNanos = deadlineNanos;
        while (clock.nanoTime() < deadlineNanos) {
            boolean hadPermit = task.hasPermit;
            task.hasPermit = false;
            task.state = SimTask.State.WAITING;
            suspend(task);
            task.hasPermit |= hadPermit;
        }
        task.deadlineNanos = Scheduler.NEVER;
    }

    boolean isInTask() {
        return current != null;
    }

    SimTask current(Object doing) {
        SimTask task = current;
        if (task == null) {
            throw new IllegalStateException(doing + " is for tasks of the simulation; spawn one");
        }
        task.does(doing, "");
        return task;
    }

    SimTask start(String name, boolean isClient, Runnable body) {
        SimTask task = new SimTask(taskCount++, name, isClient, () -> runBody(body));
        turns.add(task);
        liveClients += isClient ? 1 : 0;
        trace.add(name);
        return task;
    }

    /// Suspends the task until it is chosen again; its state says when that may be.
    void suspend(SimTask task) {
        if (steps % MONITOR_CHECK_INTERVAL == monitorCheckStep) {
            monitors.check(task.name);
        }
        try {
            Continuations.suspend();
        } catch (IllegalStateException e) {
            fail(new SimulationFailure(
                    task.name + " cannot be suspended in " + task.doing()
                            + ": a native frame or a monitor is on its stack",
                    e));
            throw e;
        }
    }

    /// Ends the run from within a task, which may swallow what is thrown at it, and so does not go on.
    private void stop(SimulationFailure why) {
        fail(why);
        if (current == null) {
            throw why;
        }
        Continuations.suspend();
    }

    private void runBody(Runnable body) {
        try {
            body.run();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void step(SimTask task) {
        steps++;
        clock.advance(STEP_NANOS);
        trace.add(task.id);
        for (Runnable hook : hooks) {
            hook.run();
        }
        task.state = SimTask.State.RUNNABLE;
        int life = crashes;
        do {
            Runnable action = outside;
            outside = null;
            if (action != null) {
                action.run();
            }
            if (life == crashes) {
                resume(task);
            }
        } while (outside != null);
        if (life == crashes && Continuations.isDone(task.continuation)) {
            task.state = SimTask.State.DONE;
            turns.remove(task);
            liveClients -= task.isClient ? 1 : 0;
        }
    }

    private void resume(SimTask task) {
        current = task;
        try {
            Continuations.resume(task.continuation);
        } finally {
            current = null;
        }
    }

    private SimulationFailure failed(Throwable cause) {
        return new SimulationFailure("failed: " + cause + state(), cause);
    }

    private String state() {
        return " (seed " + seed + ", step " + steps + ", virtual time " + clock.nanoTime() + " ns)" + turns.describe();
    }
}

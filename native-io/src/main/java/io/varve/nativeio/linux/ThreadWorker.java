package io.varve.nativeio.linux;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/// Runs one agent on one thread.
///
/// Not Agrona's `AgentRunner`: an interrupt ends that one, an `Error` makes it skip `onClose`, and its
/// close interrupts the thread again and again. An interrupt must not end a thread that others wait for.
final class ThreadWorker implements Worker, Runnable {
    private static final long LAST_STEPS_NANOS = 1_000_000_000;

    private final Scheduler scheduler;
    private final Agent agent;
    private final IdleStrategy idle;
    private final String name;
    private final Thread thread;
    private final Queue<Thread> joiners = new ConcurrentLinkedQueue<>();
    private volatile boolean isStopping;
    private volatile boolean isAlive = true;
    private volatile @Nullable Throwable failure;

    private ThreadWorker(Scheduler scheduler, ThreadFactory threads, Agent agent, IdleStrategy idle) {
        this.scheduler = scheduler;
        this.agent = agent;
        this.idle = idle;
        this.name = agent.roleName();
        Thread made = threads.newThread(this);
        if (made == null) {
            throw new IllegalStateException("the thread factory made no thread for " + name);
        }
        made.setName(name);
        this.thread = made;
    }

    static Worker start(Scheduler scheduler, ThreadFactory threads, Agent agent, IdleStrategy idle) {
        ThreadWorker worker = new ThreadWorker(scheduler, threads, agent, idle);
        try {
            worker.thread.start();
        } catch (OutOfMemoryError noThread) {
            throw new IllegalStateException("the machine gives no thread for " + worker.name, noThread);
        }
        return worker;
    }

    @Override
    public void run() {
        try {
            agent.onStart();
            work();
        } catch (AgentTerminationException orderly) {
            // how an agent says that it is done
        } catch (Throwable thrown) {
            failure = thrown;
        }
        try {
            agent.onClose();
        } catch (Throwable thrown) {
            keep(thrown);
        }
        isAlive = false;
        joiners.forEach(LockSupport::unpark);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void wake() {
        LockSupport.unpark(thread);
    }

    @Override
    public void stop() {
        isStopping = true;
        wake();
    }

    @Override
    public boolean join(long deadlineNanos) {
        joiners.add(Thread.currentThread());
        try {
            return scheduler.await(() -> !isAlive, deadlineNanos) && awaitGone();
        } finally {
            joiners.remove(Thread.currentThread());
        }
    }

    /// Waits for the few instructions between the agent's end and the thread's: who joined may list the
    /// threads of the process, or leave a class loader behind. Not for longer than that takes: a thread of
    /// the caller's factory may go on with work of its own.
    private boolean awaitGone() {
        boolean wasInterrupted = false;
        long end = System.nanoTime() + LAST_STEPS_NANOS;
        while (thread.isAlive() && System.nanoTime() - end < 0) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException interrupted) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @Override
    public boolean isAlive() {
        return isAlive;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    private void work() throws Exception {
        while (!isStopping) {
            // An interrupted thread could not park: it would spin from here on.
            Thread.interrupted();
            idle.idle(agent.doWork());
        }
    }

    private void keep(Throwable thrown) {
        Throwable first = failure;
        if (first == null) {
            failure = thrown;
        } else if (!first.equals(thrown)) {
            first.addSuppressed(thrown);
        }
    }
}

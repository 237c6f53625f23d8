package io.varve.nativeio.linux;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.IdleStrategy;

/// Real threads.
final class ThreadScheduler implements Scheduler {
    private final ThreadFactory threads;
    private final Alarms alarms = new Alarms();

    ThreadScheduler(ThreadFactory threads) {
        this.threads = threads;
    }

    @Override
    public Worker start(Agent agent, IdleStrategy idle) {
        return ThreadWorker.start(this, threads, agent, idle);
    }

    @Override
    public Object self() {
        return Thread.currentThread();
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) {
        boolean wasInterrupted = false;
        try {
            while (!condition.getAsBoolean()) {
                if (deadlineNanos != NEVER && System.nanoTime() - deadlineNanos >= 0) {
                    return false;
                }
                park(deadlineNanos);
                wasInterrupted |= Thread.interrupted();
            }
            return true;
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void park(long deadlineNanos) {
        if (deadlineNanos == NEVER) {
            LockSupport.park(this);
        } else {
            alarms.park(this, deadlineNanos);
        }
    }

    @Override
    public void unpark(Object waiter) {
        LockSupport.unpark((Thread) waiter);
    }

    @Override
    public void spin() {
        Thread.onSpinWait();
    }

    @Override
    public int processor() {
        return Processor.current();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // that it may do nothing is no harm: then nobody wanted to run
    public void giveWay() {
        Thread.yield();
    }
}

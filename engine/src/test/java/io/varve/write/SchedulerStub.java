package io.varve.write;

import io.varve.nativeio.Scheduler;
import io.varve.nativeio.Worker;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.IdleStrategy;

/// What a scheduler of a test need not do.
abstract class SchedulerStub implements Scheduler {
    @Override
    public Object self() {
        return this;
    }

    @Override
    public int processor() {
        return Neighbours.UNKNOWN;
    }

    @Override
    public boolean await(BooleanSupplier condition, long deadlineNanos) {
        throw new UnsupportedOperationException("nobody sleeps here");
    }

    @Override
    public void unpark(Object waiter) {
        throw new UnsupportedOperationException("nobody sleeps here");
    }

    @Override
    public void spin() {
        Thread.onSpinWait();
    }

    @Override
    public void giveWay() {
        Thread.onSpinWait();
    }

    @Override
    public Worker start(Agent agent, IdleStrategy idle) {
        throw new UnsupportedOperationException("no threads here");
    }

    @Override
    public void park(long deadlineNanos) {
        throw new UnsupportedOperationException("waits have a condition");
    }
}

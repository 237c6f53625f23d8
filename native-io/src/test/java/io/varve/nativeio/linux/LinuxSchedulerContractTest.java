package io.varve.nativeio.linux;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.testing.SchedulerContract;

/// Real threads do what the simulated ones are held to.
final class LinuxSchedulerContractTest extends SchedulerContract {
    private final Scheduler scheduler = Linux.scheduler(Linux.daemonThreads());

    @Override
    protected Scheduler scheduler() {
        return scheduler;
    }

    @Override
    protected Clock clock() {
        return Linux.clock();
    }

    @Override
    protected void run(Runnable body) {
        body.run();
    }

    @Override
    protected void spawn(Runnable body) {
        Thread.ofPlatform().start(body);
    }
}

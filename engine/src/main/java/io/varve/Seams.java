package io.varve;

import io.varve.lock.Holder;
import io.varve.nativeio.Clock;
import io.varve.nativeio.Disk;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.linux.Linux;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;

/// The outside of a store: this machine, or a simulated one.
///
/// @param memory within the budget of the options
/// @param random draws the identity of a new store
record Seams(Disk disk, Memory memory, Clock clock, Scheduler scheduler, Holder holder, RandomGenerator random) {
    /// This machine.
    static Seams ofMachine(StoreOptions options) {
        Linux.loadClassesBeside(Store.class);
        Memory memory = Linux.memory(new MemoryBudget(options.memoryBudgetBytes()));
        ThreadFactory threads = Objects.requireNonNullElseGet(options.threadFactory(), Linux::daemonThreads);
        Scheduler scheduler = Linux.scheduler(
                options.processors().isEmpty() ? threads : Linux.pinnedThreads(threads, options.processors()));
        return new Seams(Linux.disk(), memory, Linux.clock(), scheduler, self(), RandomGenerator.of("SecureRandom"));
    }

    private static Holder self() {
        ProcessHandle process = ProcessHandle.current();
        long startMillis =
                process.info().startInstant().map(start -> start.toEpochMilli()).orElse(0L);
        return new Holder(process.pid(), Linux.hostName(), startMillis);
    }
}

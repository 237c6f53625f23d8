package io.varve.nativeio.linux;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Disk;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Scheduler;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/// Hands out the production side of the four seams.
///
/// Whatever hands out a seam throws `UnsupportedOperationException`, with one sentence that says what to
/// do, when this is not a machine we run on or the process was not granted native access;
/// [#daemonThreads()] and [#hostName()] need neither.
public final class Linux {
    private Linux() {}

    /// The file systems of this machine.
    public static Disk disk() {
        check();
        return new LinuxDisk();
    }

    /// Memory of this machine, within a budget.
    public static Memory memory(MemoryBudget budget) {
        check();
        return new LinuxMemory(budget);
    }

    /// The clocks of this machine.
    public static Clock clock() {
        check();
        return new SystemClock();
    }

    /// Whether this process may use a processor.
    public static boolean isUsableProcessor(int processor) {
        return Affinity.isUsable(processor);
    }

    /// Threads of another factory, each on the processor that is given for its name when it starts.
    public static ThreadFactory pinnedThreads(ThreadFactory threads, Map<String, Integer> processors) {
        return Affinity.pinned(threads, processors);
    }

    /// Threads of this machine.
    ///
    /// @param threads makes them; they are named afterwards
    public static Scheduler scheduler(ThreadFactory threads) {
        check();
        return new ThreadScheduler(threads);
    }

    /// Makes daemon threads, so that an open store never keeps the process from ending.
    public static ThreadFactory daemonThreads() {
        return body -> {
            Thread thread = new Thread(body);
            thread.setDaemon(true);
            return thread;
        };
    }

    /// What this machine or container calls itself; read without asking a name server.
    public static String hostName() {
        String name = KernelFiles.text(Path.of("/proc/sys/kernel/hostname")).trim();
        return name.isEmpty() ? "unknown host" : name;
    }

    /// Loads the classes that lie as files beside and below one, before any of them is needed: later there may be no
    /// file to open.
    ///
    /// @return how many there are; 0 when they are in a jar
    public static int loadClassesBeside(Class<?> anchor) {
        return ClassFolder.loadOnce(anchor);
    }

    private static void check() {
        Platform.check();
        Preload.all();
    }
}

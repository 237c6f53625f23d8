package io.varve.bench.openloop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// The time of the machine. Waits parked, then looks at the clock for the last moment only, for the
/// processor belongs to the store.
public final class MachineTime implements Time {
    /// The only one.
    public static final MachineTime INSTANCE = new MachineTime();

    private MachineTime() {}

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void waitUntil(long instant, long spin) {
        long left = instant - System.nanoTime();
        while (left > spin) {
            LockSupport.parkNanos(left - spin);
            left = instant - System.nanoTime();
        }
        while (System.nanoTime() - instant < 0) {
            Thread.onSpinWait();
        }
    }

    /// Asks the kernel to wake the calling thread when its time has come, and not up to 50 microseconds later
    /// as it may by default. Where the kernel refuses, senders begin that much later, and their lag says so.
    public static void beWokenInTime() {
        try {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            if (thread != null) {
                Files.writeString(Path.of("/proc", thread.toString(), "timerslack_ns"), "1000");
            }
        } catch (IOException | UnsupportedOperationException refused) {
            // As documented.
        }
    }
}

package io.varve.flush;

import io.varve.nativeio.Clock;
import io.varve.nativeio.Scheduler;
import java.util.function.LongSupplier;

/// Asks for a rotation when a memtable has been written to for long enough and holds enough, though it is not full:
/// what is in tables needs no log, and no recovery.
///
/// **Owner:** the coordinator.
final class Age {
    private final FlushConfig config;
    private final RotationQueue rotations;
    private final LongSupplier activeBytes;
    private final Clock clock;
    private long dueNanos;

    /// @param activeBytes that the active memtable holds
    Age(FlushConfig config, RotationQueue rotations, LongSupplier activeBytes, Clock clock) {
        this.config = config;
        this.rotations = rotations;
        this.activeBytes = activeBytes;
        this.clock = clock;
        onRotated();
    }

    /// A memtable begins.
    void onRotated() {
        dueNanos = config.ageNanos() == 0 ? Scheduler.NEVER : clock.nanoTime() + config.ageNanos();
    }

    /// Asks for the rotation if it is due.
    ///
    /// @param isIdle whether nothing else waits for a streamer
    /// @return 1 when it did
    int check(boolean isIdle) {
        if (dueNanos == Scheduler.NEVER || clock.nanoTime() - dueNanos < 0) {
            return 0;
        }
        onRotated();
        if (!isIdle || activeBytes.getAsLong() < config.ageBytes()) {
            return 0;
        }
        rotations.ask();
        return 1;
    }

    long nextDuty() {
        return dueNanos;
    }
}

package io.varve.nativeio.sim;

import io.varve.nativeio.Clock;
import java.util.function.Consumer;

/// Virtual time: it stands still while code runs, creeps at every call of a seam and leaps to the
/// next deadline when nobody can go on.
public final class SimClock implements Clock {
    /// An arbitrary moment, the same in every run.
    private static final long WALL_START_MILLIS = 1_700_000_000_000L;

    /// Looks at the clock while it stands still, after which the code that looks will look for ever.
    private static final int MOST_LOOKS = 1_000_000;

    private long nanos = 1_000_000_000L;
    private int looks;
    private Consumer<SimulationFailure> onStandstill = failure -> {
        throw failure;
    };
    private long wallOffsetMillis;

    /// A clock that stands at its beginning.
    public SimClock() {}

    @Override
    public long nanoTime() {
        if (++looks > MOST_LOOKS) {
            onStandstill.accept(
                    new SimulationFailure("a loop waits for the clock without the scheduler: time stands still"));
        }
        return nanos;
    }

    @Override
    public long wallMillis() {
        return WALL_START_MILLIS + nanos / 1_000_000 + wallOffsetMillis;
    }

    /// Lets time pass.
    public void advance(long byNanos) {
        assert byNanos >= 0 : "time goes back by " + -byNanos + " ns";
        nanos += byNanos;
        looks = 0;
    }

    /// Says who ends the loop that would look at the clock for ever; without, it meets the failure itself.
    void onStandstill(Consumer<SimulationFailure> what) {
        onStandstill = what;
    }

    /// Sets the wall clock forth or back, as an administrator does; [#nanoTime()] is not affected.
    public void jumpWall(long byMillis) {
        wallOffsetMillis += byMillis;
    }
}

package io.varve.nativeio;

import org.jspecify.annotations.Nullable;

/// A thread started by [Scheduler#start].
public interface Worker {
    /// The role name of its agent, which is also the name of the thread.
    String name();

    /// Lets it work at once if its idle strategy has parked it; harmless otherwise. (Agrona's
    /// `SleepingMillisIdleStrategy` sleeps instead, and is not woken.)
    void wake();

    /// Tells it to end after the step it is in. Returns at once; calling again is harmless.
    void stop();

    /// Waits until it has ended, `onClose` included.
    ///
    /// @return false when the deadline came first
    boolean join(long deadlineNanos);

    /// True until it has ended.
    boolean isAlive();

    /// What its agent threw, or null; null too when that was to say that it is done ([Scheduler#start]). Set before
    /// [#isAlive()] turns false.
    @Nullable
    Throwable failure();
}

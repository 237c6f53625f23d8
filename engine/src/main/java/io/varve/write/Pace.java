package io.varve.write;

import io.varve.error.RejectionCause;
import org.jspecify.annotations.Nullable;

/// How fast writes may come in, and why not faster.
///
/// @param bytesPerSecond of operations that are let in; [#NO_LIMIT], or 0 for none
/// @param reason null when there is no limit
/// @param failure of what would make it faster, and is tried again; null while it goes on
/// @param isHopeless whether nobody knows when that will help, so that none waits for it
public record Pace(
        long bytesPerSecond,
        @Nullable RejectionCause reason,
        @Nullable Throwable failure,
        boolean isHopeless) {
    /// So many bytes per second that there is no limit.
    public static final long NO_LIMIT = Long.MAX_VALUE;

    /// As fast as they come.
    public static final Pace FREE = new Pace(NO_LIMIT, null, null, false);

    /// Only so fast.
    public static Pace slow(long bytesPerSecond, RejectionCause reason) {
        return new Pace(bytesPerSecond, reason, null, false);
    }

    /// Not at all, as long as somebody works at what ends it.
    public static Pace held(RejectionCause reason) {
        return new Pace(0, reason, null, false);
    }

    /// Not at all; what would end it has failed, and is tried again.
    public static Pace failing(RejectionCause reason, Throwable failure, boolean isHopeless) {
        return new Pace(0, reason, failure, isHopeless);
    }

    /// Whether there is no limit.
    public boolean isFree() {
        return reason == null;
    }

    /// Whether nothing is let in.
    public boolean isHeld() {
        return bytesPerSecond == 0;
    }
}

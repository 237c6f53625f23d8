package io.varve.write;

import io.varve.error.RejectionCause;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The one word that says whether writes are let in, and if not, why.
///
/// **Owner:** anybody may close it; of two that are for good the first counts. The writer opens it again
/// when a reason that passes has passed.
///
/// A caller reads it once before it claims a place, and once after: who closes it can then wait until the
/// ring is drained, and knows that nobody comes later.
final class Door {
    private final AtomicReference<@Nullable RejectionCause> reason = new AtomicReference<>();

    /// Why nobody gets in; null when it is open.
    @Nullable
    RejectionCause reason() {
        return reason.get();
    }

    void close(RejectionCause why) {
        RejectionCause now = reason.get();
        while ((now == null || now.isTransient()) && !reason.compareAndSet(now, why)) {
            now = reason.get();
        }
    }

    void open() {
        RejectionCause now = reason.get();
        while (now != null && now.isTransient() && !reason.compareAndSet(now, null)) {
            now = reason.get();
        }
    }
}

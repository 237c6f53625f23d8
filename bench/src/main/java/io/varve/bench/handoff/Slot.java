package io.varve.bench.handoff;

import org.jspecify.annotations.Nullable;

/// A place of the ring: who waits for what was put there.
final class Slot {
    @Nullable
    Caller caller;
}

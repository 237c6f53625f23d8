package io.varve;

import io.varve.error.RejectionCause;

/// How a write ended. There are these three ways and no other.
public sealed interface Outcome {
    /// Applied, visible, and durable at this level.
    ///
    /// @param level what it survives
    record Acked(Durability level) implements Outcome {}

    /// Not applied, never visible, never recovered: safe to write again.
    ///
    /// @param reason why
    record Rejected(RejectionCause reason) implements Outcome {}

    /// May or may not be there after the store is opened again; whole, and not without the writes
    /// before it.
    ///
    /// @param cause the failure that left it open
    record Unknown(Throwable cause) implements Outcome {}
}

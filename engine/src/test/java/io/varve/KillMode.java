package io.varve;

/// When a [KillChild] dies.
enum KillMode {
    /// Some time after it was ready, killed from outside.
    TIMER,
    /// By itself, once it has said that its n-th write was acknowledged.
    ACKNOWLEDGED,
    /// By itself, at the n-th call of the disk after it was ready.
    CALL,
    /// By itself, at the n-th call of the disk of its open.
    RECOVERY,
    /// By itself, at the n-th call of the disk of its close, or directly after.
    CLOSE
}

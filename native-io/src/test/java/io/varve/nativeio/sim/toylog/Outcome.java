package io.varve.nativeio.sim.toylog;

/// How an append ended.
enum Outcome {
    /// It is durable.
    ACKED,

    /// It may or may not be found after the next open.
    UNKNOWN,

    /// It was not written, and will never be found.
    REJECTED
}

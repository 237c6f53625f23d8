package io.varve.flush;

/// Tables that are whole, verified and durable, and belong to nobody yet.
///
/// **Owner:** who streamed them, then the coordinator, which installs or discards them.
interface Built {
    /// Bytes on disk.
    long bytes();

    /// How many tables.
    int count();

    /// Removes them: nobody wants them any more. Whatever cannot be removed is an orphan, which the next open
    /// sweeps.
    void discard();

    /// Closes them and leaves them where they are: whether they are part of the store, the next open will find.
    void leave();
}

package io.varve.event;

/// What a store can do at the moment.
public enum StoreState {
    /// Reads and writes.
    OPEN,

    /// Reads; writes are rejected until a resource is back (disk space, quota, open files), and then
    /// accepted again without anybody doing anything.
    READ_ONLY_RESUMABLE,

    /// Writes are rejected for good; reads may go on. Only closing and opening again leaves it.
    FAILED,

    /// Nothing.
    CLOSED
}

package io.varve.write;

import io.varve.error.RejectionCause;
import io.varve.memtable.MemTable;

/// What is made ready ahead of the writer, by somebody who may wait for the disk and the kernel: the next
/// segment of the log, the next memtable.
///
/// **Owner:** the writer calls all of these.
interface Supplies {
    /// Says what is needed now; a segment always is. Wakes who makes it, unless it is there.
    void want(boolean needsMemTable);

    /// Whether all that was wanted is there.
    boolean isReady();

    /// Whether it is known that what was wanted cannot be had for now.
    boolean isRefused();

    /// Why it cannot be had.
    RejectionCause refusal();

    /// Whether what cannot be had for now will be had before long, without anybody doing anything: a
    /// flush makes room. Writes wait for that, each up to its deadline.
    boolean isPassing();

    /// The memtable that is ready; wakes nobody.
    MemTable takeMemTable();

    /// Called when everything was taken and the writer goes on. Wakes nobody: [#wake()] is to follow.
    void onTaken();

    /// Wakes who makes the next, who in turn wakes all others that the writer has left something for.
    void wake();
}

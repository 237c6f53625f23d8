package io.varve;

/// What an acknowledged write survives. Higher ones include the lower.
///
/// A store with a log has [#PROCESS] and [#SYNC], one without a log only [#MEMORY]. Writes that are
/// synced every few milliseconds are [#PROCESS] with [StoreOptions#syncInterval()].
public enum Durability {
    /// Nothing: the write is visible, and survives once its memtable has become a table. The only level
    /// of a store without a log, and of no other.
    MEMORY,

    /// The end of the process, however it ends: the write was handed to the operating system.
    ///
    /// Not, in one case, the next open: when a *sync* has failed, the kernel may have dropped what it could not
    /// write, and only the page cache has it still. Recovery reads around the page cache, takes what the disk has,
    /// and so may find fewer [#PROCESS] writes than this process read back. What was [#SYNC] is there.
    PROCESS,

    /// A power failure: the disk has confirmed the write.
    SYNC
}

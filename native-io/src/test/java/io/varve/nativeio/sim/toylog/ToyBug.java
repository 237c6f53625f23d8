package io.varve.nativeio.sim.toylog;

/// What can be wrong with a [ToyLog].
enum ToyBug {
    /// Nothing.
    NONE,

    /// The directory is not synced after a new file got its name.
    NO_DIRECTORY_SYNC,

    /// Appends are acknowledged without a sync.
    NO_DATA_SYNC,

    /// Recovery reads on behind a record that is bad.
    READS_BEHIND_A_BAD_RECORD,

    /// A sync that failed is tried again, and its second answer believed.
    RETRIES_A_FAILED_SYNC,

    /// Recovery believes the page cache and goes on in the same file.
    TRUSTS_THE_PAGE_CACHE,

    /// Of a group, only the first client is woken.
    LOSES_A_WAKE_UP
}

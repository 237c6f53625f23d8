package io.varve.nativeio.sim;

/// What becomes of data whose sync failed. Whatever it is, the kernel forgets that it was dirty: the
/// next sync has nothing to do and returns 0.
public enum SyncLoss {
    /// None reaches the medium; the page cache goes on showing the new data, now clean, until it drops
    /// the page: then the old data is back.
    CACHE_KEPT,

    /// None reaches the medium; the page cache shows the old data again.
    CACHE_REVERTED,

    /// Some of it reaches the medium, chosen sector by sector; the page cache shows the new data.
    SOME_WRITTEN
}

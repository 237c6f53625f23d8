package io.varve.bench.sync;

/// What was done to a file before it is written to.
enum Preparation {
    /// Nothing: each write makes it longer.
    GROWING("growing"),
    /// Real space, unwritten.
    ALLOCATED("fallocated"),
    /// Zeros, in chunks of 64 KiB: small folios in the page cache.
    ZEROED_64K("zeros in 64 KiB chunks"),
    /// Zeros, in chunks of 1 MiB: large folios.
    ZEROED_1M("zeros in 1 MiB chunks"),
    /// Full of old data, synced, under a new name, and still in the page cache.
    RECYCLED("recycled, cached"),
    /// The same, dropped from the page cache and read back.
    RECYCLED_READ("recycled, dropped, read back"),
    /// The same, dropped from the page cache and left so.
    RECYCLED_COLD("recycled, dropped");

    private final String words;

    Preparation(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}

package io.varve.bench.sync;

import io.varve.nativeio.OpenFlags;

/// One way to make a write durable.
enum SyncWay {
    GROWING(Preparation.GROWING, 0, "growing file"),
    ALLOCATED(Preparation.ALLOCATED, 0, "fallocated"),
    ZEROED_64K(Preparation.ZEROED_64K, 0, "zero-written in 64 KiB chunks"),
    ZEROED_1M(Preparation.ZEROED_1M, 0, "zero-written in 1 MiB chunks"),
    RECYCLED(Preparation.RECYCLED, 0, "recycled (renamed, rewritten)"),
    DIRECT(Preparation.ZEROED_64K, OpenFlags.DIRECT, "O_DIRECT on zero-written, fdatasync"),
    DIRECT_DSYNC(Preparation.ZEROED_64K, OpenFlags.DIRECT | OpenFlags.DSYNC, "O_DIRECT + O_DSYNC on zero-written");

    private final Preparation preparation;
    private final int flags;
    private final String words;

    SyncWay(Preparation preparation, int flags, String words) {
        this.preparation = preparation;
        this.flags = flags;
        this.words = words;
    }

    Preparation preparation() {
        return preparation;
    }

    int flags() {
        return flags;
    }

    boolean isDirect() {
        return (flags & OpenFlags.DIRECT) != 0;
    }

    boolean isSynced() {
        return (flags & OpenFlags.DSYNC) != 0;
    }

    String words() {
        return words;
    }
}

package io.varve.bench.quick;

import java.util.List;

/// What is measured.
///
/// @param name as results name it
/// @param kind what each call does
/// @param isSynced whether a write is durable when it returns
/// @param threads how many there are
/// @param isVirtual whether they are virtual ones
record Workload(String name, Kind kind, boolean isSynced, int threads, boolean isVirtual) {
    /// Entries in a batch.
    static final int BATCH = 100;

    /// What one call does.
    enum Kind {
        /// Writes an entry.
        PUT,
        /// Writes [#BATCH] entries together.
        PUT_BATCH,
        /// Reads an entry that was written before.
        GET
    }

    /// All that there is by now.
    static final List<Workload> ALL = List.of(
            put("put-sync", true, 1),
            put("put-sync", true, 4),
            put("put-sync", true, 16),
            put("put-sync", true, 64),
            new Workload("put-sync", Kind.PUT, true, 64, true),
            put("put-process", false, 1),
            put("put-process", false, 4),
            put("put-process", false, 16),
            put("put-process", false, 64),
            new Workload("batch-process", Kind.PUT_BATCH, false, 1, false),
            new Workload("get-hit", Kind.GET, false, 1, false));

    private static Workload put(String name, boolean isSynced, int threads) {
        return new Workload(name, Kind.PUT, isSynced, threads, false);
    }

    boolean isRead() {
        return kind == Kind.GET;
    }

    /// Entries that one call is about.
    int entriesPerCall() {
        return kind == Kind.PUT_BATCH ? BATCH : 1;
    }

    String durability() {
        return isRead() ? "none" : isSynced ? "SYNC" : "PROCESS";
    }

    String title() {
        return name + " x" + threads + (isVirtual ? "v" : "");
    }
}

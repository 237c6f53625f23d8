package io.varve.bench.quick;

import java.util.List;

/// What is measured.
///
/// @param name as results name it
/// @param isPut whether it writes; otherwise it reads what was written before
/// @param isSynced whether a write is durable when it returns
/// @param threads how many there are
record Workload(String name, boolean isPut, boolean isSynced, int threads) {
    /// All that there is by now.
    static final List<Workload> ALL = List.of(
            new Workload("put-sync", true, true, 1),
            new Workload("put-sync", true, true, 4),
            new Workload("put-sync", true, true, 16),
            new Workload("put-sync", true, true, 64),
            new Workload("put-process", true, false, 1),
            new Workload("put-process", true, false, 4),
            new Workload("put-process", true, false, 16),
            new Workload("put-process", true, false, 64),
            new Workload("get-hit", false, false, 1));

    String durability() {
        return !isPut ? "none" : isSynced ? "SYNC" : "PROCESS";
    }

    String title() {
        return name + " x" + threads;
    }
}

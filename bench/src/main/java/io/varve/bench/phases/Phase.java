package io.varve.bench.phases;

import java.util.List;

/// So many operations a second, for a while.
record Phase(String name, int puts, int gets, int seeks) {
    /// Each changes what is asked of the store, and the last one is the first again. All are well below what two
    /// processors can do, so that what they cost is told by the time of processors.
    static final List<Phase> ALL = List.of(
            new Phase("writes", 150_000, 1_000, 0),
            new Phase("reads", 10_000, 200_000, 0),
            new Phase("mixed", 60_000, 60_000, 1_000),
            new Phase("scans", 10_000, 0, 30_000),
            new Phase("writes again", 150_000, 1_000, 0));
}

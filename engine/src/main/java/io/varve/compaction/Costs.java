package io.varve.compaction;

/// What a tree of a certain content costs a second, in nanoseconds of a processor, as a function of how many runs its
/// levels may have (decision 230). It is about differences: what no number of runs changes is left out.
///
/// Writing: a byte is written anew when it leaves level 0 and at each level below; into a level that is one run with as
/// much of that as the batch meets that it comes in. So more runs make larger batches. Reading: each run
/// costs a lookup a look at its filter, and a cursor a place to seek and to compare. So fewer runs make
/// shorter ways.
final class Costs {
    /// A byte that is read, merged, written, synced and read back; jmh-results, steady and merge.
    static final double MERGED_BYTE = 1.5;

    /// A run that a lookup passes: fences, filter, and a block for one in a hundred; decision 190.
    static final double LOOKUP = 30;

    /// A run that a seek has to go to: (4266 - 1373) ns for four of them, less those of the steps; jmh-results,
    /// c9d44fe-walks.
    static final double SEEK = 650;

    /// A run that a step of a cursor has to compare: (63.2 - 39.2) ns for four of them; likewise.
    static final double STEP = 6;

    /// Within so many seconds it must have paid what it costs to go over to fewer runs.
    static final double PAYBACK_SECONDS = 60;

    private final CompactionConfig config;

    Costs(CompactionConfig config) {
        this.config = config;
    }

    /// Of writing and reading, once the tree has the shape that these limits give it.
    double perSecond(RunLimits limits, Rates rates, Shape shape) {
        double looks = LOOKUP * rates.lookups() + SEEK * rates.seeks() + STEP * rates.steps();
        double rewritten = 0;
        double runs = (limits.of(0) - 1) / 2.0;
        double batch = (double) limits.of(0) * config.flushBytes();
        Targets targets = Targets.of(config.with(limits), shape);
        for (int level = targets.base(); level < Shape.BOTTOM; level++) {
            boolean isOneRun = limits.of(level) == 1;
            double room = targets.bytes(level);
            rewritten += isOneRun ? 1 + room / 2 / batch : 1 + folds(room / batch, limits.of(level));
            runs += isOneRun ? 1 : limits.of(level) / 2.0;
            batch = Math.max(batch, room);
        }
        double bottom = shape.bytes(Shape.BOTTOM);
        rewritten += Math.max(1, bottom / batch);
        return rates.writtenBytes() * MERGED_BYTE * rewritten + runs * looks;
    }

    /// How often a byte is rewritten in its level, where that takes more batches than it may have runs.
    private static double folds(double batches, int runs) {
        return Math.max(0, Math.log(batches / runs) / Math.log(runs));
    }

    /// Of going over from the tree as it is, spread over the time in which that has to pay: what has more runs than it
    /// may have is merged at once, and, where that goes into one run, with as much as is there.
    double ofChange(RunLimits limits, Shape shape) {
        Targets targets = Targets.of(config.with(limits), shape);
        double bytes = 0;
        for (int level = 0; level < Shape.BOTTOM; level++) {
            int most = level == 0 ? limits.of(0) - 1 : limits.of(level);
            if (shape.level(level).size() > most) {
                int below = targets.below(shape, level);
                bytes += shape.bytes(level) + (limits.of(below) == 1 ? shape.bytes(below) : 0);
            }
        }
        return bytes * MERGED_BYTE / PAYBACK_SECONDS;
    }
}

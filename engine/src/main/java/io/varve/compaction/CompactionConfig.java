package io.varve.compaction;

/// The shape that a tree is to have.
///
/// @param isEnabled whether anything is picked at all
/// @param limits how many runs each level may have; 1 below level 0 for a leveled tree
/// @param ratio how many times a level is larger than the one above it, at least 2
/// @param level0Rotations flushes that a level must have room for to be in use
/// @param flushBytes of one of them, about
/// @param tableBytes of a table that a merge makes, about
/// @param jobBytes more than this is not merged by one job where it can be done piece by piece
/// @param tombstonePercent a table, or a level, with so many tombstones among its entries is merged before its size
///     asks for it
public record CompactionConfig(
        boolean isEnabled,
        RunLimits limits,
        int ratio,
        int level0Rotations,
        long flushBytes,
        long tableBytes,
        long jobBytes,
        int tombstonePercent) {
    /// Each level so many times as large as the one above: the optimum for lazy leveling lies between 6 and 10.
    public static final int RATIO = 8;

    /// A tombstone costs a scan as much as an entry does, so a table that is half of them takes twice its time.
    public static final int TOMBSTONE_PERCENT = 50;

    /// A store that is not written to leaves no more bytes above the bottom, in percent of what is there.
    public static final int LOOSE_PERCENT = 20;

    /// Tables in one job, where it can be done piece by piece.
    public static final int JOB_TABLES = 16;

    /// Throws `IllegalArgumentException` for numbers that cannot be.
    public CompactionConfig {
        require(ratio >= 2, "ratio of levels", ratio);
        require(level0Rotations >= 1, "flushes of level 0", level0Rotations);
        require(flushBytes >= 1, "bytes of a flush", flushBytes);
        require(tableBytes >= 1, "bytes of a table", tableBytes);
        require(jobBytes >= tableBytes, "bytes of a job", jobBytes);
        require(tombstonePercent >= 1, "percent of tombstones", tombstonePercent);
    }

    /// With as many runs in all levels, and so many flushes merged at a time as a level must have room for.
    public CompactionConfig(
            boolean isEnabled,
            int runsPerLevel,
            int ratio,
            int level0Rotations,
            long flushBytes,
            long tableBytes,
            long jobBytes,
            int tombstonePercent) {
        this(
                isEnabled,
                RunLimits.of(level0Rotations, runsPerLevel),
                ratio,
                level0Rotations,
                flushBytes,
                tableBytes,
                jobBytes,
                tombstonePercent);
    }

    /// With other limits.
    public CompactionConfig with(RunLimits other) {
        return new CompactionConfig(
                isEnabled, other, ratio, level0Rotations, flushBytes, tableBytes, jobBytes, tombstonePercent);
    }

    /// So many flushes of level 0 are merged.
    int level0Limit() {
        return limits.of(0);
    }

    /// What a level needs, at least, to be worth having: as much as comes out of level 0 at a time.
    public long baseBytes() {
        return level0Rotations * flushBytes;
    }

    private static void require(boolean isRight, String what, long value) {
        if (!isRight) {
            throw new IllegalArgumentException(what + ": " + value);
        }
    }
}

package io.varve.compaction;

/// How large each level should be, counted from the bottom up: the bottom is as large as it is, each level above it a
/// `ratio`th of that, and the uppermost one that is in use still takes what comes out of level 0.
///
/// A level of several runs has room for that many, each a `ratio`th of the bottom: to merge them into it costs what one
/// costs. The levels above have room for so many of those that one of theirs is made of (decision 190).
public final class Targets {
    private final int base;

    /// By level; nothing is too much for the bottom.
    private final long[] bytes;

    private Targets(int base, long[] bytes) {
        this.base = base;
        this.bytes = bytes;
    }

    /// For a shape.
    public static Targets of(CompactionConfig config, Shape shape) {
        long[] bytes = new long[Shape.BOTTOM + 1];
        bytes[Shape.BOTTOM] = Long.MAX_VALUE;
        int base = Shape.BOTTOM;
        long bottom = shape.bytes(Shape.BOTTOM);
        RunLimits limits = config.limits();
        long target = Math.min(bottom, limits.of(base - 1) * (bottom / config.ratio()));
        while (base > 1 && target >= config.baseBytes()) {
            base--;
            bytes[base] = target;
            target /= limits.of(base) == 1 ? config.ratio() : limits.of(base);
        }
        return new Targets(base, bytes);
    }

    /// Whether what is in level 0 is to go down: there are as many flushes as there may be; or, where
    /// the tree is small, half of that and as many bytes as are below, so that no more than half of it
    /// ever is what might be garbage.
    static boolean isLevel0Due(CompactionConfig config, Shape shape) {
        int flushes = shape.level(0).size();
        if (flushes >= config.level0Limit()) {
            return true;
        }
        long bottom = shape.bytes(Shape.BOTTOM);
        return 2 * flushes >= config.level0Limit() && flushes > 1 && bottom > 0 && shape.bytes(0) >= bottom;
    }

    /// The uppermost level in use.
    int base() {
        return base;
    }

    /// What a level may have; nothing, above those that are in use.
    long bytes(int level) {
        return bytes[level];
    }

    /// How many runs a level may have.
    int runs(CompactionConfig config, int level) {
        return config.limits().of(level);
    }

    /// Where what leaves a level goes: the next one that has anything, or may have; what lies between is empty.
    int below(Shape shape, int level) {
        int next = level + 1;
        while (next < Shape.BOTTOM && next < base && shape.level(next).isEmpty()) {
            next++;
        }
        return next;
    }

    /// How many bytes must be rewritten before every level is within its target, about: what is too much in a level,
    /// and as much below it as that meets.
    public static long debt(CompactionConfig config, Shape shape) {
        Targets targets = of(config, shape);
        long moving = isLevel0Due(config, shape) ? shape.bytes(0) : 0;
        long debt = 0;
        for (int level = 1; level <= Shape.BOTTOM; level++) {
            long there = shape.bytes(level);
            boolean isRewritten = targets.runs(config, level) == 1;
            debt += moving + (isRewritten ? Math.min(there, config.ratio() * moving) : 0);
            long most = targets.bytes(level);
            moving = Math.max(0, there + moving - most);
            if (level < targets.base && there == 0) {
                // Nothing stops here.
                debt -= moving;
            }
        }
        return debt;
    }
}

package io.varve.compaction;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// How many runs each level may have: so many flushes of level 0 are merged at a time, and so many runs a level below
/// may have at rest. The bottom is one run always.
///
/// @param byLevel from level 0 to the one above the bottom
public record RunLimits(List<Integer> byLevel) {
    /// Copies the list. Throws `IllegalArgumentException` for numbers that cannot be.
    public RunLimits {
        byLevel = List.copyOf(byLevel);
        if (byLevel.size() != Shape.BOTTOM || Collections.min(byLevel) < 1) {
            throw new IllegalArgumentException("runs by level: " + byLevel);
        }
    }

    /// The same for all levels but the first.
    public static RunLimits of(int level0, int others) {
        List<Integer> all = new ArrayList<>(Collections.nCopies(Shape.BOTTOM, others));
        all.set(0, level0);
        return new RunLimits(all);
    }

    /// Of a level.
    public int of(int level) {
        return level == Shape.BOTTOM ? 1 : byLevel.get(level);
    }

    /// With another number for one level.
    RunLimits with(int level, int runs) {
        List<Integer> changed = new ArrayList<>(byLevel);
        changed.set(level, runs);
        return new RunLimits(changed);
    }
}

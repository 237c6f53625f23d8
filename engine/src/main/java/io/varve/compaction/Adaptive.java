package io.varve.compaction;

import org.jspecify.annotations.Nullable;

/// Decides how many runs each level may have from what was asked of the store lately: more where it is mostly written
/// to, fewer where it is mostly read (W-D14). Pure: no clock and no store, the same windows give the same decisions.
///
/// What was asked is forgotten with time: each window counts half of what is known. A window in which nothing was
/// asked says nothing, and changes nothing.
///
/// **Promises:** limits change only when others are cheaper by [#MARGIN] in [#CONFIRMATIONS] windows in
/// a row, what going over to them costs included; and then not again for [#REST] windows (I-100). So a
/// load that does not change ends with limits that do not change, and one that changes at every window
/// has none of its own.
///
/// **Owner:** one thread.
public final class Adaptive {
    /// By how much others must be cheaper: twice the number of runs, or half, costs a quarter more at the optimum.
    static final double MARGIN = 0.15;

    /// In how many windows, one after the other.
    static final int CONFIRMATIONS = 2;

    /// Windows for which nothing changes after a change: until the rates are those of the load.
    static final int REST = 4;

    /// A level has no more runs; the ratio that a level is made for by default.
    static final int MOST_RUNS = 8;

    /// One flush at a time would rewrite what it meets for each, should it be written to again before anybody looks.
    private static final int FEWEST_LEVEL_0 = 2;

    private final Costs costs;
    private final int mostLevel0;
    private @Nullable Usage last;
    private Adaptation now;
    private int confirmed;
    private int resting;

    /// Begins with the limits that the configuration has.
    ///
    /// @param mostLevel0 flushes of level 0 that may be merged at a time
    public Adaptive(CompactionConfig config, int mostLevel0) {
        this.costs = new Costs(config);
        this.mostLevel0 = Math.max(mostLevel0, config.limits().of(0));
        this.now = new Adaptation(config.limits(), Rates.NONE, 0, 0, 0, 0);
    }

    /// The last decision.
    public Adaptation now() {
        return now;
    }

    /// A window has ended; the first one begins with the first call.
    ///
    /// @param usage since the same moment as in all calls before
    /// @return whether the limits have changed
    public boolean onWindow(Usage usage, Shape shape) {
        Usage before = last;
        if (before != null && usage.nanos() <= before.nanos()) {
            return false;
        }
        last = usage;
        Rates window = before == null ? Rates.NONE : usage.since(before);
        if (window.isIdle()) {
            return false;
        }
        Rates rates = now.windows() == 0 ? window : now.rates().and(window);
        RunLimits best = best(rates, shape);
        double costNow = costs.perSecond(now.limits(), rates, shape);
        double costBest = costs.perSecond(best, rates, shape);
        boolean isWorth = costBest + costs.ofChange(best, shape) < costNow * (1 - MARGIN);
        confirmed = isWorth ? confirmed + 1 : 0;
        resting = Math.max(0, resting - 1);
        boolean isChange = confirmed >= CONFIRMATIONS && resting == 0;
        if (isChange) {
            confirmed = 0;
            resting = REST;
        }
        now = new Adaptation(
                isChange ? best : now.limits(),
                rates,
                now.windows() + 1,
                now.changes() + (isChange ? 1 : 0),
                isChange ? costBest : costNow,
                costBest);
        return isChange;
    }

    /// Level by level from the limits that hold, until none is better for itself: the costs of a level depend on the
    /// others little.
    private RunLimits best(Rates rates, Shape shape) {
        RunLimits best = now.limits();
        double least = costs.perSecond(best, rates, shape) + costs.ofChange(best, shape);
        boolean isBetter = true;
        for (int round = 0; isBetter && round < Shape.BOTTOM; round++) {
            isBetter = false;
            for (int level = 0; level < Shape.BOTTOM; level++) {
                int most = level == 0 ? mostLevel0 : MOST_RUNS;
                for (int runs = level == 0 ? FEWEST_LEVEL_0 : 1; runs <= most; runs++) {
                    RunLimits other = best.with(level, runs);
                    double cost = costs.perSecond(other, rates, shape) + costs.ofChange(other, shape);
                    if (cost < least) {
                        best = other;
                        least = cost;
                        isBetter = true;
                    }
                }
            }
        }
        return best;
    }
}

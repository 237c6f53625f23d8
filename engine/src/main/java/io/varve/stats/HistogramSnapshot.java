package io.varve.stats;

/// What a [Histogram] had recorded at one moment.
public final class HistogramSnapshot {
    final long[] counts = new long[Histogram.BUCKETS];
    long count;
    long sum;
    long max;

    /// Of nothing, to be filled by [Histogram#snapshot(HistogramSnapshot)].
    public HistogramSnapshot() {}

    /// How many values.
    public long count() {
        return count;
    }

    /// All values added up.
    public long sum() {
        return sum;
    }

    /// The largest value, exactly.
    public long max() {
        return max;
    }

    /// A value that `perMillion` of a million values do not exceed; at most a 32nd above the smallest
    /// such value, and never above [#max()]. 0 when there are no values.
    ///
    /// @param perMillion 500_000 for the median, 999_000 for the value only one in a thousand exceeds
    public long valueAt(int perMillion) {
        if (perMillion < 0 || perMillion > 1_000_000) {
            throw new IllegalArgumentException(perMillion + " of a million");
        }
        long wanted = Math.max(1, (long) Math.ceil(count * (perMillion / 1e6)));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Math.min(Histogram.highest(i), max);
            }
        }
        return 0;
    }
}

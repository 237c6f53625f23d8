package io.varve.bench.quick;

/// How long rounds may take so that all of them are over in time: as long as they should, or shorter
/// where this machine takes longer to open, fill and close stores than it was thought to.
final class Pace {
    /// Shorter ones say nothing.
    private static final double LEAST_SECONDS = 0.1;

    private final double usual;
    private final long deadline;
    private final long later;
    private int left;
    private int done;
    private double beside;

    /// @param usual seconds of a round
    /// @param deadline when all is to be over, in nanoseconds
    /// @param rounds that there will be
    /// @param laterNanos that must be left when they are over
    Pace(double usual, long deadline, int rounds, long laterNanos) {
        this.usual = usual;
        this.deadline = deadline;
        this.left = rounds;
        this.later = laterNanos;
    }

    /// Rounds that are as long as they should be.
    static Pace unhurried(double usual) {
        return new Pace(usual, 0, 0, 0);
    }

    /// Some rounds are over.
    ///
    /// @param tookNanos all of them together
    /// @param eachSeconds of each, measured
    void onRounds(int count, long tookNanos, double eachSeconds) {
        left -= count;
        done += count;
        beside += tookNanos / 1e9 - count * eachSeconds;
    }

    /// Seconds of the next rounds, which are compared with each other.
    double seconds(long now) {
        if (left <= 0) {
            return usual;
        }
        double each = (deadline - now - later) / 1e9 / left;
        double overhead = done == 0 ? 0 : beside / done;
        return Math.clamp(each - overhead, LEAST_SECONDS, usual);
    }
}

package io.varve.bench.load;

/// Numbers of which few come often, as YCSB draws them (Gray et al., "Quickly generating billion-record synthetic
/// databases"): a rank with theta 0.99, of which 0 is the most frequent.
final class Zipfian {
    /// YCSB's constant.
    static final double THETA = 0.99;

    /// YCSB draws scrambled ranks from so many, whatever there is, and knows the sum of their weights.
    static final long SCRAMBLED_RANKS = 10_000_000_000L;

    private static final double SCRAMBLED_SUM = 26.46902820178302;

    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 1099511628211L;

    private final long ranks;
    private final double sum;
    private final double alpha;
    private final double eta;
    private final double second;

    private Zipfian(long ranks, double sum) {
        this.ranks = ranks;
        this.sum = sum;
        double sumOfTwo = 1 + Math.pow(0.5, THETA);
        alpha = 1 / (1 - THETA);
        eta = (1 - Math.pow(2.0 / ranks, 1 - THETA)) / (1 - sumOfTwo / sum);
        second = sumOfTwo;
    }

    /// Of so many ranks.
    static Zipfian of(long ranks) {
        double sum = 0;
        for (long rank = 1; rank <= ranks; rank++) {
            sum += 1 / Math.pow((double) rank, THETA);
        }
        return new Zipfian(ranks, sum);
    }

    /// For [#scrambled].
    static Zipfian ofManyRanks() {
        return new Zipfian(SCRAMBLED_RANKS, SCRAMBLED_SUM);
    }

    /// A rank.
    ///
    /// @param uniform from 0 to 1, exclusive
    long rank(double uniform) {
        double weighed = uniform * sum;
        if (weighed < 1) {
            return 0;
        }
        if (weighed < second) {
            return 1;
        }
        return Math.min(ranks - 1, (long) (ranks * Math.pow(eta * uniform - eta + 1, alpha)));
    }

    /// One of `count` numbers: frequent ones lie anywhere.
    long scrambled(double uniform, long count) {
        return Math.floorMod(hash(rank(uniform)), count);
    }

    /// FNV-1 of the eight bytes, as YCSB does it.
    static long hash(long value) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < Long.BYTES; i++) {
            hash ^= value >>> (8 * i) & 0xFF;
            hash *= FNV_PRIME;
        }
        return Math.abs(hash);
    }
}

package io.varve.bench.openloop;

/// When one thread is to put: evenly from `start` on. Instants before `measured` warm up; none is at or
/// beyond `end`; what has not begun by `patience` is not done any more.
///
/// @param start of the first put, in the time of the machine's clock
/// @param interval between two, in nanoseconds; a fraction counts, or a high rate would drift
record Schedule(long start, double interval, long measured, long end, long patience) {
    /// At most this is waited for a backlog to be worked off, after the last instant.
    private static final long LONGEST_PATIENCE = 1_000_000_000L;

    /// The schedule of one of several threads, which are staggered: together they have the whole rate, and
    /// they do not put at the same moments.
    static Schedule of(int thread, int threads, double rate, long begin, long warmUp, long length) {
        double interval = 1e9 * threads / rate;
        long measured = begin + warmUp;
        long end = measured + length;
        long start = begin + (long) (interval * thread / threads);
        return new Schedule(start, interval, measured, end, end + Math.min(length, LONGEST_PATIENCE));
    }

    /// The instant of a put, from 0 on.
    long instant(long index) {
        return start + (long) (index * interval);
    }
}

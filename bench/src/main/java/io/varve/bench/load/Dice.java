package io.varve.bench.load;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/// What one thread draws: numbers of entries, and what to do with them.
final class Dice {
    private final SplittableRandom random;
    private final Zipfian scrambled;
    private final Zipfian latest;
    private final long count;
    private final long last;
    private final AtomicLong next;
    private long turn = -1;

    /// What all threads of a round share.
    ///
    /// @param count entries that there are from the beginning
    /// @param next number that nobody has written
    /// @param last whose key is the largest of those
    record Shared(long count, long last, AtomicLong next, Zipfian scrambled, Zipfian latest) {
        static Shared of(long count, long last, long first) {
            return new Shared(count, last, new AtomicLong(first), Zipfian.ofManyRanks(), Zipfian.of(count));
        }
    }

    Dice(Shared shared, long seed) {
        random = new SplittableRandom(seed);
        count = shared.count;
        last = shared.last;
        next = shared.next;
        scrambled = shared.scrambled;
        latest = shared.latest;
    }

    /// One of the entries that there were from the beginning.
    long uniform() {
        return random.nextLong(count);
    }

    /// The same, some much more often than others.
    long zipfian() {
        return scrambled.scrambled(random.nextDouble(), count);
    }

    /// One of all entries, the younger the more often. The very youngest may be on their way still.
    long latest() {
        return Math.max(0, next.get() - 1 - latest.rank(random.nextDouble()));
    }

    /// A number that nobody had before.
    long fresh() {
        return next.getAndIncrement();
    }

    /// The entries that there were from the beginning, one after the other, again and again.
    long inTurn() {
        turn = turn + 1 == count ? 0 : turn + 1;
        return turn;
    }

    /// The one of them whose key is the largest.
    long last() {
        return last;
    }

    /// From 1 on.
    int upTo(int most) {
        return 1 + random.nextInt(most);
    }

    /// True in so many of a hundred cases.
    boolean percent(int part) {
        return random.nextInt(100) < part;
    }

    /// Whether an entry was there from the beginning.
    boolean isOld(long number) {
        return number < count;
    }

    /// The number of entries that were there from the beginning.
    long count() {
        return count;
    }
}

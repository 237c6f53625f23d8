package io.varve.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// How often values of which size were seen, in buckets that grow with the values: eight per power of
/// two, so that a percentile is at most an eighth above the truth, for every value a long can hold.
///
/// **Owner:** one thread records; any thread takes snapshots.
///
/// **Promises:** recording allocates nothing and costs a few stores to memory that only it writes.
///
/// Own code because it is 60 lines: what HdrHistogram offers beyond it (auto-ranging, its file format,
/// correction) the engine does not need, and every dependency of an embedded store is one of its users.
public final class Histogram {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /// Buckets per power of two, as a power of two.
    private static final int SUB_BITS = 3;

    private static final int SUB_COUNT = 1 << SUB_BITS;

    /// Values below [#SUB_COUNT] have a bucket each; each of the 60 powers of two above has eight.
    private static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB_COUNT;

    private static final int SUM = BUCKETS;
    private static final int MAX = BUCKETS + 1;

    private final long[] counts = new long[BUCKETS + 2];

    /// Records one value; a negative one counts as 0, as after a clock that went back.
    public void record(long value) {
        long counted = Math.max(0, value);
        add(bucket(counted), 1);
        add(SUM, counted);
        if (counted > counts[MAX]) {
            ELEMENT.setOpaque(counts, MAX, counted);
        }
    }

    /// What was recorded so far. A value that is being recorded at that moment may be in some of the
    /// numbers and not in others.
    public HistogramSnapshot snapshot() {
        long[] copy = new long[BUCKETS];
        long count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = (long) ELEMENT.getOpaque(counts, i);
            count += copy[i];
        }
        long sum = (long) ELEMENT.getOpaque(counts, SUM);
        long max = (long) ELEMENT.getOpaque(counts, MAX);
        return new HistogramSnapshot(copy, count, sum, max);
    }

    private void add(int index, long amount) {
        ELEMENT.setOpaque(counts, index, counts[index] + amount);
    }

    /// The bucket of a value: its position among the powers of two, and the three bits below its first.
    static int bucket(long value) {
        if (value < SUB_COUNT) {
            return (int) value;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BITS;
        return (shift + 1) * SUB_COUNT + ((int) (value >>> shift) & (SUB_COUNT - 1));
    }

    /// The largest value of a bucket.
    static long highest(int bucket) {
        if (bucket < SUB_COUNT) {
            return bucket;
        }
        int shift = bucket / SUB_COUNT - 1;
        long lowest = (long) (SUB_COUNT + bucket % SUB_COUNT) << shift;
        return lowest + (1L << shift) - 1;
    }
}

package io.varve.stats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// How often values of which size were seen, in buckets that grow with the values: 32 per power of
/// two, so that a percentile is at most a 32nd above the truth, for every value a long can hold. The layout is
/// that of HdrHistogram; the code is not (decision 170).
///
/// **Owner:** one thread calls [#record], or any number [#recordShared], never both; any thread takes snapshots.
///
/// **Promises:** recording allocates nothing. Alone it is a few stores to memory that only it writes.
public final class Histogram {
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

    /// Buckets per power of two, as a power of two.
    private static final int SUB_BITS = 5;

    private static final int SUB_COUNT = 1 << SUB_BITS;

    /// Values below [#SUB_COUNT] have a bucket each, and so many has each power of two above.
    static final int BUCKETS = (Long.SIZE - SUB_BITS) * SUB_COUNT;

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

    /// Likewise, beside other threads. Costs as much as two atomic additions: for what is sampled.
    public void recordShared(long value) {
        long counted = Math.max(0, value);
        ELEMENT.getAndAdd(counts, bucket(counted), 1L);
        ELEMENT.getAndAdd(counts, SUM, counted);
        long max = (long) ELEMENT.getOpaque(counts, MAX);
        while (counted > max && !ELEMENT.compareAndSet(counts, MAX, max, counted)) {
            max = (long) ELEMENT.getOpaque(counts, MAX);
        }
    }

    /// What was recorded so far. A value that is being recorded at that moment may be in some of the
    /// numbers and not in others.
    public HistogramSnapshot snapshot() {
        return snapshot(new HistogramSnapshot());
    }

    /// Likewise, in place of what the snapshot had before: it is 15 KB.
    public HistogramSnapshot snapshot(HistogramSnapshot into) {
        into.count = 0;
        for (int i = 0; i < BUCKETS; i++) {
            into.counts[i] = (long) ELEMENT.getOpaque(counts, i);
            into.count += into.counts[i];
        }
        into.sum = (long) ELEMENT.getOpaque(counts, SUM);
        into.max = (long) ELEMENT.getOpaque(counts, MAX);
        return into;
    }

    private void add(int index, long amount) {
        ELEMENT.setOpaque(counts, index, counts[index] + amount);
    }

    /// The bucket of a value: its position among the powers of two, and the five bits below its first.
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

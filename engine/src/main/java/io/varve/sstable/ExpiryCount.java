package io.varve.sstable;

import org.jspecify.annotations.Nullable;

/// When the entries of a table expire, weighed so that it can be said when a third of them has.
///
/// Times are told apart by stretches that are the longer the further away they are: 32 for each doubling of the time
/// from when the table is written. So what is said is late by a thirtieth of that time, and never early.
///
/// **Owner:** one thread.
final class ExpiryCount {
    private static final int SHARE = 3;

    /// What an entry weighs beside its key and value.
    private static final int ENTRY_WEIGHT = 8;

    private static final int PARTS_SHIFT = 5;
    private static final int PARTS = 1 << PARTS_SHIFT;

    /// Those of times that are 63 bits away: there are none further.
    private static final int STRETCHES = (Long.SIZE - PARTS_SHIFT) << PARTS_SHIFT;

    private final long from;

    /// Null until something expires: mostly nothing does.
    private long @Nullable [] weights;

    private long all;

    /// @param from when the table is written
    ExpiryCount(long from) {
        this.from = from;
    }

    /// @param bytes of key and value
    void add(long bytes, long expiry) {
        long weight = bytes + ENTRY_WEIGHT;
        all += weight;
        if (expiry == Long.MAX_VALUE) {
            return;
        }
        long[] into = weights;
        if (into == null) {
            into = new long[STRETCHES];
            weights = into;
        }
        into[stretch(Math.max(0, expiry - from))] += weight;
    }

    /// When a third of all has expired, and maybe a little later; `Long.MAX_VALUE` when never so much does.
    long third() {
        long[] of = weights;
        if (of == null) {
            return Long.MAX_VALUE;
        }
        long needed = (all + SHARE - 1) / SHARE;
        long found = 0;
        for (int i = 0; i < STRETCHES; i++) {
            found += of[i];
            if (found >= needed) {
                return end(i) > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + end(i);
            }
        }
        return Long.MAX_VALUE;
    }

    private static int stretch(long away) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(away);
        if (bits <= PARTS_SHIFT) {
            return (int) away;
        }
        int doubling = bits - PARTS_SHIFT;
        return (doubling << PARTS_SHIFT) + (int) (away >>> (doubling - 1)) - PARTS;
    }

    /// The last time of a stretch.
    private static long end(int stretch) {
        if (stretch < PARTS) {
            return stretch;
        }
        int doubling = stretch >>> PARTS_SHIFT;
        long next = (stretch & (PARTS - 1)) + PARTS + 1L;
        return (next << (doubling - 1)) - 1;
    }
}

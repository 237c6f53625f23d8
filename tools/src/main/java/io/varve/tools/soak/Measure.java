package io.varve.tools.soak;

import io.varve.tools.text.Sizes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/// One of the things that a [Footprint] says, and when a series of it grows.
///
/// Of a series the first quarter is left out, in which a store finds its shape. Of the rest, the larger half of the
/// last third may not be higher than the larger half of the first third by more than a share and an
/// amount: single peaks, such as of a large merge, come when they like.
///
/// @param text what it is
/// @param share by which it may be higher in the end
/// @param slack and by so much more
record Measure(String text, ToLongFunction<Footprint> value, double share, long slack, boolean isBytes) {
    static final Measure TABLES = new Measure("tables", Footprint::tables, 0.25, 8L << 20, true);
    static final Measure HEAP = new Measure("heap", Footprint::heap, 0.25, 8L << 20, true);
    static final Measure FILES = new Measure("open files", Footprint::files, 0.35, 16, false);

    /// All of them.
    static final List<Measure> ALL = List.of(
            TABLES,
            new Measure("disk", Footprint::disk, 0.25, 16L << 20, true),
            HEAP,
            new Measure("off heap", Footprint::offHeap, 0.15, 4L << 20, true),
            new Measure("mapped", Footprint::mapped, 0.35, 16L << 20, true),
            FILES);

    /// Throws when it has grown.
    void requireFlat(List<Footprint> series) {
        long[] values = series.stream().mapToLong(value).toArray();
        long before = level(values, 0);
        long after = level(values, 2);
        if (after > before * (1 + share) + slack) {
            throw new GrowthException(text, before, after, values);
        }
    }

    /// How it was, in words.
    String describe(List<Footprint> series) {
        long[] values = series.stream().mapToLong(value).toArray();
        long before = level(values, 0);
        long after = level(values, 2);
        return String.format(
                Locale.ROOT,
                "  %-10s %10s %10s   %+.0f%%",
                text,
                words(before),
                words(after),
                before == 0 ? 0 : 100.0 * (after - before) / before);
    }

    private String words(long number) {
        return isBytes ? Sizes.bytes(number) : Long.toString(number);
    }

    /// The median of the larger half of a third.
    private static long level(long[] values, int third) {
        int first = values.length / 4;
        int length = Math.max(1, (values.length - first) / 3);
        int from = Math.min(first + third * length, values.length - 1);
        long[] part =
                Arrays.copyOfRange(values, from, third == 2 ? values.length : Math.min(from + length, values.length));
        Arrays.sort(part);
        return part[part.length - 1 - part.length / 4];
    }
}

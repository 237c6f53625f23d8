package io.varve.nativeio.sim.toylog;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Adds up what the toy-log tests of one run did, and prints it in one line at the end of the run.
final class ToyReport implements BeforeAllCallback, AutoCloseable {
    private static final Map<ToyBug, String> CAUGHT = new TreeMap<>();
    private static long images;
    private static long mostImages;
    private static long operations;
    private static long nanos;

    static void addImages(long count) {
        images += count;
        mostImages = Math.max(mostImages, count);
    }

    static void addOperations(long count) {
        operations += count;
    }

    static void addTime(long spentNanos) {
        nanos += spentNanos;
    }

    static void caught(ToyBug bug, String lane, long seed) {
        CAUGHT.merge(bug, lane + " lane, seed " + seed, (first, second) -> first + " and " + second);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ToyReport.class))
                .computeIfAbsent(ToyReport.class, key -> new ToyReport());
    }

    @Override
    public void close() {
        StringJoiner bugs = new StringJoiner("; ");
        CAUGHT.forEach((bug, where) -> bugs.add(bug + " by " + where));
        double seconds = nanos / 1e9;
        System.out.printf(
                Locale.ROOT,
                "toy log: %,d crash images (up to %,d at one call), %,d simulated operations in %.1f s (%,.0f images/s, %,.0f operations/s);"
                        + " bugs caught: %s%n",
                images,
                mostImages,
                operations,
                seconds,
                images / seconds,
                operations / seconds,
                bugs);
    }
}

package io.varve.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// How many runs levels may have follows what is asked, soon, and only when that stays (W-D14, I-100).
final class AdaptiveTest {
    private static final long FLUSH = 8L << 20;
    private static final CompactionConfig CONFIG =
            new CompactionConfig(true, 4, 8, 8, FLUSH, 4 * FLUSH, 64 * FLUSH, 50);
    private static final int MOST_LEVEL_0 = 12;

    /// By which a phase has its limits.
    private static final int SOON = Adaptive.CONFIRMATIONS + Adaptive.REST + 4;

    private static final Rates WRITES = new Rates(80e6, 1_000, 0, 0);
    private static final Rates READS = new Rates(100_000, 900_000, 0, 0);
    private static final Rates SCANS = new Rates(100_000, 0, 20_000, 20e6);

    private final Adaptive adaptive = new Adaptive(CONFIG, MOST_LEVEL_0);
    private Usage usage = new Usage(0, 0, 0, 0, 0);

    @Test
    void aLoadThatChangesIsFollowedWithinSomeWindowsAndThenLeftAlone() {
        Shape shape = shape(3, 15);
        List<RunLimits> reached = new ArrayList<>();
        for (Rates phase : List.of(WRITES, READS, WRITES, SCANS, Rates.NONE, WRITES, READS)) {
            long before = adaptive.now().changes();
            play(phase, SOON, shape);
            RunLimits soon = adaptive.now().limits();
            long changes = adaptive.now().changes();
            play(phase, 100, shape);
            assertEquals(soon, adaptive.now().limits(), "it goes on changing");
            assertEquals(changes, adaptive.now().changes());
            assertTrue(changes - before <= 2, "changes: " + (changes - before));
            reached.add(soon);
        }
        assertEquals(MOST_LEVEL_0, reached.get(0).of(0), "writes are merged in large batches");
        assertEquals(2, reached.get(1).of(0), "reads find few runs");
        assertEquals(reached.get(0), reached.get(2), "the way back");
        assertEquals(2, reached.get(3).of(0), "so do scans");
        assertEquals(reached.get(3), reached.get(4), "of a store that rests nothing is known");
        assertEquals(reached.get(0), reached.get(5));
        assertEquals(reached.get(1), reached.get(6));
    }

    /// A hundred and more memtables: levels between have runs of their own.
    @Test
    void aLargeTreeHasMoreRunsInItsLevelsForWritesThanForReads() {
        Shape shape = shape(3, 200);
        play(WRITES, SOON, shape);
        RunLimits forWrites = adaptive.now().limits();
        play(READS, SOON + 20, shape);
        RunLimits forReads = adaptive.now().limits();
        assertTrue(forWrites.of(6) > forReads.of(6), forWrites + ", " + forReads);
        assertEquals(1, forReads.of(Shape.BOTTOM));
    }

    @Test
    void aLoadThatChangesAtEachWindowHasNoLimitsOfItsOwn() {
        Shape shape = shape(3, 15);
        Rates writing = new Rates(20e6, 100_000, 0, 0);
        Rates reading = new Rates(5e6, 400_000, 0, 0);
        for (int i = 0; i < 200; i++) {
            play(i % 2 == 0 ? writing : reading, 1, shape);
        }
        assertTrue(adaptive.now().changes() <= 1, "changes: " + adaptive.now().changes());
    }

    @Test
    void oneWindowOfSomethingElseChangesNothing() {
        Shape shape = shape(3, 15);
        play(WRITES, SOON, shape);
        long changes = adaptive.now().changes();
        for (int i = 0; i < 20; i++) {
            play(READS, 1, shape);
            play(WRITES, 9, shape);
        }
        assertEquals(changes, adaptive.now().changes());
    }

    /// After five years of writes the next minute counts as much as after one: nothing of old totals is left.
    @Test
    void whatWasAskedLongAgoDoesNotCount() {
        Shape shape = shape(3, 15);
        play(WRITES, 5_000, shape);
        play(READS, SOON, shape);
        assertEquals(2, adaptive.now().limits().of(0));
    }

    @Test
    void onlyReadsAreEnoughAndSoAreOnlyWrites() {
        Shape shape = shape(3, 15);
        play(new Rates(0, 2_000_000, 0, 0), SOON, shape);
        assertEquals(2, adaptive.now().limits().of(0));
        play(new Rates(80e6, 0, 0, 0), SOON, shape);
        assertEquals(MOST_LEVEL_0, adaptive.now().limits().of(0));
    }

    @Test
    void whatItWouldCostToGoOverKeepsAFewReadsFromHavingAllRewritten() {
        Shape shape = shape(3, 4_000);
        play(new Rates(0, 2_000, 0, 0), 100, shape);
        assertNull(new Picker(CONFIG.with(adaptive.now().limits())).next(shape));
        play(new Rates(0, 4_000_000, 0, 0), SOON, shape);
        assertNotNull(new Picker(CONFIG.with(adaptive.now().limits())).next(shape));
    }

    @Test
    void countersMayPassTheirEnd() {
        Shape shape = shape(3, 15);
        usage = new Usage(0, Long.MAX_VALUE - 1_000, Long.MAX_VALUE - 1_000, -5, -5);
        play(READS, SOON, shape);
        assertEquals(2, adaptive.now().limits().of(0));
        assertEquals(900_000, adaptive.now().rates().lookups(), 10_000);
    }

    @Test
    void countersThatBeginAnewCountNothingInThatWindow() {
        Shape shape = shape(3, 15);
        play(READS, SOON, shape);
        long windows = adaptive.now().windows();
        assertFalse(adaptive.onWindow(new Usage(usage.nanos() + 1, 0, 0, 0, 0), shape));
        assertEquals(windows, adaptive.now().windows());
    }

    @Test
    void aWindowWithoutTimeIsNone() {
        Shape shape = shape(3, 15);
        play(READS, SOON, shape);
        Adaptation before = adaptive.now();
        assertFalse(adaptive.onWindow(new Usage(usage.nanos(), 1L << 40, 0, 0, 0), shape));
        assertFalse(adaptive.onWindow(new Usage(usage.nanos() - 5, 1L << 40, 0, 0, 0), shape));
        assertEquals(before, adaptive.now());
    }

    @Test
    void anEmptyTreeIsNoReasonToThrow() {
        play(WRITES, SOON, new Shape(List.of(), List.of(), Set.of(), Long.MAX_VALUE, 0));
        assertTrue(adaptive.now().windows() > 0);
    }

    /// Whatever the load, it comes to rest, near the best that the model knows.
    @RandomizedTest(seeds = 200)
    void everyLoadComesToRest(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape shape = shape(random.nextInt(8), 1 << random.nextInt(12));
        for (int phase = 0; phase < 4; phase++) {
            Rates load = new Rates(
                    some(random, 200_000_000),
                    some(random, 4_000_000),
                    some(random, 500_000),
                    some(random, 50_000_000));
            play(load, 40, shape);
            long changes = adaptive.now().changes();
            play(load, 60, shape);
            assertEquals(changes, adaptive.now().changes(), "it goes on changing");
        }
    }

    private static double some(SplittableRandom random, long most) {
        return random.nextInt(3) == 0 ? 0 : random.nextLong(1 + (most >> random.nextInt(20)));
    }

    private void play(Rates load, int windows, Shape shape) {
        if (adaptive.now().windows() == 0) {
            adaptive.onWindow(usage, shape);
        }
        for (int i = 0; i < windows; i++) {
            usage = new Usage(
                    usage.nanos() + 5_000_000_000L,
                    usage.writtenBytes() + (long) (5 * load.writtenBytes()),
                    usage.lookups() + (long) (5 * load.lookups()),
                    usage.seeks() + (long) (5 * load.seeks()),
                    usage.steps() + (long) (5 * load.steps()));
            adaptive.onWindow(usage, shape);
        }
    }

    /// So many flushes in level 0, and a bottom of so many.
    private static Shape shape(int level0, int bottom) {
        List<SortedRun> runs = new ArrayList<>();
        for (int i = 0; i < level0; i++) {
            runs.add(new SortedRun(0, 100 - i, List.of(table(i + 1, FLUSH))));
        }
        runs.add(new SortedRun(Shape.BOTTOM, 1, List.of(table(1000, bottom * FLUSH))));
        return new Shape(runs, List.of(), Set.of(), Long.MAX_VALUE, 0);
    }

    private static TableSummary table(long number, long bytes) {
        KeyBytes smallest = KeyBytes.of(new byte[] {1});
        KeyBytes largest = KeyBytes.of(new byte[] {9});
        return new TableSummary(
                number,
                bytes,
                0,
                10,
                0,
                bytes,
                smallest,
                largest,
                10,
                20,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                0);
    }
}

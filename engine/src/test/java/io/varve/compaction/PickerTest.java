package io.varve.compaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.compaction.Pick.Kind;
import io.varve.compaction.Pick.Reason;
import io.varve.format.KeyBytes;
import io.varve.format.TableSummary;
import io.varve.nativeio.testing.RandomizedTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is merged, and when.
final class PickerTest {
    private static final CompactionConfig LAZY = new CompactionConfig(true, 4, 8, 4, 1000, 4000, 64_000, 50);

    private long nextTable = 1;

    @Test
    void nothingIsPickedOfAnEmptyTreeNorOfOneThatIsMergedByHand() {
        assertNull(new Picker(LAZY).next(shape()));
        CompactionConfig manual = new CompactionConfig(false, 4, 8, 1, 1000, 4000, 64_000, 50);
        assertNull(new Picker(manual).next(shape(run(0, 1, table("a", "z")))));
    }

    @Test
    void level0IsMergedIntoTheBottomOfASmallTree() {
        SortedRun bottom = run(Shape.BOTTOM, 1, table("a", "f"), table("g", "p"), table("q", "w"), table("x", "z"));
        Shape three = shape(run(0, 4, table("a", "h")), run(0, 3, table("a", "h")), run(0, 2, table("a", "h")), bottom);
        assertNull(new Picker(LAZY).next(three));

        Pick pick = new Picker(LAZY)
                .next(shape(
                        run(0, 5, table("b", "h")),
                        run(0, 4, table("a", "c")),
                        run(0, 3, table("a", "h")),
                        run(0, 2, table("a", "h")),
                        bottom));
        assertNotNull(pick);
        assertEquals(Reason.LEVEL_0, pick.reason());
        assertEquals(List.of(8L, 9L, 10L, 11L, 1L, 2L), pick.inputs(), "the others of the bottom share no key");
        assertEquals(Shape.BOTTOM, pick.level());
        assertEquals(1, pick.run());
    }

    @Test
    void level0OfATinyTreeGoesDownWhenHalfOfTheTreeMayBeGarbage() {
        SortedRun bottom = run(Shape.BOTTOM, 1, table("a", "f"), table("g", "p"));
        SortedRun first = run(0, 2, table("a", "h"));
        assertNull(new Picker(LAZY).next(shape(first, bottom)), "one flush has nothing to be merged with");
        Pick pick = new Picker(LAZY).next(shape(run(0, 3, table("a", "h")), first, bottom));
        assertNotNull(pick);
        assertEquals(Reason.LEVEL_0, pick.reason());
        assertEquals(4, pick.inputs().size());
    }

    /// Decision 190: what it costs to overwrite the same keys for long, in bytes merged for each that was flushed, runs
    /// to look into, and bytes for each byte of content.
    @ParameterizedTest
    @CsvSource({"4, 1.1, 4, 2.0", "15, 2.0, 8, 1.7", "30, 2.9, 10, 1.9", "60, 3.2, 12, 1.9", "200, 4.2, 14, 1.9"})
    void overwritingCostsLittleInTreesOfAllSizes(int flushes, double rewritten, int runs, double space) {
        int perFlush = 20;
        long flush = 20L * TreeModel.ENTRY;
        CompactionConfig config = new CompactionConfig(true, 4, 8, 8, flush, 1000 * flush, 100_000 * flush, 50);
        TreeModel tree = new TreeModel(config);
        Picker picker = new Picker(config);
        SplittableRandom random = new SplittableRandom(1);
        int warm = 2 * flushes + 16;
        long before = 0;
        for (int i = 0; i < 8 * flushes + 80; i++) {
            Map<Integer, Integer> writes = new TreeMap<>();
            while (writes.size() < perFlush) {
                writes.put(i < flushes ? i * perFlush + writes.size() : random.nextInt(flushes * perFlush), i);
            }
            tree.flush(writes);
            work(tree, picker, 1, Integer.MAX_VALUE, random);
            before = i == warm ? tree.rewritten : before;
            boolean isWide = i > warm && tree.runs().size() > runs;
            assertFalse(isWide, () -> "runs: " + tree.runs().size());
            boolean isLoose = i > warm && tree.bytes() > space * flushes * flush;
            assertFalse(isLoose, () -> "bytes: " + tree.bytes());
        }
        double cost = (double) (tree.rewritten - before) / ((8 * flushes + 80 - warm) * flush);
        assertTrue(cost <= rewritten, () -> "rewritten: " + cost);
    }

    @Test
    void aTreeThatIsLeftAloneIsMergedDownWhenThatGivesSpaceBack() {
        SortedRun bottom = new SortedRun(Shape.BOTTOM, 1, List.of(table("a", "z", 9000, 0)));
        SortedRun first = run(0, 2, table("a", "h"));
        Picker picker = new Picker(LAZY);
        assertNull(picker.settle(shape(first, bottom)), "a ninth");
        assertNull(picker.settle(shape(first)), "nothing that it could hide");
        SortedRun second = run(0, 3, table("k", "p"));
        assertNull(picker.next(shape(second, first, bottom)));
        Pick pick = picker.settle(shape(second, first, bottom));
        assertNotNull(pick);
        assertEquals(Reason.SPACE, pick.reason());
        assertEquals(3, pick.inputs().size());
        assertEquals(Shape.BOTTOM, pick.level());
        Shape busy = new Shape(List.of(second, first, bottom), List.of(), Set.of(2L), Long.MAX_VALUE, 0);
        assertNull(picker.settle(busy), "one is being merged");
    }

    @Test
    void aLargeTreeHasLevelsOfSeveralRuns() {
        SortedRun bottom = new SortedRun(Shape.BOTTOM, 1, List.of(table("a", "z", 30_000, 0)));
        Pick pick = new Picker(LAZY)
                .next(shape(
                        run(0, 5, table("a", "h")),
                        run(0, 4, table("a", "h")),
                        run(0, 3, table("a", "h")),
                        run(0, 2, table("a", "h")),
                        bottom));
        assertNotNull(pick);
        assertEquals(Shape.BOTTOM - 1, pick.level());
        assertEquals(Pick.NEW_RUN, pick.run());
        assertEquals(4, pick.inputs().size());
    }

    @Test
    void tombstonesAreMergedDownBeforeSizesAskForIt() {
        SortedRun bottom = run(Shape.BOTTOM, 1, table("a", "z"));
        Pick pick = new Picker(LAZY).next(shape(new SortedRun(0, 2, List.of(table("c", "d", 1000, 10))), bottom));
        assertNotNull(pick);
        assertEquals(Reason.TOMBSTONES, pick.reason());
        assertEquals(List.of(2L, 1L), pick.inputs());
    }

    @Test
    void aTableOfTombstonesAtTheBottomIsWrittenAnewWhenNobodySeesWhatTheyHide() {
        TableSummary deleted = table("c", "d", 1000, 10);
        SortedRun bottom = new SortedRun(Shape.BOTTOM, 1, List.of(deleted));
        Pick pick = new Picker(LAZY).next(shape(bottom));
        assertNotNull(pick);
        assertEquals(Kind.MERGE, pick.kind());
        assertNull(
                new Picker(LAZY).next(new Shape(List.of(bottom), List.of(), Set.of(), deleted.lastSequence() - 1, 0)));
        assertNotNull(
                new Picker(LAZY).next(new Shape(List.of(bottom), List.of(), Set.of(), deleted.lastSequence(), 0)));
    }

    @Test
    void aTableGoesWhenAllOfItHasExpiredAndItHidesNothing() {
        TableSummary over = expiring("c", "d", 99);
        SortedRun run = new SortedRun(Shape.BOTTOM, 3, List.of(over));
        assertEquals(Kind.DROP, at(100, run).kind());
        assertNull(
                new Picker(LAZY).next(new Shape(List.of(run), List.of(), Set.of(), Long.MAX_VALUE, Long.MIN_VALUE)),
                "no time is believed");
        assertNull(new Picker(LAZY).next(new Shape(List.of(run), List.of(), Set.of(), Long.MAX_VALUE, 98)), "not yet");
        Pick hiding = at(100, new SortedRun(6, 4, List.of(over)), run(Shape.BOTTOM, 1, table("a", "z")));
        assertEquals(Kind.MERGE, hiding.kind(), "an older value would be seen again");
    }

    @Test
    void aTableOfTheBottomIsWrittenAnewWhenAThirdOfItHasExpired() {
        TableSummary worn = summary("c", "d", 1000, 0, 50, 99, Long.MAX_VALUE);
        SortedRun bottom = run(Shape.BOTTOM, 3, table("a", "b"), worn);
        Pick pick = at(100, bottom);
        assertEquals(Kind.MERGE, pick.kind());
        assertEquals(Reason.EXPIRY, pick.reason());
        assertEquals(List.of(worn.number()), pick.inputs());
        assertEquals(99, new Shape(List.of(bottom), List.of(), Set.of(), Long.MAX_VALUE, 98).nextExpiry());
        assertEquals(Long.MAX_VALUE, new Shape(List.of(bottom), List.of(), Set.of(), Long.MAX_VALUE, 100).nextExpiry());
        Picker picker = new Picker(LAZY);
        assertNull(picker.next(new Shape(List.of(bottom), List.of(), Set.of(), Long.MAX_VALUE, 98)), "not yet");
        assertNull(picker.next(new Shape(List.of(bottom), List.of(), Set.of(), 19, 100)), "somebody reads it");
        assertNull(
                picker.next(new Shape(List.of(bottom), List.of(), Set.of(worn.number()), Long.MAX_VALUE, 100)),
                "it is taken");
        SortedRun above = run(6, 4, worn);
        SortedRun below = run(Shape.BOTTOM, 1, table("a", "b", 100_000, 0));
        Shape high = new Shape(List.of(above, below), List.of(), Set.of(), Long.MAX_VALUE, 100);
        assertNull(picker.next(high));
        assertEquals(99, new Shape(List.of(above, below), List.of(), Set.of(), Long.MAX_VALUE, 98).nextExpiry());
        Pick settled = picker.settle(high);
        assertNotNull(settled, "what has expired above the bottom goes down when nobody writes");
        assertEquals(List.of(worn.number()), settled.inputs());
        Shape read = new Shape(List.of(above, below), List.of(), Set.of(), 19, 100);
        assertFalse(picker.isLoose(read), "somebody reads it");
    }

    /// Whoever waits for room in level 0 does not wait for that.
    @Test
    void whatHasExpiredIsWrittenAnewWhenNothingElseIsToBeDone() {
        List<SortedRun> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            runs.add(run(0, 30 - i, table("c", "z")));
        }
        runs.add(run(Shape.BOTTOM, 1, summary("a", "b", 1000, 0, 50, 99, Long.MAX_VALUE)));
        Pick pick = new Picker(LAZY).next(new Shape(runs, List.of(), Set.of(), Long.MAX_VALUE, 100));
        assertNotNull(pick);
        assertEquals(Reason.LEVEL_0, pick.reason());
    }

    @Test
    void tablesOfAnOldFormGoToTheBottomByAnEdit() {
        Pick pick = new Picker(LAZY).next(shape(run(1, 0, table("a", "c"), table("d", "z"))));
        assertNotNull(pick);
        assertEquals(Kind.MOVE, pick.kind());
        assertEquals(Shape.BOTTOM, pick.level());
    }

    @Test
    void flushesThatShareNoKeysAreMovedAndNotRewritten() {
        CompactionConfig small = new CompactionConfig(true, 4, 8, 2, 1000, 1000, 64_000, 50);
        Pick pick = new Picker(small)
                .next(shape(
                        run(0, 3, table("m", "p")), run(0, 2, table("g", "k")), run(Shape.BOTTOM, 1, table("a", "c"))));
        assertNotNull(pick);
        assertEquals(Kind.MOVE, pick.kind());
        assertEquals(1, pick.run());
    }

    @RandomizedTest(seeds = 30)
    void whateverIsWrittenTheTreeSettlesInShape(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int runs = 1 + random.nextInt(4);
        int ratio = 2 + random.nextInt(7);
        int level0 = 1 + random.nextInt(4);
        long flush = 20 * TreeModel.ENTRY;
        CompactionConfig config = new CompactionConfig(
                true,
                runs,
                ratio,
                level0,
                flush,
                30 * TreeModel.ENTRY,
                (30L << random.nextInt(4)) * TreeModel.ENTRY,
                50);
        TreeModel tree = new TreeModel(config);
        Picker picker = new Picker(config);
        int keys = 20 << random.nextInt(9);
        int threads = 1 + random.nextInt(3);
        for (int i = 0; i < 150; i++) {
            tree.flush(writes(random, keys, i));
            // Some time passes, or none: a job may run over many flushes.
            work(tree, picker, threads, random.nextInt(4), random);
            tree.requireTruth();
        }
        work(tree, picker, threads, Integer.MAX_VALUE, random);
        tree.requireTruth();
        requireInShape(config, tree);
        settle(tree, picker, threads, random);
    }

    /// I-87: when it is left alone, it ends with hardly anything above the bottom.
    private static void settle(TreeModel tree, Picker picker, int threads, SplittableRandom random) {
        int steps = 0;
        for (Pick pick = picker.settle(tree.shape()); pick != null; pick = picker.settle(tree.shape())) {
            tree.begin(pick);
            tree.end(pick);
            work(tree, picker, threads, Integer.MAX_VALUE, random);
            tree.requireTruth();
            assertTrue(++steps < 2_000, "it does not settle");
        }
        assertFalse(picker.isLoose(tree.shape()), () -> "loose: " + tree.runs());
    }

    /// I-77, I-87, I-111: as with entries that expire while the tree is written to, and when it is left alone.
    @RandomizedTest(seeds = 40)
    void whateverExpiresTheTreeSettlesWithoutTablesThatAreWorn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CompactionConfig config = small(1 + random.nextInt(4), random);
        TreeModel tree = new TreeModel(config);
        Picker picker = new Picker(config);
        int keys = 20 << random.nextInt(9);
        int threads = 1 + random.nextInt(3);
        for (int i = 0; i < 100; i++) {
            Map<Integer, Integer> writes = writes(random, keys, i);
            tree.flush(writes, expiries(random, writes, tree.purgeMillis));
            tree.purgeMillis += random.nextInt(3);
            work(tree, picker, threads, random.nextInt(4), random);
            tree.requireTruth();
        }
        for (int pause = 0; pause < 20; pause++) {
            work(tree, picker, threads, Integer.MAX_VALUE, random);
            settle(tree, picker, threads, random);
            for (SortedRun run : tree.runs()) {
                for (TableSummary table : run.tables()) {
                    assertTrue(table.thirdExpiry() > tree.purgeMillis, () -> "worn, in level " + run.level());
                }
            }
            tree.purgeMillis += random.nextInt(30);
            tree.requireTruth();
        }
    }

    /// Nearly all, none, or one in four.
    private static Map<Integer, Long> expiries(SplittableRandom random, Map<Integer, Integer> writes, long now) {
        Map<Integer, Long> expiries = new TreeMap<>();
        int share = List.of(0, 1, 4).get(random.nextInt(3));
        for (int key : writes.keySet()) {
            if (share > 0 && random.nextInt(4) < share) {
                expiries.put(key, now + random.nextInt(1 + random.nextInt(300)));
            }
        }
        return expiries;
    }

    /// As with limits of each level by itself, which change while the tree is written to (decision 230).
    @RandomizedTest(seeds = 40)
    void whateverLimitsLevelsHaveInTurnTheTreeSettlesInShape(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CompactionConfig first = small(4, random);
        TreeModel tree = new TreeModel(first);
        int keys = 20 << random.nextInt(9);
        int threads = 1 + random.nextInt(3);
        for (int phase = 0; phase < 5; phase++) {
            CompactionConfig config = first.with(limits(random));
            Picker picker = new Picker(config);
            for (int i = 0; i < 30; i++) {
                tree.flush(writes(random, keys, 30 * phase + i));
                work(tree, picker, threads, random.nextInt(4), random);
                tree.requireTruth();
            }
            work(tree, picker, threads, phase == 4 ? Integer.MAX_VALUE : random.nextInt(10), random);
            tree.requireTruth();
            if (phase == 4) {
                requireInShape(config, tree);
            }
        }
    }

    private static CompactionConfig small(int runs, SplittableRandom random) {
        return new CompactionConfig(
                true,
                runs,
                2 + random.nextInt(7),
                1 + random.nextInt(4),
                20 * TreeModel.ENTRY,
                30 * TreeModel.ENTRY,
                (30L << random.nextInt(4)) * TreeModel.ENTRY,
                50);
    }

    private static RunLimits limits(SplittableRandom random) {
        RunLimits limits = RunLimits.of(1 + random.nextInt(8), 1);
        for (int level = 1; level < Shape.BOTTOM; level++) {
            limits = limits.with(level, 1 + random.nextInt(8));
        }
        return limits;
    }

    private static void work(TreeModel tree, Picker picker, int threads, int most, SplittableRandom random) {
        int ended = 0;
        while (ended < most) {
            Pick pick = tree.running.size() < threads ? picker.next(tree.shape()) : null;
            if (pick != null) {
                tree.begin(pick);
                if (random.nextBoolean()) {
                    continue;
                }
            }
            if (tree.running.isEmpty()) {
                return;
            }
            tree.end(tree.running.get(random.nextInt(tree.running.size())));
            assertTrue(++ended < 20_000, "it does not settle");
        }
    }

    private static Map<Integer, Integer> writes(SplittableRandom random, int keys, int time) {
        Map<Integer, Integer> writes = new TreeMap<>();
        boolean isSequential = keys % 3 == 0;
        for (int i = 0; i < 20; i++) {
            int key = isSequential ? time * 20 + i : random.nextInt(keys);
            writes.put(key, random.nextInt(5) == 0 ? -1 : random.nextInt(1000));
        }
        return writes;
    }

    private static void requireInShape(CompactionConfig config, TreeModel tree) {
        Shape shape = tree.shape();
        Targets targets = Targets.of(config, shape);
        assertTrue(shape.level(0).size() < config.level0Limit());
        for (int level = 1; level <= Shape.BOTTOM; level++) {
            int count = shape.level(level).size();
            assertTrue(count <= targets.runs(config, level), count + " runs at level " + level);
            assertTrue(shape.bytes(level) <= targets.bytes(level), shape.bytes(level) + " bytes at level " + level);
        }
        assertFalse(Targets.debt(config, shape) > 0, "debt at rest");
    }

    private Pick at(long millis, SortedRun... runs) {
        Pick pick = new Picker(LAZY).next(new Shape(List.of(runs), List.of(), Set.of(), Long.MAX_VALUE, millis));
        assertNotNull(pick);
        return pick;
    }

    private static Shape shape(SortedRun... runs) {
        return new Shape(List.of(runs), List.of(), Set.of(), Long.MAX_VALUE, 0);
    }

    private static SortedRun run(int level, long number, TableSummary... tables) {
        return new SortedRun(level, number, List.of(tables));
    }

    private TableSummary table(String smallest, String largest) {
        return table(smallest, largest, 1000, 0);
    }

    private TableSummary table(String smallest, String largest, long bytes, long tombstones) {
        return summary(smallest, largest, bytes, tombstones, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    private TableSummary expiring(String smallest, String largest, long expiry) {
        return summary(smallest, largest, 1000, 0, expiry, expiry, expiry);
    }

    private TableSummary summary(
            String smallest, String largest, long bytes, long tombstones, long first, long third, long last) {
        long number = nextTable++;
        return new TableSummary(
                number, bytes, 0, 10, tombstones, bytes, key(smallest), key(largest), 10, 20, first, third, last, 0);
    }

    private static KeyBytes key(String key) {
        return KeyBytes.of(key.getBytes(StandardCharsets.UTF_8));
    }
}

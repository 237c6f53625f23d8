package io.varve.sstable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Region;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// I-107 with the filter before signposts.
final class KeyFilterTest {
    private static final int BLOCK_BITS = 15;
    private static final int LINE_BITS = 8;

    @RandomizedTest(seeds = 20)
    void everyKeyPassesAndFewOthers(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int keys = 2_000 + random.nextInt(20_000);
        long[] hashes = random.longs(keys).toArray();
        FilterShape bits = FilterShape.bits(Filter.probes(10));
        FilterShape posts = FilterShape.signposts(BLOCK_BITS, LINE_BITS);
        FilterShape both = posts.withBits(Filter.probes(6), (int) Filter.lines(keys, 6));
        KeyFilter ofBits = made(bits, hashes, Filter.lines(keys, 10));
        KeyFilter ofPosts = made(posts, hashes, Signposts.lines(keys));
        KeyFilter ofBoth = made(both, hashes, Signposts.lines(keys) + both.bitLines());
        for (int i = 0; i < keys; i++) {
            assertTrue(ofBits.mayContain(hashes[i]));
            assertTrue(ofPosts.knows(hashes[i], block(i)));
            assertTrue(ofBoth.knows(hashes[i], block(i)));
        }
        assertEquals(0.011, passed(ofBits, random), 0.006);
        double alone = passed(ofPosts, random);
        assertEquals(0.03, alone, 0.02);
        // Of those that one lets pass, the other stops nearly all.
        double together = passed(ofBoth, random);
        assertTrue(together < alone / 8, together + " of " + alone);
    }

    @Test
    void aSingleKeyIsKnown() {
        FilterShape both = FilterShape.signposts(0, 0).withBits(4, 1);
        KeyFilter filter = KeyFilter.of(both, TestTables.region(2L * Filter.LINE), 2);
        filter.insert(42, 0);
        assertTrue(filter.knows(42, 0));
        assertFalse(filter.mayContain(-43));
    }

    @Test
    void whereThereIsNoneEveryKeyPasses() {
        KeyFilter none = KeyFilter.of(FilterShape.NONE, TestTables.region(Filter.LINE), 0);
        assertTrue(none.isNone());
        assertTrue(none.mayContain(1));
        assertTrue(none.knows(1, 7));
        assertNull(none.posts());
        none.prefetch(1);
    }

    private static KeyFilter made(FilterShape shape, long[] hashes, long lines) {
        assertTrue(shape.isPossible(lines * Filter.LINE), shape::toString);
        Region region = TestTables.region(lines * Filter.LINE);
        KeyFilter filter = KeyFilter.of(shape, region, lines);
        for (int i = 0; i < hashes.length; i++) {
            filter.insert(hashes[i], Signposts.target(block(i), 3, LINE_BITS));
        }
        return filter;
    }

    private static int block(int key) {
        return key >>> 5;
    }

    private static double passed(KeyFilter filter, SplittableRandom random) {
        int asked = 100_000;
        int passed = 0;
        for (int i = 0; i < asked; i++) {
            passed += filter.mayContain(random.nextLong()) ? 1 : 0;
        }
        return (double) passed / asked;
    }
}

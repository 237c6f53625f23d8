package io.varve.nativeio.sim;

import static io.varve.nativeio.testing.DiskTestKit.NEW;
import static io.varve.nativeio.testing.DiskTestKit.open;
import static io.varve.nativeio.testing.DiskTestKit.root;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A table written through a mapping, as a flush worker does it: space first, then stores, one sync, cut
/// to size, synced again, renamed, directory synced. Its final name never shows half a table, and each
/// step that could be forgotten is missed when it is.
final class MappedTableCrashTest {
    private static final int SPACE = 3 * 4096;
    private static final String NAME = "/table";

    private enum Step {
        SYNC_OF_DATA_AND_SIZE,
        SYNC_OF_SIZE,
        SYNC_OF_NAME
    }

    @RandomizedTest(seeds = 50)
    void showsAWholeTableOrNone(long seed) {
        assertTrue(run(seed, null) > 20);
    }

    @RandomizedTest(seeds = 10)
    void isHalfWithoutASync(long seed) {
        for (Step forgotten : Step.values()) {
            assertThrows(AssertionError.class, () -> run(seed, forgotten), forgotten.name());
        }
    }

    private static int run(long seed, @Nullable Step forgotten) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] table = new byte[1 + random.nextInt(SPACE - 1)];
        random.nextBytes(table);
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, seed);
        int[] images = new int[1];
        disk.observe(new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                images[0] += new CrashImages(disk, random).explore(64, image -> check(image, table));
            }
        });
        Directory root = root(disk);
        build(root, table, random, forgotten);
        disk.observe(null);
        images[0] += new CrashImages(disk, random).explore(256, image -> {
            assertTrue(image.contents().files().contains(NAME), "the table is gone");
            check(image, table);
        });
        return images[0];
    }

    private static void build(Directory root, byte[] table, SplittableRandom random, @Nullable Step forgotten) {
        DiskFile file = open(root, "new", NEW);
        assertEquals(0, file.allocate(0, SPACE));
        try (Mapping mapping = file.map(0, SPACE, MapMode.READ_WRITE)) {
            assertEquals(0, mapping.populateWrite(0, SPACE));
            int done = 0;
            while (done < table.length) {
                int count = Math.min(table.length - done, 1 + random.nextInt(SPACE));
                mapping.region().copyFrom(done, table, done, count);
                done += count;
                assertEquals(0, mapping.populateRead(0, SPACE));
            }
            if (forgotten != Step.SYNC_OF_DATA_AND_SIZE) {
                assertEquals(0, file.dataSync());
            }
        }
        assertEquals(0, file.truncate(table.length));
        if (forgotten == null || forgotten == Step.SYNC_OF_NAME) {
            assertEquals(0, file.dataSync());
        }
        assertEquals(0, root.rename("new", root, NAME.substring(1)));
        if (forgotten != Step.SYNC_OF_NAME) {
            assertEquals(0, root.sync());
        }
        file.close();
    }

    private static void check(SimDisk image, byte[] table) {
        if (image.contents().files().contains(NAME)) {
            byte[] found = image.contents().read(NAME);
            assertArrayEquals(table, found);
        }
    }
}

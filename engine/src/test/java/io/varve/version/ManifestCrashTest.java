package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;

/// What a power cut or a kill leaves of a manifest, at every call that changes the disk: it always opens, with a
/// state that was intended and holds all that was acknowledged.
final class ManifestCrashTest {
    private static final List<DiskProfile> PROFILES = List.of(
            DiskProfile.ADVERSARIAL,
            DiskProfile.TEARING,
            DiskProfile.ADVERSARIAL.withAtomicSize(4096),
            DiskProfile.ORDERED,
            DiskProfile.TEARING.withoutDirect());
    private static final int IMAGES_PER_CALL = 16;
    private static final int NESTED_ONE_IN = 40;

    /// The smallest manifest: a header and seven edits, so that every life rolls over.
    private static final long SIZE = 4096;

    private static final long BEGAN = System.nanoTime();
    private static long images;

    @AfterAll
    static void report() {
        LaneReport.of(Lane.MANIFEST_CRASH)
                .count("images", images)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    @RandomizedTest(seeds = 8)
    void opensWithAllThatWasAcknowledged(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = ManifestLife.newDisk(PROFILES.get(random.nextInt(PROFILES.size())), random.nextLong());
        ManifestScenario scenario = new ManifestScenario(random.split(), SIZE);
        disk.observe(beforeChanges(() -> explore(scenario, disk, random, IMAGES_PER_CALL)));

        for (int life = 0; life < 3; life++) {
            assertNull(scenario.live(disk, random.nextInt(9)));
        }

        explore(scenario, disk, random, IMAGES_PER_CALL);
        assertTrue(images > 0);
    }

    private static void explore(ManifestScenario scenario, SimDisk disk, SplittableRandom random, int limit) {
        CrashImages crash = new CrashImages(disk, random);
        images += crash.explore(limit, image -> {
            if (random.nextInt(NESTED_ONE_IN) == 0) {
                crashAgain(scenario, image, random);
            } else {
                scenario.check(image);
            }
        });
        scenario.check(crash.killed());
    }

    /// Crashes an image at every change its opening makes, and once more after it: what was found must stay.
    private static void crashAgain(ManifestScenario scenario, SimDisk image, SplittableRandom random) {
        image.observe(beforeChanges(() -> images += new CrashImages(image, random).explore(4, scenario::check)));
        ManifestState found = scenario.check(image);
        image.observe(null);
        images += new CrashImages(image, random).explore(8, nested -> {
            ManifestState later = scenario.check(nested);
            assertEquals(found.fileFloor(), later.fileFloor());
            assertTrue(later.epoch() > found.epoch(), "epochs grow");
        });
    }

    static SeamObserver beforeChanges(Runnable action) {
        return new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if (op.changesDisk()) {
                    action.run();
                }
            }
        };
    }
}

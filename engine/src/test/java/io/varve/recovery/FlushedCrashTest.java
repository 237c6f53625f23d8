package io.varve.recovery;

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
import org.junit.jupiter.api.Test;

/// What a power cut or a kill leaves of a store whose log floor rises, at every call that changes the disk: log and
/// tables together hold a prefix with all that was acknowledged, and no source hides a newer one (I-40, W-A4).
final class FlushedCrashTest {
    private static final List<DiskProfile> PROFILES = List.of(
            DiskProfile.ADVERSARIAL, DiskProfile.TEARING, DiskProfile.ORDERED, DiskProfile.TEARING.withoutDirect());
    private static final int IMAGES_PER_CALL = 6;
    private static final int NESTED_ONE_IN = 60;
    private static final long BEGAN = System.nanoTime();

    private static long images;
    private static long calls;

    @RandomizedTest(seeds = 12)
    void opensWithAPrefixThatHoldsAllThatWasAcknowledged(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = FlushedStore.newDisk(PROFILES.get(random.nextInt(PROFILES.size())), random.nextLong());
        FlushedScenario scenario = new FlushedScenario(random.split());
        disk.observe(beforeChanges(() -> explore(scenario, disk, random)));

        for (int life = 0; life < 3; life++) {
            assertNull(scenario.live(disk, random.nextInt(20)));
        }

        explore(scenario, disk, random);
        assertTrue(scenario.oracle.durable >= 0);
    }

    /// A crash in the middle of giving up what stands behind the end had left a segment and taken the one that it is
    /// linked to: the next open took that for damage.
    @Test
    void aCrashWhileSegmentsAreGivenUpIsNoDamage() {
        opensWithAPrefixThatHoldsAllThatWasAcknowledged(-2467658997289259367L);
    }

    /// Long lives without images: what a store is after hundreds of flushes, and what lies in its directory.
    @RandomizedTest(seeds = 6)
    void goesOnForManyLives(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = FlushedStore.newDisk(DiskProfile.ADVERSARIAL, seed);
        FlushedScenario scenario = new FlushedScenario(random.split());
        SimDisk now = disk;
        for (int life = 0; life < 12; life++) {
            assertNull(scenario.live(now, random.nextInt(80)));
            CrashImages crash = new CrashImages(now, random);
            now = random.nextBoolean() ? crash.random() : crash.killed();
        }
        scenario.check(now);
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.FLUSHED_CRASH)
                .count("images", images)
                .count("calls", calls)
                .nanos(System.nanoTime() - BEGAN)
                .publish();
    }

    private static void explore(FlushedScenario scenario, SimDisk disk, SplittableRandom random) {
        CrashImages crash = new CrashImages(disk, random);
        calls++;
        crash.explore(IMAGES_PER_CALL, image -> {
            images++;
            if (random.nextInt(NESTED_ONE_IN) == 0) {
                crashAgain(scenario, image, random);
            } else {
                scenario.check(image);
            }
        });
        scenario.check(crash.killed());
    }

    /// Crashes an image at every change its opening makes, and after it: what was found must stay (P9).
    private static void crashAgain(FlushedScenario scenario, SimDisk image, SplittableRandom random) {
        image.observe(beforeChanges(() -> new CrashImages(image, random).explore(3, scenario::check)));
        int found = scenario.check(image);
        image.observe(null);
        new CrashImages(image, random).explore(6, nested -> assertEquals(found, scenario.check(nested, found)));
    }

    private static SeamObserver beforeChanges(Runnable action) {
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

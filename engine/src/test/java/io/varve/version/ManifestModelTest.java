package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertNull;

import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.SplittableRandom;

/// Many lives with random edits: the state is always the one that the edits make, in files of every size.
final class ManifestModelTest {
    @RandomizedTest(seeds = 20)
    void isWhatItsEditsMake(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = ManifestLife.newDisk(DiskProfile.ADVERSARIAL, seed);
        ManifestScenario scenario = new ManifestScenario(random.split(), 4096L << random.nextInt(4));

        for (int life = 0; life < 12; life++) {
            assertNull(scenario.live(disk, random.nextInt(60)));
            scenario.check(disk);
        }
    }
}

package io.varve.nativeio.sim.toylog;

import io.varve.nativeio.testing.RandomizedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a toy log holds after a crash at any call: all that was acknowledged, and a prefix.
@ExtendWith(ToyReport.class)
final class ToyLogCrashTest {
    @RandomizedTest(seeds = 120)
    void survivesACrashAtEveryCall(long seed) {
        ToyHunt.pass(seed, ToyLanes::crash);
    }

    @RandomizedTest(seeds = 30)
    void survivesEveryCombinationInShortLives(long seed) {
        ToyHunt.pass(seed, ToyLanes::combinations);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_DIRECTORY_SYNC", "NO_DATA_SYNC", "READS_BEHIND_A_BAD_RECORD"})
    void findsAPlantedBug(ToyBug bug) {
        ToyHunt.find(bug, "crash", 1, ToyLanes::crash);
    }
}

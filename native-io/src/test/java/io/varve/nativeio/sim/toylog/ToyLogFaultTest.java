package io.varve.nativeio.sim.toylog;

import io.varve.nativeio.testing.RandomizedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What clients of a toy log are told when any one call fails, and whether it was true.
@ExtendWith(ToyReport.class)
final class ToyLogFaultTest {
    @RandomizedTest(seeds = 20)
    void staysHonestWhicheverCallFails(long seed) {
        ToyHunt.pass(seed, ToyLanes::faults);
    }

    @ParameterizedTest
    @EnumSource(names = {"RETRIES_A_FAILED_SYNC", "TRUSTS_THE_PAGE_CACHE"})
    void findsAPlantedBug(ToyBug bug) {
        ToyHunt.find(bug, "fault", 1, ToyLanes::faults);
    }
}

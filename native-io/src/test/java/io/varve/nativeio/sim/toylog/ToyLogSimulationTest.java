package io.varve.nativeio.sim.toylog;

import io.varve.nativeio.testing.RandomizedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many lives of a process with a toy log, under schedules and crashes that the seed chooses.
@ExtendWith(ToyReport.class)
final class ToyLogSimulationTest {
    @RandomizedTest(seeds = 2000)
    void livesThroughManyCrashes(long seed) {
        ToyHunt.pass(seed, ToyLanes::lives);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOSES_A_WAKE_UP", "NO_DATA_SYNC"})
    void findsAPlantedBug(ToyBug bug) {
        ToyHunt.find(bug, "simulation", 1, ToyLanes::lives);
    }
}

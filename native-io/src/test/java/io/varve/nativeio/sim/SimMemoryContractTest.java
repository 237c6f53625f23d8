package io.varve.nativeio.sim;

import io.varve.nativeio.testing.MemoryContract;

/// Simulated memory answers as the seam says.
final class SimMemoryContractTest extends MemoryContract {
    SimMemoryContractTest() {
        super(new SimMemory(budget()), new SimMemory(budget()));
    }
}

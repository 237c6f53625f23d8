package io.varve.nativeio.linux;

import io.varve.nativeio.testing.MemoryContract;
import org.junit.jupiter.api.AfterEach;

/// The machine's memory keeps the contract that the simulated one is held to.
final class LinuxMemoryContractTest extends MemoryContract {
    LinuxMemoryContractTest() {
        super(Linux.memory(budget()), Linux.memory(budget()));
    }

    @AfterEach
    void drain() {
        Quarantine.drain();
    }
}

package io.varve.nativeio.linux;

import io.varve.nativeio.testing.DiskContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/// The machine keeps the contract that the simulated disk is held to, so that the two do not drift apart.
final class LinuxDiskContractTest extends DiskContract {
    LinuxDiskContractTest(@TempDir Path path) {
        super(Machine.directory(path));
    }
}

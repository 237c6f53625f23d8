package io.varve.nativeio.sim;

import io.varve.nativeio.testing.DiskContract;
import io.varve.nativeio.testing.DiskTestKit;

/// The simulated disk answers as the seam says.
final class SimDiskContractTest extends DiskContract {
    SimDiskContractTest() {
        super(DiskTestKit.root(new SimDisk(DiskProfile.ADVERSARIAL, 1)));
    }
}

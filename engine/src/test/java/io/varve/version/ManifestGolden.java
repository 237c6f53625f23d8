package io.varve.version;

import io.varve.error.StoreException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// A small manifest that is always the same, byte for byte, and what becomes of it when its bytes are changed.
final class ManifestGolden {
    static final String MANIFEST = "manifest-0000000000000001";
    static final String MARKER = "marker.0000000000000001.0000000000000001";

    /// The end of the last of its four edits.
    static final int END = 512 * 5;

    static final List<RecoveryCut> CUTS =
            List.of(new RecoveryCut(5, 4096, -2, 900, 1), new RecoveryCut(8, 65_536, 0x12345678, 1000, 1));

    private static final DiskProfile PROFILE = DiskProfile.ORDERED.withoutDirect();

    private ManifestGolden() {}

    /// A store in its first life, which was not ended in order.
    static SimDisk disk() {
        SimDisk disk = ManifestLife.newDisk(PROFILE, 1);
        try (ManifestLife life = new ManifestLife(disk, 4096)) {
            life.append(ManifestEdit.NOTHING
                    .at(1_700_000_000_500L)
                    .withSegmentFloor(9)
                    .withLifeSegment(8)
                    .withLogFloor(2));
            life.append(ManifestEdit.NOTHING
                    .withFileFloor(17)
                    .withSequenceFloor(1001)
                    .withCuts(CUTS)
                    .withCleanClose());
        }
        return disk;
    }

    static byte[] bytes() {
        return DiskBytes.get(disk(), ManifestLife.PATH, MANIFEST);
    }

    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        try (Directory directory = disk().openDirectory(ManifestLife.PATH)) {
            directory.list(names);
        }
        return names;
    }

    /// Reads changed bytes under the names of the golden files.
    ///
    /// @throws StoreException when the reader refuses them
    static ManifestFound read(byte[] manifest) {
        SimDisk disk = ManifestLife.newDisk(PROFILE, 1);
        DiskBytes.put(disk, ManifestLife.PATH, MANIFEST, manifest);
        DiskBytes.put(disk, ManifestLife.PATH, MARKER, new byte[0]);
        return read(disk);
    }

    static ManifestFound read(SimDisk disk) {
        var memory = new io.varve.nativeio.sim.SimMemory(new io.varve.nativeio.MemoryBudget(1 << 20));
        try (Directory directory = disk.openDirectory(ManifestLife.PATH)) {
            return Manifest.read(
                    new ManifestConfig(directory, memory, memory.budget().account("manifest"), 4096));
        }
    }
}

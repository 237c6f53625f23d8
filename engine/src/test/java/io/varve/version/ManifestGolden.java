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
    static final String MANIFEST = "manifest-0000000000000002";
    static final String MARKER = "marker.0000000000000002.0000000000000002";
    static final long NUMBER = 2;
    static final long EPOCH = 2;

    /// Of its last edit.
    static final long LAST = 10;

    static final int LAST_EDIT = 512 * 6;

    /// The end of the last of its five edits.
    static final int END = 512 * 7;

    static final List<RecoveryCut> CUTS =
            List.of(new RecoveryCut(5, 4096, -2, 900, 2), new RecoveryCut(8, 65_536, 0x12345678, 1000, 2));

    static final LiveTable FIRST_RUN = Tables.ofRun(1, 5, "apple", "fig");
    static final LiveTable SECOND_RUN = Tables.ofRun(1, 6, "grape", "quince");
    static final LiveTable FLUSHED = Tables.flushed(7, "berry", "cherry", 4);

    /// In the order of [ManifestState#tables()].
    static final List<LiveTable> TABLES = List.of(FIRST_RUN, SECOND_RUN, LiveTable.ofRun(FLUSHED.summary(), 2, 0));

    static final List<NamedSnapshot> SNAPSHOTS =
            List.of(new NamedSnapshot("påsk", 3, 410, List.of(FLUSHED, FIRST_RUN, SECOND_RUN)));

    private static final DiskProfile PROFILE = DiskProfile.ORDERED.withoutDirect();

    private ManifestGolden() {}

    /// A store in its second life, which was ended in order. Its manifest begins with tables that are alive and tables
    /// that only a named snapshot has.
    static SimDisk disk() {
        SimDisk disk = ManifestLife.newDisk(PROFILE, 1);
        try (ManifestLife life = new ManifestLife(disk, 4096)) {
            life.append(ManifestEdit.NOTHING
                    .at(1_700_000_000_500L)
                    .withSegmentFloor(9)
                    .withLifeSegment(8)
                    .withLogFloor(2)
                    .withFileFloor(17)
                    .withSequenceFloor(1001)
                    .withRotationFloor(5));
            life.append(ManifestEdit.NOTHING.withInstall(Install.after(life.manifest.state())
                    .adding(Tables.flushed(3, "date", "fig", 1))
                    .adding(Tables.flushed(4, "apple", "quince", 2))
                    .named("first", 200)));
            life.append(ManifestEdit.NOTHING.withInstall(Install.after(life.manifest.state())
                    .removing(3)
                    .removing(4)
                    .adding(FIRST_RUN)
                    .adding(SECOND_RUN)));
        }
        try (ManifestLife life = new ManifestLife(disk, 4096)) {
            life.append(ManifestEdit.NOTHING
                    .withLogFloor(3)
                    .withInstall(
                            Install.after(life.manifest.state()).adding(FLUSHED).named("påsk", 410)));
            life.append(ManifestEdit.NOTHING.withInstall(
                    Install.after(life.manifest.state()).removing(7).adding(TABLES.getLast())));
            life.append(ManifestEdit.NOTHING.dropSnapshot("first"));
            life.append(ManifestEdit.NOTHING.withCuts(CUTS).withCleanClose());
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

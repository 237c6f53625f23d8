package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.FencedException;
import io.varve.error.StoreIoException;
import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What a manifest promises to who opens it, without crashes and damage.
final class ManifestTest {
    private static final ManifestEdit NOTHING = ManifestEdit.NOTHING;

    private final SimDisk disk = ManifestLife.newDisk(DiskProfile.ADVERSARIAL, 1);

    @Test
    void beginsWithTheFirstNumberOfEveryKind() {
        try (ManifestLife life = new ManifestLife(disk)) {
            ManifestState state = life.manifest.state();

            assertEquals(ManifestLife.CREATION, state.creation());
            assertEquals(1, state.epoch());
            assertEquals(1, state.logFloor());
            assertEquals(1, state.segmentFloor());
            assertEquals(1, state.fileFloor());
            assertEquals(1, state.sequenceFloor());
            assertEquals(ManifestLife.CREATION.createdMillis(), state.engineMillis());
            assertFalse(state.isCleanlyClosed());
        }
    }

    @Test
    void keepsEverythingOverLivesAndCountsThem() {
        RecoveryCut cut = new RecoveryCut(6, 12_345, -7, 99, 1);
        try (ManifestLife life = new ManifestLife(disk)) {
            life.append(NOTHING.at(1_700_000_000_005L).withSegmentFloor(8).withLogFloor(3));
            life.append(NOTHING.withFileFloor(40).withSequenceFloor(1L << 40).withCut(cut));
        }

        try (ManifestLife life = new ManifestLife(disk)) {
            ManifestState state = life.manifest.state();
            assertEquals(
                    new ManifestState(
                            ManifestLife.CREATION,
                            5,
                            2,
                            1_700_000_000_005L,
                            ManifestLife.floors(3, 8, 40, 1L << 40, 0, 1),
                            List.of(cut),
                            Installed.NOTHING,
                            false),
                    state);
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(3, life.manifest.state().epoch());
        }
    }

    @Test
    void knowsWhetherTheLastLifeEndedInOrder() {
        try (ManifestLife life = new ManifestLife(disk)) {
            life.append(NOTHING.withCleanClose());
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertTrue(life.manifest.found().isCleanlyClosed());
            assertFalse(life.manifest.state().isCleanlyClosed(), "it is open again");
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertFalse(life.manifest.found().isCleanlyClosed());
        }
    }

    @Test
    void continuesInAnotherFileWhenOneIsFull() {
        String first;
        try (ManifestLife life = new ManifestLife(disk)) {
            first = life.manifest.path();
            for (int i = 1; i <= 100; i++) {
                life.append(NOTHING.withFileFloor(1 + i));
            }
            assertFalse(first.equals(life.manifest.path()));
            assertEquals(102, life.manifest.state().editNumber());
        }

        assertEquals(3, names().size(), names()::toString);
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(101, life.manifest.state().fileFloor());
        }
    }

    @Test
    void leavesOneManifestOneMarkerAndWhatOthersPutThere() {
        put("manifest-1", "mine");
        put("marker.txt", "mine");
        new ManifestLife(disk).close();
        put("manifest-0000000000000777", "not a manifest of yours");
        for (int i = 0; i < 4; i++) {
            new ManifestLife(disk).close();
        }

        Set<String> expected = Set.of(
                "LOCK",
                "manifest-1",
                "marker.txt",
                "manifest-0000000000000777",
                "manifest-0000000000000781",
                "marker.0000000000000005.0000000000000781");
        assertEquals(new TreeSet<>(expected), names());
    }

    @Test
    void refusesEditsThatContradictTheStateAndGoesOn() {
        try (ManifestLife life = new ManifestLife(disk)) {
            life.append(NOTHING.withSegmentFloor(5));
            ManifestState before = life.manifest.state();

            assertThrows(IllegalArgumentException.class, () -> life.append(NOTHING.withSegmentFloor(4)));
            assertThrows(IllegalArgumentException.class, () -> life.append(NOTHING.withLogFloor(6)));
            assertThrows(IllegalArgumentException.class, () -> life.append(NOTHING.at(-1)));
            RecoveryCut later = new RecoveryCut(5, 0, 0, 0, 1);
            assertThrows(IllegalArgumentException.class, () -> life.append(NOTHING.withCut(later)));
            RecoveryCut ofNobody = new RecoveryCut(4, 0, 0, 0, 2);
            assertThrows(IllegalArgumentException.class, () -> life.append(NOTHING.withCut(ofNobody)));

            assertSame(before, life.manifest.state());
            assertThrows(IllegalArgumentException.class, () -> life.append(NOTHING.withLogFloor(5)));
            life.append(NOTHING.withLogFloor(4));
        }
    }

    @Test
    void doesNotLetEngineTimeGoBack() {
        try (ManifestLife life = new ManifestLife(disk)) {
            life.append(NOTHING.at(1_800_000_000_000L));
            life.append(NOTHING.at(1_700_000_000_000L));

            assertEquals(1_800_000_000_000L, life.manifest.state().engineMillis());
        }
    }

    @Test
    void appendsNothingAfterAFailure() {
        try (ManifestLife life = new ManifestLife(disk)) {
            disk.faults().fail(Op.DATA_SYNC).with(Errno.EIO);
            StoreIoException first = assertThrows(StoreIoException.class, () -> life.append(NOTHING.withFileFloor(2)));
            long calls = disk.faults().operations();

            assertSame(first, assertThrows(StoreIoException.class, () -> life.append(NOTHING.withFileFloor(3))));

            assertEquals(calls, disk.faults().operations(), "no call was made");
            assertEquals(1, life.manifest.state().fileFloor());
        }
    }

    @Test
    void refusesToMakeAStoreOverAnother() {
        try (ManifestLife life = new ManifestLife(disk)) {
            assertThrows(
                    IllegalStateException.class, () -> Manifest.create(life.config, life.lock, ManifestLife.CREATION));
        }
    }

    /// Row 18.
    @Test
    void refusesAManifestThatHasLostItsMarker() {
        new ManifestLife(disk).close();
        removeMarker();

        CorruptionException refused = assertThrows(CorruptionException.class, () -> new ManifestLife(disk));

        assertTrue(refused.expected().contains("marker"), refused.getMessage());
    }

    @Test
    void refusesALogThatHasNoManifest() {
        disk.makeDirectories("/store/wal");

        assertThrows(CorruptionException.class, () -> new ManifestLife(disk));
    }

    /// Row 19.
    @Test
    void refusesAMarkerWhoseManifestIsGone() {
        new ManifestLife(disk).close();
        try (var directory = disk.openDirectory(ManifestLife.PATH)) {
            directory.unlink("manifest-0000000000000001");
        }

        CorruptionException refused = assertThrows(CorruptionException.class, () -> new ManifestLife(disk));

        assertTrue(refused.getMessage().contains("marker."), refused.getMessage());
        assertTrue(refused.getMessage().contains("manifest-"), refused.getMessage());
    }

    /// Row 21.
    @Test
    void refusesAMarkerThatIsNotEmpty() {
        new ManifestLife(disk).close();
        put("marker.0000000000000002.0000000000000001", "x".repeat(1 << 20));

        assertThrows(CorruptionException.class, () -> new ManifestLife(disk));
    }

    /// Row 20.
    @Test
    void takesTheHighestMarker() {
        try (ManifestLife life = new ManifestLife(disk)) {
            life.append(NOTHING.withFileFloor(7));
        }
        new ManifestLife(disk).close();
        put("marker.0000000000000001.0000000000000001", "");

        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(7, life.manifest.state().fileFloor());
        }

        assertEquals(3, names().size(), names()::toString);
    }

    /// Row 68.
    @Test
    void isFencedWhenSomebodyBreaksTheLock() {
        try (ManifestLife life = new ManifestLife(disk)) {
            DirectoryLock breaker = DirectoryLock.breakLock(
                    life.directory, life.memory, life.memory.budget().account("breaker"), new Holder(2, "sim", 0));
            Manifest theirs = Manifest.open(life.config, breaker);

            assertThrows(FencedException.class, () -> life.append(NOTHING.withFileFloor(9)));
            assertThrows(FencedException.class, () -> life.append(NOTHING));
            theirs.append(NOTHING.withFileFloor(2));

            theirs.close();
            breaker.close();
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(2, life.manifest.state().fileFloor());
            assertEquals(3, life.manifest.state().epoch());
        }
    }

    @Test
    void hasAnEpochAboveTheOneItRemembersAfterThePowerWasCut() {
        for (int i = 0; i < 3; i++) {
            new ManifestLife(disk).close();
        }
        try (var directory = disk.openDirectory(ManifestLife.PATH)) {
            directory.unlink("LOCK"); // as if it had never reached the disk
        }

        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(4, life.manifest.state().epoch());
            assertEquals(4, life.lock.epoch());
        }
    }

    @Test
    void changesNothingWhenItIsOnlyRead() {
        try (ManifestLife life = new ManifestLife(disk)) {
            life.append(NOTHING.withFileFloor(7));
            long[] changes = new long[1];
            disk.observe(new io.varve.nativeio.sim.SeamObserver() {
                @Override
                public void after(Op op, String path, int result) {
                    changes[0] += op.changesDisk() && op != Op.OPEN ? 1 : 0;
                }
            });

            ManifestFound found = Manifest.read(life.config);

            assertEquals(0, changes[0]);
            assertEquals(life.manifest.state(), found.state());
            assertTrue(found.report().isReadDirectly());
            disk.observe(null);
        }
    }

    @Test
    void saysThatThereIsNothingToRead() {
        ManifestConfig config;
        try (ManifestLife life = new ManifestLife(ManifestLife.newDisk(DiskProfile.ORDERED, 1))) {
            config = new ManifestConfig(
                    disk.openDirectory(ManifestLife.PATH), life.memory, life.config.account(), ManifestLife.SIZE);
            StoreIoException refused = assertThrows(StoreIoException.class, () -> Manifest.read(config));
            assertEquals(Errno.ENOENT, refused.errno());
        }
    }

    @Test
    void usesTheOldFileToItsEndWhenThereIsNoRoomForTheNext() {
        try (ManifestLife life = new ManifestLife(disk)) {
            disk.limitSpace(0);
            long last = 1;
            StoreIoException refused = null;
            while (refused == null) {
                try {
                    life.append(NOTHING.withFileFloor(last + 1));
                    last++;
                } catch (StoreIoException full) {
                    refused = full;
                }
            }
            assertEquals(Errno.ENOSPC, refused.errno());
            assertEquals(14, last, "16 units of 512 bytes: a header, two edits of the creation, 13 more");

            disk.limitSpace(1 << 20);
            life.append(NOTHING.withFileFloor(last + 1));
        }
        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(15, life.manifest.state().fileFloor());
        }
    }

    @Test
    void opensWhereThereIsNoDirectInput() {
        SimDisk plain = ManifestLife.newDisk(DiskProfile.ADVERSARIAL.withoutDirect(), 1);
        new ManifestLife(plain).close();
        try (ManifestLife life = new ManifestLife(plain)) {
            ManifestReport report = life.manifest.report();
            assertNotNull(report);
            assertFalse(report.isReadDirectly());
        }
    }

    private Set<String> names() {
        Set<String> names = new TreeSet<>();
        try (var directory = disk.openDirectory(ManifestLife.PATH)) {
            assertEquals(0, directory.list(names));
        }
        return names;
    }

    private void removeMarker() {
        try (var directory = disk.openDirectory(ManifestLife.PATH)) {
            for (String name : names()) {
                if (name.startsWith("marker.")) {
                    assertEquals(0, directory.unlink(name));
                }
            }
        }
    }

    private void put(String name, String text) {
        DiskBytes.put(disk, ManifestLife.PATH, name, text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}

package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The cuts of the log: one per segment that is needed, each where it was made (I-35).
final class CutListTest {
    private static final RecoveryCut FIRST = new RecoveryCut(3, 5000, 1, 10, 1);
    private static final RecoveryCut SECOND = new RecoveryCut(5, 6000, 2, 20, 2);

    @Test
    void keepsOneForEachSegmentUntilItIsObsolete() {
        List<RecoveryCut> both = CutList.after(List.of(FIRST), List.of(SECOND), 3);

        assertEquals(List.of(FIRST, SECOND), both);
        assertEquals(both, CutList.after(both, List.of(), 3));
        assertEquals(List.of(SECOND), CutList.after(both, List.of(), 4));
        assertEquals(List.of(), CutList.after(both, List.of(), 6));
    }

    @Test
    void theSameEndFoundByALaterOpenerIsOneCut() {
        RecoveryCut again = new RecoveryCut(3, 5000, 1, 10, 4);

        assertEquals(List.of(again), CutList.after(List.of(FIRST), List.of(again), 1));
    }

    @Test
    void aCutNeitherMovesNorGoesBack() {
        for (RecoveryCut wrong : List.of(
                new RecoveryCut(3, 5008, 1, 10, 2),
                new RecoveryCut(3, 5000, 9, 10, 2),
                new RecoveryCut(3, 5000, 1, 11, 2),
                new RecoveryCut(2, 5000, 1, 10, 2),
                new RecoveryCut(4, 5000, 1, 9, 2),
                new RecoveryCut(4, 5000, 1, 10, 1))) {
            List<RecoveryCut> before = List.of(new RecoveryCut(3, 5000, 1, 10, 2));
            assertThrows(IllegalArgumentException.class, () -> CutList.after(before, List.of(wrong), 1), "" + wrong);
        }
    }

    @Test
    void moreThanTheLimitAreRefusedAndAsManyAreKeptInAManifest() {
        List<RecoveryCut> most = new ArrayList<>();
        for (int i = 1; i <= CutList.MAX_CUTS; i++) {
            most.add(new RecoveryCut(i, 4096, i, i, 1));
        }
        RecoveryCut tooMany = new RecoveryCut(5000, 4096, 0, 5000, 1);
        assertThrows(IllegalArgumentException.class, () -> CutList.after(most, List.of(tooMany), 1));
        SimDisk disk = ManifestLife.newDisk(DiskProfile.ADVERSARIAL, 1);
        ManifestEdit floors = ManifestEdit.NOTHING.withSegmentFloor(9000).withSequenceFloor(9000);
        try (ManifestLife life = new ManifestLife(disk)) {
            life.append(floors.withCuts(most));
            assertThrows(IllegalArgumentException.class, () -> life.append(ManifestEdit.NOTHING.withCut(tooMany)));
        }

        try (ManifestLife life = new ManifestLife(disk)) {
            assertEquals(most, life.manifest.state().cuts());
            life.append(ManifestEdit.NOTHING.withLogFloor(1000));
            assertEquals(25, life.manifest.state().cuts().size());
        }
    }
}

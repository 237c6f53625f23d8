package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What an open makes of what it found, one step of it per test: each fails when that step is left out.
final class StoreRecoveryTest {
    private static final int GROUPS = 4;

    private final StoreOptions options = SimStore.tiny().preparedSegments(2).build();
    private final SplittableRandom random = new SplittableRandom(1);

    /// P9: a kill leaves groups in the page cache, which no sync has seen. Once an open has shown them, a loss of
    /// power takes nothing away, though nobody has written or closed anything.
    @Test
    void whatAKillLeftInThePageCacheIsDurableOnceItWasShown() {
        for (DiskProfile profile : List.of(DiskProfile.ADVERSARIAL, DiskProfile.ORDERED)) {
            SimDisk disk = killedWithUnsyncedGroups(profile.withWriteBackOneIn(0));
            List<SimDisk> images = new ArrayList<>();
            List<Map<String, String>> shown = new ArrayList<>();
            SimStore.use(disk, options, 2, process -> {
                try (Store store = process.open()) {
                    shown.add(SimStore.contentOf(store));
                    CrashImages crash = new CrashImages(process.disk, random);
                    images.add(crash.allLost());
                    crash.explore(8, images::add);
                }
            });

            assertEquals(GROUPS, shown.getFirst().size());
            for (SimDisk image : images) {
                assertEquals(
                        shown.getFirst(), SimStore.recover(image, options, 3).content());
            }
        }
    }

    /// What stands behind the end was given up: it does not come back when the frame before it does.
    @Test
    void whatWasGivenUpDoesNotComeBack() {
        SimDisk disk = new CrashImages(killedWithUnsyncedGroups(DiskProfile.ADVERSARIAL), random).allKept();
        String segment = usedSegment(disk);
        long bit = 8L * (indexOf(disk.contents().read(segment), "group 1") + 3);
        disk.contents().flipBit(segment, bit);
        SimDisk[] killed = new SimDisk[1];
        SimStore.use(disk, options, 2, process -> {
            try (Store store = process.open()) {
                assertEquals(Map.of("group 0", "is there"), SimStore.contentOf(store));
                assertTrue(store.recoveryReport().discardedBytes() > 0);
                store.put(bytes("later"), bytes("is there"));
                killed[0] = new CrashImages(process.disk, random).killed();
            }
        });
        SimDisk later = killed[0];
        later.contents().flipBit(segment, bit);

        for (int open = 0; open < 3; open++) {
            assertEquals(
                    Map.of("group 0", "is there", "later", "is there"),
                    SimStore.recover(later, options, 3).content());
        }
    }

    /// Segments that were made ready and never used, or given up, do not pile up.
    @Test
    void segmentsThatAreNoPartOfTheLogAreRemoved() {
        SimDisk disk = killedWithUnsyncedGroups(DiskProfile.ADVERSARIAL);
        String used = usedSegment(disk);
        List<String> before = log(disk);
        assertTrue(before.size() > 1, "prepared ones: " + before);

        SimStore.recover(disk, options, 2);

        before.remove(used);
        List<String> after = log(disk);
        assertTrue(after.contains(used), used + " of " + after);
        for (String unused : before) {
            assertFalse(after.contains(unused), unused + " of " + after);
        }
        for (int open = 0; open < 20; open++) {
            SimStore.recover(disk, options, open);
            assertTrue(log(disk).size() <= 4, () -> "" + log(disk));
        }
    }

    private SimDisk killedWithUnsyncedGroups(DiskProfile profile) {
        SimDisk disk = new SimDisk(profile, 1);
        disk.makeDirectories("/");
        SimDisk[] killed = new SimDisk[1];
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                for (int i = 0; i < GROUPS; i++) {
                    store.put(bytes("group " + i), bytes("is there"), Durability.PROCESS);
                }
                killed[0] = new CrashImages(process.disk, random).killed();
            }
        });
        return killed[0];
    }

    private static String usedSegment(SimDisk disk) {
        return log(disk).stream()
                .filter(path -> indexOf(disk.contents().read(path), "group 0") >= 0)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> log(SimDisk disk) {
        return new ArrayList<>(disk.contents().files().stream()
                .filter(path -> path.endsWith(".log"))
                .toList());
    }

    private static int indexOf(byte[] content, String text) {
        return new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
    }
}

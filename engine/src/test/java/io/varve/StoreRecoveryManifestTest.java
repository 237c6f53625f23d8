package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Row 24: the last edit of a manifest, synced once and damaged later, is no torn edit when the log was written
/// after it; whether the edit looks torn or is gone, and however often the open is tried.
final class StoreRecoveryManifestTest {
    private static final StoreOptions OPTIONS = SimStore.tiny().build();
    private static final int UNIT = 512;

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void row24ALastEditThatTheLogKnowsOfIsNoTornOne() {
        for (int lives = 1; lives <= 3; lives++) {
            SimDisk whole = disk(lives, true);
            int edit = lastEdit(whole);
            for (int bit : new int[] {0, 33, 8 * 8, 8 * 40, 8 * 60, 8 * UNIT - 1}) {
                SimDisk damaged = new CrashImages(whole, random).killed();
                damaged.contents().flipBit(manifest(damaged), 8L * edit + bit);
                requireRefused(damaged);
            }
            SimDisk gone = new CrashImages(whole, random).killed();
            byte[] content = gone.contents().read(manifest(gone));
            Arrays.fill(content, edit, content.length, (byte) 0);
            gone.contents().write(manifest(gone), content);
            requireRefused(gone);
            assertEquals(lives, SimStore.recover(whole, OPTIONS, 1).content().size());
        }
    }

    /// Nothing was written after it, so it may have been torn; and nothing depends on it.
    @Test
    void aLastEditThatNobodyKnowsOfMayHaveBeenTorn() {
        for (int lives = 1; lives <= 3; lives++) {
            SimDisk disk = disk(lives, false);
            disk.contents().flipBit(manifest(disk), 8L * lastEdit(disk) + 33);

            SimStore.Found found = SimStore.recover(disk, OPTIONS, 1);

            assertEquals(lives - 1, found.content().size());
            assertTrue(found.report().manifestTornBytes() > 0);
        }
    }

    private static void requireRefused(SimDisk damaged) {
        Map<String, Integer> before = sizes(damaged);
        for (boolean isReadOnly : new boolean[] {true, false, true, false}) {
            StoreOptions options = OPTIONS.toBuilder().readOnly(isReadOnly).build();
            SimStore.use(damaged, options, 1, process -> {
                CorruptionException refused = assertThrows(CorruptionException.class, process::open);
                assertTrue(refused.path().endsWith(".log"), refused.path());
            });
        }
        assertEquals(before, sizes(damaged), "changed by an open that was refused");
    }

    private static Map<String, Integer> sizes(SimDisk disk) {
        Map<String, Integer> hashes = new java.util.TreeMap<>();
        for (String path : disk.contents().files()) {
            if (!path.endsWith("LOCK")) {
                hashes.put(path, Arrays.hashCode(disk.contents().read(path)));
            }
        }
        return hashes;
    }

    /// A store after some lives that were killed, each of which wrote a key, the last one perhaps not.
    private SimDisk disk(int lives, boolean isLastWriting) {
        SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 1);
        disk.makeDirectories("/");
        SimDisk[] killed = {disk};
        for (int life = 1; life <= lives; life++) {
            String key = "life " + life;
            boolean isWriting = isLastWriting || life < lives;
            SimStore.use(killed[0], OPTIONS, life, process -> {
                try (Store store = process.open()) {
                    assertFalse(store.contains(bytes(key)));
                    if (isWriting) {
                        store.put(bytes(key), bytes("is there"));
                    }
                    killed[0] = new CrashImages(process.disk, random).killed();
                }
            });
        }
        return killed[0];
    }

    private static String manifest(SimDisk disk) {
        return disk.contents().files().stream()
                .filter(path -> path.contains("/manifest-"))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /// Where the last edit begins; those of this test take one unit each.
    private static int lastEdit(SimDisk disk) {
        byte[] content = disk.contents().read(manifest(disk));
        int last = content.length;
        while (content[last - 1] == 0) {
            last--;
        }
        return (last - 1) / UNIT * UNIT;
    }
}

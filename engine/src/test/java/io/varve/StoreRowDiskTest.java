package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimulationFailure;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Rows of the catalogue that are about what a store finds on a disk that did not do what it said.
final class StoreRowDiskTest {
    private static final int WRITES = 40;

    /// Row 63: a device that says yes to a flush and does nothing. What is left may be too little, but it
    /// is a prefix or refused as damage, and never a hole or a wrong value.
    @RandomizedTest(seeds = 8)
    void aDeviceThatLiesAboutFlushesLeavesAPrefixOrIsFoundOut(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StoreOptions options = SimStore.tiny().build();
        SimDisk disk = newDisk(DiskProfile.ADVERSARIAL);
        List<SimDisk> images = new ArrayList<>();
        SimStore.use(disk, options, seed, process -> {
            Store store = process.open();
            process.disk.faults().fail(Op.DATA_SYNC).always().oneIn(2).lying();
            for (int i = 0; i < WRITES; i++) {
                store.put(key(i), bytes("value " + i));
            }
            for (int i = 0; i < 12; i++) {
                images.add(new CrashImages(process.disk, random).random());
            }
            process.disk.faults().clear();
            store.close();
        });
        int opened = 0;
        for (SimDisk image : images) {
            Map<String, String> content = contentOrDamage(image, options, random.nextLong());
            if (content != null) {
                requirePrefix(content);
                opened++;
            }
        }
        assertTrue(opened > 0, "none of the images opened");
    }

    /// Row 26: a flipped bit behind what was synced ends the log there, and the report counts what was cut.
    @Test
    void aFlippedBitBehindTheLastSyncEndsTheLogThereAndIsReported() {
        StoreOptions options = SimStore.tiny().build();
        SimDisk disk = newDisk(DiskProfile.ORDERED);
        SimDisk[] killed = new SimDisk[1];
        SimStore.use(disk, options, 1, process -> {
            Store store = process.open();
            store.put(key(0), bytes("value 0"));
            for (int i = 1; i < 10; i++) {
                store.put(key(i), bytes("value " + i), Durability.PROCESS);
            }
            killed[0] = new CrashImages(process.disk, new SplittableRandom(1)).killed();
            store.close();
        });
        String log = killed[0].contents().files().stream()
                .filter(path -> path.endsWith(".log"))
                .sorted()
                .findFirst()
                .orElseThrow();
        for (int frame = 1; frame < 10; frame++) {
            SimDisk image = new CrashImages(killed[0], new SplittableRandom(1)).allKept();
            image.contents().flipBit(log, 8L * indexOf(image.contents().read(log), bytes("value " + frame)));
            SimStore.Found found = SimStore.recover(image, options, frame);
            requirePrefix(found.content());
            assertTrue(found.content().containsKey("k100"), "what was synced is there");
            assertEquals(frame, found.content().size());
            assertTrue(found.report().discardedBytes() > 0, found.report()::toString);
        }
    }

    private static @org.jspecify.annotations.Nullable Map<String, String> contentOrDamage(
            SimDisk image, StoreOptions options, long seed) {
        try {
            return SimStore.recover(image, options, seed).content();
        } catch (SimulationFailure failed) {
            if (failed.getCause() instanceof CorruptionException) {
                return null;
            }
            throw failed;
        }
    }

    private static int indexOf(byte[] file, byte[] text) {
        int at = 0;
        while (!Arrays.equals(file, at, at + text.length, text, 0, text.length)) {
            at++;
        }
        return at;
    }

    private static void requirePrefix(Map<String, String> content) {
        for (int i = 0; i < content.size(); i++) {
            assertEquals("value " + i, content.get(new String(key(i), java.nio.charset.StandardCharsets.UTF_8)));
        }
    }

    private static byte[] key(int i) {
        return bytes("k" + (100 + i));
    }

    private static SimDisk newDisk(DiskProfile profile) {
        SimDisk disk = new SimDisk(profile, 1);
        disk.makeDirectories("/");
        return disk;
    }
}

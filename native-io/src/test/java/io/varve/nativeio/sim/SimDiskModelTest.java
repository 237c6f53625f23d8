package io.varve.nativeio.sim;

import static io.varve.nativeio.testing.DiskTestKit.NEW;
import static io.varve.nativeio.testing.DiskTestKit.open;
import static io.varve.nativeio.testing.DiskTestKit.region;
import static io.varve.nativeio.testing.DiskTestKit.root;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.CacheAdvice;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/// The simulated disk against an array of bytes, under random writes of every kind.
///
/// Whatever is done, readers see what the array holds; a crash that keeps everything leaves that; one
/// that loses everything leaves what the array held at the last sync; and one in between leaves, in each
/// sector, some version of it that there was since.
final class SimDiskModelTest {
    private static final int MOST = 5 * 4096;
    private static final int SECTOR = 512;

    /// Any subset survives, and lost data reads as zeros.
    private static final DiskProfile SUBSETS = new DiskProfile(512, false, false, false, false, 512, 8, 1L << 30);

    private SplittableRandom random = new SplittableRandom(0);
    private SimDisk disk = new SimDisk(DiskProfile.ADVERSARIAL, 0);
    private byte[] content = {};
    private byte[] synced = {};

    /// Per position of a sector, what it held since the last sync.
    private final Map<Integer, List<byte[]>> versions = new HashMap<>();

    @RandomizedTest(seeds = 300)
    void agreesWithAnArray(long seed) {
        random = new SplittableRandom(seed);
        disk = new SimDisk(random.nextBoolean() ? SUBSETS : DiskProfile.ORDERED, seed);
        Directory root = root(disk);
        DiskFile file = open(root, "a", NEW);
        DiskFile direct = open(root, "a", OpenFlags.READ | OpenFlags.WRITE | OpenFlags.DIRECT);
        assertEquals(0, root.sync());
        sync(file);

        for (int i = 0; i < 40; i++) {
            change(file, direct);
            remember();
            check(file, direct);
        }
    }

    private void change(DiskFile file, DiskFile direct) {
        switch (random.nextInt(10)) {
            case 0, 1 -> write(file, random.nextInt(MOST - 3000), 1 + random.nextInt(3000));
            case 2, 3 -> write(direct, SECTOR * random.nextInt(20), SECTOR * (1 + random.nextInt(12)));
            case 4 -> truncate(file, random.nextInt(MOST));
            case 5 -> grow(random.nextInt(MOST), size -> file.allocate(0, size));
            case 6 -> zero(file, random.nextInt(MOST - 2000), 1 + random.nextInt(2000));
            case 7 -> store(file);
            case 8 -> assertEquals(0, file.advise(0, 0, CacheAdvice.DONT_NEED));
            default -> sync(random.nextBoolean() ? file : direct);
        }
    }

    private void write(DiskFile file, int position, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        Region region = region(length);
        region.copyFrom(0, bytes, 0, length);
        assertEquals(length, file.pwrite(region, 0, length, position));
        content = Arrays.copyOf(content, Math.max(content.length, position + length));
        System.arraycopy(bytes, 0, content, position, length);
    }

    private void zero(DiskFile file, int position, int length) {
        assertEquals(0, file.writeZeros(position, length));
        content = Arrays.copyOf(content, Math.max(content.length, position + length));
        Arrays.fill(content, position, position + length, (byte) 0);
    }

    private void truncate(DiskFile file, int size) {
        assertEquals(0, file.truncate(size));
        content = Arrays.copyOf(content, size);
    }

    private void grow(int size, IntUnaryOperator allocate) {
        if (size > 0) {
            assertEquals(0, allocate.applyAsInt(size));
            content = Arrays.copyOf(content, Math.max(content.length, size));
        }
    }

    private void store(DiskFile file) {
        if (content.length == 0) {
            return;
        }
        assertEquals(0, file.allocate(0, content.length));
        try (Mapping mapping = file.map(0, content.length, MapMode.READ_WRITE)) {
            assertEquals(0, mapping.populateWrite(0, content.length));
            for (int i = 0; i < 5; i++) {
                int at = random.nextInt(content.length);
                content[at] = (byte) random.nextInt();
                mapping.region().putByte(at, content[at]);
                disk.adoptStores();
                remember();
            }
        }
    }

    private void sync(DiskFile file) {
        assertEquals(0, file.dataSync());
        synced = content.clone();
        versions.clear();
        remember();
    }

    private void remember() {
        for (int at = 0; at < MOST + 12 * SECTOR; at += SECTOR) {
            versions.computeIfAbsent(at, key -> new ArrayList<>()).add(sector(content, at));
        }
    }

    private void check(DiskFile file, DiskFile direct) {
        assertArrayEquals(content, read(file));
        if (random.nextInt(4) == 0) {
            assertArrayEquals(content, read(direct));
        }
        CrashImages images = new CrashImages(disk, random);
        assertArrayEquals(content, images.allKept().contents().read("/a"));
        assertArrayEquals(content, images.killed().contents().read("/a"));
        assertArrayEquals(synced, images.allLost().contents().read("/a"));
        byte[] some = images.random().contents().read("/a");
        for (int at = 0; at < some.length; at += SECTOR) {
            byte[] sector = sector(some, at);
            assertTrue(isExplained(sector, at), "a sector at " + at + " that nobody wrote");
        }
    }

    /// Lost data reads as zeros; a size of another moment cuts a sector short.
    private boolean isExplained(byte[] sector, int at) {
        int end = SECTOR;
        while (end > 0 && sector[end - 1] == 0) {
            end--;
        }
        int used = end;
        List<byte[]> known = versions.getOrDefault(at, List.of());
        return used == 0 || known.stream().anyMatch(version -> Arrays.equals(version, 0, used, sector, 0, used));
    }

    private static byte[] read(DiskFile file) {
        int most = MOST + 12 * SECTOR;
        Region region = region(most);
        int count = file.pread(region, 0, most, 0);
        byte[] bytes = new byte[count];
        region.copyTo(0, bytes, 0, count);
        return bytes;
    }

    private static byte[] sector(byte[] bytes, int at) {
        byte[] sector = new byte[SECTOR];
        System.arraycopy(bytes, Math.min(at, bytes.length), sector, 0, Math.clamp(bytes.length - at, 0, SECTOR));
        return sector;
    }
}

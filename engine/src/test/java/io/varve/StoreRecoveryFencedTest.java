package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A process that is fenced while it is stopped, and that goes on after others have opened the store: the
/// group that it was about to write lands in its old segment, directly behind what recovery has read, with
/// right checksums and the very next sequence number. Nobody ever sees it, and it stands in nobody's way
/// (P13, P19, I-30).
final class StoreRecoveryFencedTest {
    /// Lives after that of the fenced process.
    private static final int LIVES = 3;

    private static final List<DiskProfile> PROFILES =
            List.of(DiskProfile.ADVERSARIAL, DiskProfile.ADVERSARIAL.withoutDirect(), DiskProfile.TEARING);

    private final TreeMap<String, String> expected = new TreeMap<>();
    private final StoreOptions options = SimStore.tiny().build();
    private SplittableRandom random = new SplittableRandom();
    private SimDisk disk = new SimDisk(DiskProfile.ORDERED, 0);
    private long images;

    /// What the log of the fenced process looks like once it has written the group.
    private Map<String, byte[]> late = Map.of();

    @RandomizedTest(seeds = 2)
    void whatItWritesBetweenLaterLivesIsNeverRead(long seed) {
        for (int wakesBefore = 1; wakesBefore <= LIVES; wakesBefore++) {
            tell(seed, wakesBefore, true);
        }
        assertTrue(images > 0);
    }

    /// When the lives between wrote nothing, the late group would go on the log itself.
    @RandomizedTest(seeds = 2)
    void whatItWritesBetweenOpensThatChangedNothingIsNeverRead(long seed) {
        for (int wakesBefore = 1; wakesBefore <= LIVES; wakesBefore++) {
            tell(seed, wakesBefore, false);
        }
        assertTrue(images > 0);
    }

    /// Its preparer goes on, too, and makes segments under the very numbers that the next opener would use: those
    /// are passed over, whether it is still making them or has just given them their names.
    @Test
    void aSegmentThatItMakesUnderTheNextNumberIsPassedOver() {
        for (DiskProfile profile : PROFILES) {
            for (String suffix : List.of(".new", ".log")) {
                random = new SplittableRandom(1);
                disk = new SimDisk(profile, 1);
                disk.makeDirectories("/");
                expected.clear();
                liveStopped();
                long taken = openWhileItMakes(suffix);
                assertTrue(taken > 0, "it made none in time");
                live("later");
                requireExpected(disk);
            }
        }
    }

    /// It was fenced in its recovery, and gives up a segment behind the end of the log while the next opener, which has
    /// listed it, is about to look at it. That is no reason to refuse the open.
    @Test
    void aSegmentThatItGivesUpMayGoWhileItIsLookedAt() {
        for (DiskProfile profile : PROFILES) {
            random = new SplittableRandom(1);
            disk = new SimDisk(profile, 1);
            disk.makeDirectories("/");
            expected.clear();
            liveStopped();
            for (StoreOptions opened :
                    List.of(options, options.toBuilder().readOnly(true).build())) {
                int gone = 0;
                while (openWhileItGivesUp(opened, gone + 1)) {
                    gone++;
                }
                assertTrue(gone >= 3, "it is listed more often than that");
            }
        }
    }

    /// The newest segment with writes is missed also when it goes right after a listing, and an empty one is behind it.
    @Test
    void aSegmentThatIsNeededIsMissedWhenItGoesWhileItIsLookedAt() {
        random = new SplittableRandom(1);
        disk.makeDirectories("/");
        liveStopped();
        live("later");
        String needed = newestWritten();
        // The first is that of whoever holds the log against the manifest, the third that of whoever reads it.
        for (int listing : new int[] {1, 3}) {
            SimDisk trial = new CrashImages(disk, random).killed();
            String unused = SimStore.PATH + "/wal/00000000000000000009.log";
            trial.contents().write(unused, madeLate(unused));
            trial.observe(removing(trial, needed, listing, new int[1]));
            assertInstanceOf(
                    CorruptionException.class,
                    SimStore.attempt(trial, options, 1).refusal());
            assertTrue(trial.contents().files().contains(unused), "nothing of a damaged store is removed");
        }
    }

    /// Opens a copy of the store that has one segment more, which holds nothing, and removes that right after some
    /// listing.
    ///
    /// @return whether there were so many
    private boolean openWhileItGivesUp(StoreOptions opened, int listing) {
        SimDisk trial = new CrashImages(disk, random).killed();
        String unused = SimStore.PATH + "/wal/00000000000000000009.log";
        trial.contents().write(unused, madeLate(unused));
        int[] listings = {0};
        trial.observe(removing(trial, unused, listing, listings));
        assertEquals(expected, SimStore.recover(trial, opened, 1).content());
        trial.observe(null);
        return listings[0] >= listing;
    }

    private String newestWritten() {
        NavigableMap<String, byte[]> written = new TreeMap<>(logOf(disk));
        written.values().removeIf(content -> ByteBuffer.wrap(content).getLong(4096) == 0);
        return written.lastKey();
    }

    /// Removes a file right after some listing of the log.
    private static SeamObserver removing(SimDisk trial, String file, int listing, int[] listings) {
        return new SeamObserver() {
            @Override
            public void after(Op op, String path, int result) {
                boolean isLog = op == Op.LIST && path.equals(SimStore.PATH + "/wal");
                if (isLog
                        && ++listings[0] == listing
                        && trial.contents().files().contains(file)) {
                    trial.contents().remove(file);
                }
            }
        };
    }

    /// Opens the store, and lets the fenced process make a segment when that opener is about to.
    ///
    /// @return how many names were taken
    private long openWhileItMakes(String suffix) {
        long[] taken = {0};
        SimDisk trial = disk;
        trial.observe(new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                Op wanted = suffix.equals(".new") ? Op.OPEN : Op.RENAME_IF_ABSENT;
                if (op == wanted && path.endsWith(".new") && taken[0] < 3) {
                    String name = path.replace(".new", suffix);
                    if (!trial.contents().files().contains(name)) {
                        taken[0]++;
                        trial.contents().write(name, madeLate(path.replace(".new", ".log")));
                    }
                }
            }
        });
        requireExpected(trial);
        trial.observe(null);
        return taken[0];
    }

    /// A segment as the fenced process makes it: empty, of its epoch, with a right header.
    private byte[] madeLate(String path) {
        byte[] content = Arrays.copyOf(late.values().iterator().next(), 16 << 10);
        Arrays.fill(content, 4096, content.length, (byte) 0);
        String number = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
        ByteBuffer header = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(32, Long.parseLong(number));
        CRC32C crc = new CRC32C();
        crc.update(content, 12, 4096 - 12);
        header.putInt(8, (int) crc.getValue());
        return content;
    }

    /// Life after life, each killed, with the crash images of every open.
    private void tell(long seed, int wakesBefore, boolean isWriting) {
        random = new SplittableRandom(seed);
        disk = new SimDisk(PROFILES.get((int) (seed & 0xFF) % PROFILES.size()), seed);
        disk.makeDirectories("/");
        expected.clear();
        liveStopped();
        for (int life = 1; life <= LIVES; life++) {
            live(isWriting ? "life " + life : null);
            if (life >= wakesBefore) {
                wake(disk);
            }
            openInEveryCrash();
        }
    }

    /// The life of the process that is fenced: it has acknowledged one write, and is stopped in the next.
    private void liveStopped() {
        SimDisk[] stopped = new SimDisk[1];
        SimStore.use(disk, options, random.nextLong(), process -> {
            try (Store store = process.open()) {
                store.put(bytes("acknowledged"), bytes("is there"));
                stopped[0] = new CrashImages(process.disk, random).killed();
                store.put(bytes("late"), bytes("was never acknowledged"));
                late = logOf(process.disk);
                // What it would make now has a name that may be another's by then: it could not.
                late.keySet().retainAll(stopped[0].contents().files());
            }
        });
        expected.put("acknowledged", "is there");
        disk = stopped[0];
    }

    /// A life that finds what there is, writes a key, and is killed.
    private void live(@Nullable String key) {
        SimDisk[] killed = new SimDisk[1];
        SimStore.use(disk, options, random.nextLong(), process -> {
            try (Store store = process.open()) {
                assertEquals(expected, SimStore.contentOf(store));
                if (key != null) {
                    store.put(bytes(key), bytes("is there"));
                    expected.put(key, "is there");
                }
                killed[0] = new CrashImages(process.disk, random).killed();
            }
        });
        disk = killed[0];
    }

    /// The fenced process writes, as far as its segments still have a name.
    private void wake(SimDisk on) {
        late.keySet().retainAll(on.contents().files());
        late.forEach((path, content) -> on.contents().write(path, content));
    }

    private static Map<String, byte[]> logOf(SimDisk disk) {
        Map<String, byte[]> log = new TreeMap<>();
        for (String path : disk.contents().files()) {
            if (path.startsWith(SimStore.PATH + "/wal/") && path.endsWith(".log")) {
                log.put(path, disk.contents().read(path));
            }
        }
        return log;
    }

    /// Opens a copy of the disk, every crash image of that open, and crash images of what that leaves.
    private void openInEveryCrash() {
        SimDisk trial = new CrashImages(disk, random).killed();
        trial.observe(new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if (op.changesDisk() && random.nextInt(3) == 0) {
                    images += new CrashImages(trial, random).explore(1, image -> {
                        requireExpected(image);
                        wake(image);
                        requireExpected(image);
                    });
                }
            }
        });
        requireExpected(trial);
        trial.observe(null);
        requireExpected(new CrashImages(trial, random).random());
    }

    private void requireExpected(SimDisk image) {
        assertEquals(
                expected, SimStore.recover(image, options, random.nextLong()).content());
    }
}

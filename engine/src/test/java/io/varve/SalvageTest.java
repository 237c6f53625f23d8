package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.error.StoreLockedException;
import io.varve.error.UnfinishedCopyException;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Scheduler;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import io.varve.report.KeySpan;
import io.varve.report.SalvageReport;
import io.varve.report.WorkListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is saved of damaged stores: everything that is not in a part that is told to be lost, as it was (P11).
final class SalvageTest {
    private static final String TARGET = "/saved";
    private static final StoreOptions OPTIONS =
            DamagedStore.OPTIONS.toBuilder().tableBytes(8 << 10).build();

    private static long salvages;
    private static long incomplete;
    private static long images;
    private static long failures;
    private static long nanos;

    private final DamagedStore store = DamagedStore.make(9);

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    @Test
    void aWholeStoreIsSavedWhole() {
        SimDisk disk = store.copy();
        SalvageReport report = salvage(disk);
        assertTrue(report.isComplete(), report::toString);
        assertEquals(store.content().size(), report.entries());
        assertEquals(store.content(), saved(disk));
        assertEquals(List.of(), report.findings());
    }

    @Test
    void eachPartOfEachTableLosesNoMoreThanItsKeys() {
        for (String table : store.tables()) {
            for (TableRegions.Region region :
                    TableRegions.of(store.disk.contents().read(table))) {
                SimDisk damaged = store.copy();
                damaged.contents().flipBit(table, 8 * (region.offset() + region.length() / 3) + 5);
                SalvageReport report = salvage(damaged);
                assertTrue(report.hadManifest());
                boolean isLost = region.isBlock() || !region.isDispensable();
                assertEquals(isLost, !report.isComplete(), region + ": " + report);
                assertEquals(region.isBlock() ? 1 : 0, report.lostBlocks().size(), region + ": " + report);
                requireAllBut(lostKeys(report), damaged);
            }
        }
    }

    @Test
    void tablesThatAreGoneOrCutAreNamed() {
        for (String table : store.tables()) {
            byte[] content = store.disk.contents().read(table);
            for (int left : new int[] {-1, 0, 65, content.length / 2, content.length - 1}) {
                SimDisk damaged = store.copy();
                if (left < 0) {
                    DamagedStore.remove(damaged, table);
                } else {
                    damaged.contents().write(table, Arrays.copyOf(content, left));
                }
                SalvageReport report = salvage(damaged);
                assertEquals(1, report.lostTables().size(), report::toString);
                requireAllBut(lostKeys(report), damaged);
            }
        }
    }

    /// Keys that the lost operations changed may have older values, or be there again; and nothing else.
    @Test
    void ofADamagedLogBothSidesAreSaved() {
        int operations = store.states.size() - 1;
        int lost = 0;
        for (String segment : store.segments()) {
            int size = (int) store.disk.contents().size(segment);
            for (int at = 0; at < Math.min(size, 12_000); at += 97) {
                SimDisk damaged = store.copy();
                damaged.contents().flipBit(segment, 8L * at + at % 8);
                SalvageReport report = salvage(damaged);
                Map<String, String> saved = saved(damaged);
                if (report.isComplete()) {
                    assertEquals(store.content(), saved, () -> "damaged at " + segment);
                } else {
                    lost++;
                    assertTrue(differing(saved).size() <= 60, report::toString);
                    boolean isOneFrame = report.operations() == 59;
                    assertTrue(!isOneFrame || differing(saved).size() <= 1, report::toString);
                    assertEquals(1, report.lostLog().size(), report::toString);
                }
            }
        }
        assertTrue(lost > 30, lost + " with a loss, of " + operations + " operations");
    }

    /// The frames of a segment prove what its header says, when that is damaged where it says nothing that
    /// counts.
    @Test
    void aDamagedHeaderOfASegmentLosesNothing() {
        SimDisk damaged = store.copy();
        damaged.contents().flipBit(store.liveSegment(), 8 * 2000);
        SalvageReport report = salvage(damaged);
        assertTrue(report.isComplete(), report::toString);
        assertEquals(1, report.findings().size(), report::toString);
        assertEquals(store.content(), saved(damaged));
    }

    /// Tables and log tell whose they are; what had been deleted long ago may be back.
    @Test
    void withoutAManifestAllFilesThatLookLikeItsOwnCount() {
        for (String manifest : store.manifests()) {
            SimDisk damaged = store.copy();
            damaged.contents().flipBit(manifest, 8 * 600);
            SalvageReport report = salvage(damaged);
            assertFalse(report.hadManifest());
            assertEquals(store.content(), saved(damaged), "damaged");

            SimDisk gone = store.copy();
            DamagedStore.remove(gone, manifest);
            for (String file : gone.contents().files()) {
                if (file.startsWith("/store/marker")) {
                    DamagedStore.remove(gone, file);
                }
            }
            report = salvage(gone);
            assertFalse(report.hadManifest());
            assertFalse(report.isComplete());
            assertEquals(store.content(), saved(gone), "gone");
        }
    }

    /// A crash has torn the log in its middle: what stands behind was given up, and its numbers were given out
    /// again.
    @RandomizedTest(seeds = 40)
    void withoutAManifestWhatARecoveryHasGivenUpStaysSo(long seed) {
        Simulation simulation = new Simulation(seed);
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
        disk.makeDirectories("/");
        StoreOptions options = OPTIONS.toBuilder().createIfMissing(true).build();
        SimStore process = new SimStore(simulation, disk, options);
        boolean[] isWritten = new boolean[1];
        simulation.spawn("first life", () -> {
            Store open = process.open();
            for (int i = 0; i < 30; i++) {
                Durability durability = i < 5 ? Durability.SYNC : Durability.PROCESS;
                open.put(bytes("k" + random.nextInt(12)), new byte[300 + i], durability);
            }
            isWritten[0] = true;
            simulation.scheduler().await(() -> false, Scheduler.NEVER);
        });
        simulation.run(() -> isWritten[0]);
        simulation.crash();
        SimDisk image = new CrashImages(disk, random).random();
        Map<String, String> content = new TreeMap<>();
        SimStore.use(image, options, seed, later -> {
            try (Store open = later.open()) {
                for (int i = 0; i < 1 + random.nextInt(8); i++) {
                    open.put(bytes("k" + random.nextInt(12)), bytes("of the second life " + i));
                }
                content.putAll(SimStore.contentOf(open));
            }
        });
        for (String file : image.contents().files()) {
            if (file.startsWith("/store/marker") || file.startsWith("/store/manifest-")) {
                DamagedStore.remove(image, file);
            }
        }
        salvage(image);
        assertEquals(content, saved(image));
    }

    @Test
    void withoutAManifestAStrangersTableIsLeftOut() {
        SimDisk damaged = store.copy();
        DamagedStore other = DamagedStore.make(77);
        String foreign = other.tables().getFirst();
        damaged.contents()
                .write(
                        "/store/tables/00000000000000009999.sst",
                        other.disk.contents().read(foreign));
        damaged.contents().flipBit(store.manifests().getFirst(), 8 * 600);
        SalvageReport report = salvage(damaged);
        assertEquals(store.content(), saved(damaged), report::toString);
    }

    @Test
    void ofNothingNothingIsMade() {
        SimDisk damaged = store.copy();
        for (String file : damaged.contents().files()) {
            DamagedStore.remove(damaged, file);
        }
        DamagedStore.process(
                damaged, seams -> assertThrows(CorruptionException.class, () -> run(seams, WorkListener.NOBODY)));
        assertEquals(List.of(), damaged.contents().files());
    }

    @Test
    void aStoreThatIsOpenIsNotSaved() {
        Path path = folder.resolve("store");
        try (Store open = Store.open(path, StoreStorms.small().build())) {
            open.put(bytes("a"), bytes("b"));
            assertThrows(
                    StoreLockedException.class,
                    () -> Salvage.run(
                            path, folder.resolve("saved"), StoreStorms.small().build()));
        }
        SalvageReport report =
                Salvage.run(path, folder.resolve("saved"), StoreStorms.small().build());
        assertEquals(1, report.entries());
        StoreIoException refused = assertThrows(
                StoreIoException.class,
                () -> Salvage.run(
                        path, folder.resolve("saved"), StoreStorms.small().build()));
        assertEquals(Errno.ENOTEMPTY, refused.errno());
        try (Store saved =
                Store.open(folder.resolve("saved"), StoreStorms.small().build())) {
            assertTrue(saved.contains(bytes("a")));
            saved.put(bytes("c"), bytes("d"));
        }
    }

    @Test
    void aListenerMayEndIt() {
        SimDisk disk = new DamagedLarge().disk;
        DamagedStore.process(
                disk, seams -> assertThrows(CancellationException.class, () -> run(seams, (what, done, all) -> false)));
        assertTrue(disk.contents().files().stream().noneMatch(path -> path.startsWith(TARGET)));
    }

    @RandomizedTest(seeds = 2)
    void aCrashAtAnyCallLeavesAStoreOrNone(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = store.copy();
        int[] images = new int[2];
        DamagedStore.process(disk, seams -> {
            SimDisk used = (SimDisk) seams.disk();
            used.observe(new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    if (op.changesDisk()) {
                        new CrashImages(used, random).explore(4, image -> images[isThere(image) ? 1 : 0]++);
                    }
                }
            });
            run(seams, WorkListener.NOBODY);
            used.observe(null);
            assertTrue(isThere(new CrashImages(used, random).allLost()));
        });
        SalvageTest.images += images[0] + images[1];
        assertTrue(images[0] > 50, images[0] + " images without it");
    }

    @RandomizedTest(seeds = 1)
    void theFailureOfAnyCallIsToldAndNothingIsLeft(long seed) {
        long[] calls = new long[1];
        SimDisk counted = store.copy();
        DamagedStore.process(counted, seams -> {
            run(seams, WorkListener.NOBODY);
            calls[0] = ((SimDisk) seams.disk()).faults().operations();
        });
        int[] errnos = {Errno.EIO, Errno.ENOSPC, Errno.EMFILE};
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (long call = 1; call <= calls[0]; call++) {
            long index = call;
            int errno = errnos[random.nextInt(errnos.length)];
            SimDisk disk = store.copy();
            boolean[] isDone = new boolean[1];
            boolean[] isWhole = new boolean[1];
            DamagedStore.process(disk, seams -> {
                SimDisk used = (SimDisk) seams.disk();
                used.faults().failAny().onCall(index).with(errno);
                try {
                    isWhole[0] = run(seams, WorkListener.NOBODY).isComplete();
                    isDone[0] = true;
                } catch (StoreException told) {
                    assertTrue(told.what().length() > 0);
                }
                used.faults().clear();
                if (isDone[0] && isWhole[0]) {
                    assertTrue(isThere(new CrashImages(used, random).killed()), "call " + index);
                }
            });
            failures++;
            refused += isDone[0] ? 0 : 1;
        }
        assertTrue(refused > 30, refused + " of " + calls[0]);
    }

    private static SalvageReport run(Seams seams, WorkListener listener) {
        return Salvage.run(seams, SimStore.PATH, TARGET, OPTIONS, listener);
    }

    /// Salvages on a disk, and leaves what was made there.
    private static SalvageReport salvage(SimDisk disk) {
        long start = System.nanoTime();
        SalvageReport[] report = new SalvageReport[1];
        Map<String, byte[]> before = files(disk);
        DamagedStore.process(disk, seams -> report[0] = run(seams, WorkListener.NOBODY));
        files(disk).forEach((path, content) -> {
            if (path.startsWith("/store/")) {
                assertTrue(Arrays.equals(before.get(path), content), () -> path + " was changed");
            }
        });
        salvages++;
        incomplete += report[0].isComplete() ? 0 : 1;
        nanos += System.nanoTime() - start;
        return report[0];
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_SALVAGE)
                .count("damaged stores salvaged", salvages)
                .count("of them with a loss", incomplete)
                .count("images of crashes", images)
                .count("salvages with a failing call", failures)
                .nanos(nanos)
                .publish();
    }

    private static Map<String, byte[]> files(SimDisk disk) {
        Map<String, byte[]> files = new TreeMap<>();
        disk.contents().files().forEach(path -> files.put(path, disk.contents().read(path)));
        return files;
    }

    private static Map<String, String> saved(SimDisk disk) {
        Map<String, String> found = new TreeMap<>();
        DamagedStore.process(disk, seams -> {
            try (Store saved = Opening.open(seams, TARGET, OPTIONS)) {
                found.putAll(SimStore.contentOf(saved));
                assertTrue(saved.verify().isSound(), () -> saved.verify().toString());
            }
        });
        return found;
    }

    private boolean isThere(SimDisk image) {
        boolean[] isThere = new boolean[1];
        DamagedStore.process(image, seams -> {
            try (Store saved = Opening.open(seams, TARGET, OPTIONS)) {
                assertEquals(store.content(), SimStore.contentOf(saved));
                isThere[0] = true;
            } catch (UnfinishedCopyException none) {
                assertTrue(none.directory().equals(TARGET));
            } catch (StoreIoException none) {
                assertEquals(Errno.ENOENT, none.errno(), none::getMessage);
            }
        });
        return isThere[0];
    }

    private static List<KeySpan> lostKeys(SalvageReport report) {
        List<KeySpan> spans = new ArrayList<>();
        report.lostTables().forEach(lost -> spans.add(lost.keys()));
        report.lostBlocks().forEach(lost -> spans.add(lost.keys()));
        return spans;
    }

    private void requireAllBut(List<KeySpan> lost, SimDisk damaged) {
        Map<String, String> saved = saved(damaged);
        NavigableMap<String, String> content = store.content();
        for (String key : differing(saved)) {
            assertTrue(
                    lost.stream().anyMatch(span -> span.contains(bytes(key))),
                    () -> key + " is " + saved.get(key) + " and not " + content.get(key) + ", and lost is " + lost);
        }
        saved.forEach((key, value) -> assertTrue(
                store.states.stream().anyMatch(state -> value.equals(state.get(key))), key + " was never " + value));
    }

    /// Keys that are not what they were in the end.
    private List<String> differing(Map<String, String> saved) {
        List<String> differing = new ArrayList<>();
        TreeMap<String, String> all = new TreeMap<>(store.content());
        all.putAll(saved);
        for (String key : all.keySet()) {
            String was = store.content().getOrDefault(key, "");
            if (!was.equals(saved.getOrDefault(key, ""))) {
                differing.add(key);
            }
        }
        return differing;
    }

    /// A store with more bytes than a listener is told of at a time.
    private static final class DamagedLarge {
        final SimDisk disk = DamagedStore.make(3).copy();

        DamagedLarge() {
            // Hundreds of tiny tables are open, and as many again while they are merged.
            StoreOptions roomy = OPTIONS.toBuilder().memoryBudgetBytes(16 << 20).build();
            SimStore.use(disk, roomy, 1, process -> {
                try (Store large = process.open()) {
                    for (int i = 0; i < 1300; i++) {
                        large.put(bytes("large " + i), new byte[4000], Durability.PROCESS);
                        if (i % 14 == 0) {
                            large.flush().await();
                        }
                    }
                }
            });
        }
    }
}

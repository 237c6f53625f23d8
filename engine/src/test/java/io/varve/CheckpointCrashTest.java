package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.StoreIoException;
import io.varve.error.UnfinishedCopyException;
import io.varve.lock.Holder;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.ReadDamage;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.sim.SyncLoss;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.report.CheckpointReport;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// What is there after a crash at any call of a checkpoint, and after the failure of any: the store, whole; and a
/// directory that is a store with all that was acknowledged, or one that says it is none (P28).
final class CheckpointCrashTest {
    private static final String TARGET = "/copy";
    private static final StoreOptions OPTIONS = SimStore.tiny().blockBytes(512).build();
    private static final StoreOptions NOT_NEW =
            OPTIONS.toBuilder().createIfMissing(false).build();

    private static long images;
    private static long whole;
    private static long runs;
    private static long refusals;
    private static long nanos;

    /// What one checkpoint came to.
    private static final class Story {
        final Map<String, String> before = new TreeMap<>();

        @Nullable
        CheckpointReport report;

        @Nullable
        StoreException refusal;

        boolean isDamaged;
    }

    @RandomizedTest(seeds = 3)
    void aCrashAtAnyCallLeavesAStoreOrNone(long seed) {
        int[] images = new int[2];
        run(seed, (process, story) -> {
            SplittableRandom random = new SplittableRandom(seed);
            process.disk.observe(new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    if (op.changesDisk() && (path.startsWith(TARGET) || op == Op.LINK)) {
                        CrashImages crash = new CrashImages(process.disk, random);
                        crash.explore(6, image -> images[check(image, story, random) ? 1 : 0]++);
                    }
                }
            });
        });
        assertTrue(images[0] > 100, images[0] + " images without the copy");
    }

    /// As [#aCrashAtAnyCallLeavesAStoreOrNone], where nothing can be linked.
    @RandomizedTest(seeds = 2)
    void aCrashAtAnyCallOfACopyLeavesAStoreOrNone(long seed) {
        int[] images = new int[2];
        Story[] told = new Story[1];
        run(seed, (process, story) -> {
            told[0] = story;
            process.disk.faults().fail(Op.LINK).always().with(Errno.EXDEV);
            SplittableRandom random = new SplittableRandom(seed);
            process.disk.observe(new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    if (op.changesDisk() && path.startsWith(TARGET)) {
                        CrashImages crash = new CrashImages(process.disk, random);
                        crash.explore(3, image -> images[check(image, story, random) ? 1 : 0]++);
                    }
                }
            });
        });
        CheckpointReport report = told[0].report;
        assertTrue(report != null && report.linkedTables() == 0 && report.copiedTables() > 1, "" + report);
        assertTrue(images[0] > 50, images[0] + " images without the copy");
    }

    /// The cache shows something else than the device has: what is copied is read back, and refused.
    @Test
    void aDamagedTableIsNotCopied() {
        SimStore process = run(1, (store, story) -> {
            store.disk.faults().fail(Op.LINK).always().with(Errno.EXDEV);
            store.disk
                    .faults()
                    .fail(Op.READ)
                    .onPaths(path -> path.startsWith("/store/tables/"))
                    .always()
                    .damaging(ReadDamage.BIT_FLIP);
            story.isDamaged = true;
        });
        process.disk.faults().clear();
        assertTrue(
                process.disk.contents().files().stream().noneMatch(path -> path.startsWith(TARGET)),
                () -> "left: " + process.disk.contents().files());
    }

    @RandomizedTest(seeds = 2)
    void whatIsToldToBeDoneIsDurable(long seed) {
        Story[] told = new Story[1];
        SimStore process = run(seed, (store, story) -> told[0] = story);
        assertTrue(told[0].report != null);
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk lost = new CrashImages(process.disk, random).allLost();
        assertTrue(check(lost, told[0], random), "a copy that was told to be there");
    }

    @RandomizedTest(seeds = 2)
    void theFailureOfAnyCallLeavesNothingBehind(long seed) {
        long[] first = new long[1];
        long calls = run(
                        seed,
                        (process, story) -> first[0] = process.disk.faults().operations())
                .disk
                .faults()
                .operations();
        SplittableRandom random = new SplittableRandom(seed);
        int[] errnos = {Errno.EIO, Errno.ENOSPC, Errno.EMFILE, Errno.EDQUOT, Errno.EXDEV};
        int refused = 0;
        int left = 0;
        for (long call = 1; call <= calls - first[0]; call++) {
            long index = call;
            int errno = errnos[random.nextInt(errnos.length)];
            Story[] told = new Story[1];
            SimStore process = run(seed, (store, story) -> {
                told[0] = story;
                store.disk.faults().failAny().onCall(index).with(errno);
            });
            process.disk.faults().clear();
            refused += told[0].refusal == null ? 0 : 1;
            CrashImages crash = new CrashImages(process.disk, random);
            boolean isThere = check(crash.killed(), told[0], random);
            assertTrue(isThere || told[0].report == null, "call " + index + ": told to be there");
            left += isThere && told[0].report == null ? 1 : 0;
        }
        assertTrue(refused > 20, refused + " refusals");
        assertTrue(left <= 4, left + " refused and there");
    }

    @RandomizedTest(seeds = 1)
    void theFailureOfAnySyncIsToldAndNoCopyIsLeft(long seed) {
        for (Op op : new Op[] {Op.DATA_SYNC, Op.SYNC, Op.DIRECTORY_SYNC}) {
            FaultRule[] counting = new FaultRule[1];
            run(
                    seed,
                    (process, story) ->
                            counting[0] = process.disk.faults().fail(op).onPaths(CheckpointCrashTest::isOfTarget));
            for (long call = 1; call <= counting[0].calls(); call++) {
                for (SyncLoss loss : SyncLoss.values()) {
                    long index = call;
                    Story[] told = new Story[1];
                    SimStore process = run(seed, (store, story) -> {
                        told[0] = story;
                        store.disk
                                .faults()
                                .fail(op)
                                .onPaths(CheckpointCrashTest::isOfTarget)
                                .onCall(index)
                                .losing(loss, Errno.EIO);
                    });
                    process.disk.faults().clear();
                    assertTrue(told[0].refusal instanceof StoreIoException, op + " " + index + ": " + told[0].report);
                    SplittableRandom random = new SplittableRandom(index);
                    check(new CrashImages(process.disk, random).allLost(), told[0], random);
                }
            }
        }
    }

    @Test
    void refusedMemoryLeavesNothingBehind() {
        int[] refusals = new int[1];
        boolean isDone = false;
        for (int after = 1; !isDone; after++) {
            int index = after;
            Story[] told = new Story[1];
            SimStore process = run(1, (store, story) -> {
                told[0] = story;
                store.memory.refuse(store.memory.allocations() + index);
            });
            isDone = told[0].refusal == null;
            refusals[0] += isDone ? 0 : 1;
            SplittableRandom random = new SplittableRandom(1);
            assertEquals(isDone, check(new CrashImages(process.disk, random).killed(), told[0], random));
        }
        assertTrue(refusals[0] > 3, refusals[0] + " refusals");
    }

    /// The listener closes the store under the work that tells it.
    @Test
    void aCloseOfTheSourceEndsIt() {
        Simulation simulation = new Simulation(1);
        SimStore process = newProcess(simulation);
        simulation.spawn("user", () -> {
            Store store = process.open();
            fill(store, new Story());
            try {
                store.verify((what, done, all) -> {
                    store.close();
                    return true;
                });
                throw new AssertionError("verified after the close");
            } catch (StoreClosedException closed) {
                assertTrue(closed.what().contains("/store"), closed.what());
            }
        });
        simulation.run();
        process.requireNothingLeft();
    }

    private static boolean isOfTarget(String path) {
        return path.startsWith(TARGET);
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_CHECKPOINT)
                .count("checkpoints", runs)
                .count("refused", refusals)
                .count("images", images)
                .count("of them with a whole copy", whole)
                .nanos(nanos)
                .publish();
    }

    private interface Arrangement extends java.util.function.BiConsumer<SimStore, Story> {}

    /// Fills a store, arranges what goes wrong from then on, and makes a checkpoint of it.
    private static SimStore run(long seed, Arrangement arrange) {
        long start = System.nanoTime();
        Simulation simulation = new Simulation(seed);
        SimStore process = newProcess(simulation);
        Story story = new Story();
        simulation.spawn("user", () -> {
            try (Store store = process.open()) {
                fill(store, story);
                story.before.putAll(SimStore.contentOf(store));
                arrange.accept(process, story);
                try {
                    story.report = store.checkpoint(Path.of(TARGET));
                } catch (StoreException refused) {
                    story.refusal = refused;
                }
                assertTrue(!story.isDamaged || story.refusal instanceof CorruptionException, "" + story.refusal);
                process.disk.observe(null);
            }
        });
        simulation.run();
        process.requireNothingLeft();
        runs++;
        refusals += story.refusal == null ? 0 : 1;
        nanos += System.nanoTime() - start;
        return process;
    }

    private static SimStore newProcess(Simulation simulation) {
        SimDisk disk = new SimDisk(simulation, DiskProfile.ADVERSARIAL);
        disk.makeDirectories("/");
        return new SimStore(simulation, disk, OPTIONS);
    }

    private static void fill(Store store, Story story) {
        assertTrue(story.before.isEmpty());
        for (int i = 0; i < 60; i++) {
            store.put(bytes("key " + i), bytes("value " + i));
            if (i == 20) {
                store.compact().await();
            }
            if (i == 40) {
                store.flush("a name").await();
            }
        }
        store.delete(bytes("key 3"));
    }

    /// @return whether there is a copy
    private static boolean check(SimDisk image, Story story, SplittableRandom random) {
        assertEquals(
                story.before,
                SimStore.recover(image, OPTIONS, random.nextLong()).content(),
                "the store itself");
        boolean isThere = read(image, story, random);
        images++;
        whole += isThere ? 1 : 0;
        return isThere;
    }

    private static boolean read(SimDisk image, Story story, SplittableRandom random) {
        boolean[] isThere = new boolean[1];
        use(image, NOT_NEW, random.nextLong(), store -> {
            assertEquals(story.before, SimStore.contentOf(store), "the copy");
            assertTrue(store.verify().isSound(), store.verify()::toString);
            isThere[0] = true;
        });
        return isThere[0];
    }

    private static void use(SimDisk image, StoreOptions options, long seed, Consumer<Store> use) {
        Simulation simulation = new Simulation(seed);
        SimStore process = new SimStore(simulation, image.attach(simulation), options);
        simulation.spawn("user", () -> {
            Seams seams = new Seams(
                    process.disk,
                    process.memory,
                    process.clock,
                    simulation.scheduler(),
                    new Holder(2, "sim", 0),
                    simulation.random("identity"));
            try (Store store = Opening.open(seams, TARGET, options)) {
                use.accept(store);
            } catch (UnfinishedCopyException none) {
                assertTrue(none.remedy().contains("remove"), none.remedy());
            } catch (StoreIoException none) {
                assertEquals(Errno.ENOENT, none.errno(), none::getMessage);
            }
        });
        simulation.run();
        process.requireNothingLeft();
    }
}

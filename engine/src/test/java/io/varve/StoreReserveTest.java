package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.FlushFailedException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreState;
import io.varve.nativeio.Directory;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// P15, I-96, rows 50 to 54: space that a store keeps for itself lets it flush, drop and merge on a full disk; until it
/// is there again, nothing is written.
final class StoreReserveTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String RESERVE = SimStore.PATH + "/RESERVE";
    private static final long RESERVED = 256 << 10;
    private static final long MUCH = 1L << 30;

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    StoreReserveTest() {
        disk.makeDirectories("/");
    }

    @Test
    void row50MemtablesAreFlushedOnAFullDiskAndWritesWaitForTheReserve() {
        use(options(), store -> {
            fill(store, 0, 300, "v");
            pause(SECOND);
            assertEquals(RESERVED, now.disk.contents().size(RESERVE));
            now.disk.limitSpace(0);

            store.flush().await();
            assertEquals(0, store.stats().memtables().frozen());
            assertFalse(isReserved());
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v")));
            assertEquals(RejectionCause.OUT_OF_SPACE, refused.rejectionCause());
            assertEquals(StoreState.READ_ONLY_RESUMABLE, store.stats().state());
            assertArrayEquals(bytes("v7"), store.get(bytes("k1007")));
            pause(LONG);
            assertEquals(StoreState.READ_ONLY_RESUMABLE, store.stats().state());

            now.disk.limitSpace(MUCH);
            pause(SECOND);
            store.put(bytes("k"), bytes("v"));
            assertEquals(StoreState.OPEN, store.stats().state());
            assertTrue(isReserved());
        });
    }

    /// What is merged away makes room for the reserve: the store helps itself.
    @Test
    void row50AMergeOnAFullDiskFreesSpaceAndWritesGoOn() {
        use(options().compaction(Compaction.MANUAL), store -> {
            for (int round = 0; round < 4; round++) {
                fill(store, 0, 250, "round " + round + " ");
                store.flush().await();
            }
            pause(SECOND);
            now.disk.limitSpace(0);
            store.compact().await();
            pause(SECOND);
            fill(store, 0, 10, "again ");
            assertEquals(StoreState.OPEN, store.stats().state());
            assertTrue(isReserved());
        });
    }

    /// Row 54: also where the manifest is full, names are dropped.
    @Test
    void row54NamesAreDroppedThoughTheManifestIsFull() {
        use(options(), store -> {
            fill(store, 0, 10, "v");
            store.flush("kept").await();
            pause(SECOND);
            now.disk.limitSpace(0);
            boolean wasUsed = false;
            for (int i = 0; i < 10_000 && !wasUsed; i++) {
                store.flush("name").await();
                store.dropSnapshot("name");
                wasUsed = !isReserved();
            }
            assertTrue(wasUsed, "the manifest was never full");
            store.dropSnapshot("kept");
            assertEquals(List.of(), store.snapshots());
            now.disk.limitSpace(MUCH);
            pause(SECOND);
            store.put(bytes("k"), bytes("v"));
        });
    }

    /// A store whose disk is too small for it has none, and is a store all the same.
    @Test
    void aDiskWithoutRoomForTheReserveHoldsNobody() {
        StoreOptions options = options().diskReserveBytes(MUCH).build();
        SimStore.use(disk, options, 1, process -> {
            now = process;
            process.disk.limitSpace(1 << 20);
            try (Store store = process.open()) {
                pause(SECOND);
                assertFalse(isReserved());
                fill(store, 0, 300, "v");
                store.flush().await();
                assertEquals(StoreState.OPEN, store.stats().state());
            }
        });
    }

    /// Without threads it is taken and given back in the turn of whoever flushes or is held.
    @Test
    void withoutThreadsWhoWritesTakesTheReserveAgain() {
        use(options().background(false).frozenMemtables(4), store -> {
            store.flush().await();
            assertTrue(isReserved());
            fill(store, 0, 100, "v");
            now.disk.limitSpace(0);
            store.flush().await();
            assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v")));
            now.disk.limitSpace(MUCH);
            pause(SECOND);
            store.put(bytes("k"), bytes("v"));
            assertTrue(isReserved());
        });
    }

    /// Somebody who removes it takes only what it is for, and once.
    @Test
    void aReserveThatSomebodyHasRemovedIsTakenAgain() {
        use(options(), store -> {
            fill(store, 0, 100, "v");
            pause(SECOND);
            try (Directory directory = now.disk.openDirectory(SimStore.PATH)) {
                assertEquals(0, directory.unlink("RESERVE"));
            }
            now.disk.limitSpace(0);
            FlushTicket ticket = store.flush();
            assertThrows(FlushFailedException.class, ticket::await);
            now.disk.limitSpace(MUCH);
            assertTrue(store.drain(LONG));
            pause(SECOND);
            assertTrue(isReserved());
            store.put(bytes("k"), bytes("v"));
        });
    }

    /// One of another size, of a life with other options, becomes what it is to be.
    @Test
    void theReserveFollowsTheOptions() {
        use(options(), store -> pause(SECOND));
        assertEquals(RESERVED, disk.contents().size(RESERVE));
        use(options().diskReserveBytes(RESERVED / 2), store -> pause(SECOND));
        assertEquals(RESERVED / 2, disk.contents().size(RESERVE));
        use(options().diskReserveBytes(0), store -> pause(SECOND));
        assertEquals(
                List.of(),
                disk.contents().files().stream().filter(RESERVE::equals).toList());
    }

    /// P15, P1: a crash at any moment of it, and a disk that is still full afterwards, or not.
    @RandomizedTest(seeds = 1)
    void aCrashWhileTheReserveIsUsedLosesNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, String> expected = new TreeMap<>();
        List<SimDisk> images = new ArrayList<>();
        use(options(), store -> {
            for (int i = 0; i < 200; i++) {
                store.put(bytes("k" + (1000 + i)), bytes("v" + i), i == 199 ? Durability.SYNC : Durability.PROCESS);
                expected.put("k" + (1000 + i), "v" + i);
            }
            pause(SECOND);
            now.disk.observe(new SeamObserver() {
                @Override
                public void before(Op op, String path) {
                    if (op.changesDisk()) {
                        CrashImages crash = new CrashImages(now.disk, random);
                        images.add(crash.killed());
                        images.add(crash.random());
                    }
                }
            });
            now.disk.limitSpace(0);
            store.flush().await();
            store.compact().await();
            now.disk.limitSpace(MUCH);
            pause(SECOND);
            now.disk.observe(null);
        });
        assertTrue(images.size() > 30, images.size() + " images");
        StoreOptions options = options().build();
        for (SimDisk image : images) {
            SimStore.use(image, options, seed, process -> {
                process.disk.limitSpace(0);
                try (Store store = process.open()) {
                    assertEquals(expected, SimStore.contentOf(store));
                } catch (StoreException refused) {
                    assertTrue(refused.getMessage().contains("ENOSPC"), refused::getMessage);
                }
                process.disk.limitSpace(MUCH);
            });
            assertEquals(expected, SimStore.recover(image, options, seed).content());
        }
    }

    /// Every call of the disk fails once on the way: what was asked for is told, nothing is lost, nobody hangs, and
    /// writes go on.
    @RandomizedTest(seeds = 1)
    void answersTheFailureOfEveryCallOnAFullDisk(long seed) {
        SimStore.failEveryCall(20, (call, errno) -> faulted(seed, call, errno));
    }

    private static long faulted(long seed, long call, int errno) {
        StoreReserveTest one = new StoreReserveTest();
        Map<String, String> acknowledged = new TreeMap<>();
        long[] calls = new long[1];
        one.use(options(), store -> {
            for (int i = 0; i < 100; i++) {
                store.put(bytes("k" + (1000 + i)), bytes("v" + i), Durability.PROCESS);
                acknowledged.put("k" + (1000 + i), "v" + i);
            }
            one.pause(SECOND);
            long before = one.now.disk.faults().operations();
            one.now
                    .disk
                    .faults()
                    .failAny()
                    .onPaths(path -> !path.contains("/wal") && !path.contains("manifest"))
                    .onCall(call)
                    .with(errno);
            one.now.disk.limitSpace(0);
            try {
                store.flush().await();
            } catch (StoreException told) {
                assertTrue(told.getMessage() != null);
            }
            one.now.disk.limitSpace(MUCH);
            one.pause(LONG);
            calls[0] = one.now.disk.faults().operations() - before;
            one.now.disk.faults().clear();
            if (store.stats().state() != StoreState.FAILED) {
                one.pause(LONG);
                store.put(bytes("k"), bytes("v"));
                acknowledged.put("k", "v");
            }
        });
        assertEquals(
                acknowledged,
                SimStore.recover(one.disk, options().build(), seed).content());
        return calls[0];
    }

    private static StoreOptionsBuilder options() {
        return StoreCompactionTest.small().memtableBytes(64 << 10).diskReserveBytes(RESERVED);
    }

    private boolean isReserved() {
        return now.disk.contents().files().contains(RESERVE);
    }

    private static void fill(Store store, int from, int to, String value) {
        for (int i = from; i < to; i++) {
            store.put(bytes("k" + (1000 + i)), bytes(value + i), Durability.PROCESS);
        }
    }

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        SimStore.use(disk, options.build(), 1, process -> {
            now = process;
            try (Store store = process.open()) {
                user.accept(store);
            }
        });
    }

    private void pause(Duration time) {
        now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos());
    }
}

package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreClosedException;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A store whose merges are behind: writes are slowed, held, refused; and go on by themselves.
final class StorePressureTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final WriteOptions SHORT = WriteOptions.asTheStore().within(Duration.ofMillis(20));
    private static final int FLUSHES = 8;

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
    private final List<StoreEvent> events = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    StorePressureTest() {
        disk.makeDirectories("/");
    }

    private static StoreOptionsBuilder small() {
        return StoreCompactionTest.small().stallFlushes(4);
    }

    /// Row 81, W-D20, I-26: who waits for merges is told why, waits no longer than it
    /// wants to, and goes on when they have caught up.
    @Test
    void writesAreHeldUntilMergesHaveCaughtUp() {
        leaveBehind(FLUSHES);
        use(small().listener(events::add).eventQueueSize(1024), store -> {
            slowMerges(Duration.ofMillis(200));
            pause(Duration.ofMillis(1));
            assertTrue(store.stats().tables().level0() >= 4);
            long began = now.clock.nanoTime();
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v"), SHORT));
            assertEquals(RejectionCause.LEVEL_0_BEHIND, refused.rejectionCause());
            assertTrue(now.clock.nanoTime() - began < Duration.ofMillis(22).toNanos(), "by its deadline");
            assertNull(store.get(bytes("k")));
            store.sync();
            assertEquals(0, store.stats().writes().bytesPerSecond());

            store.put(bytes("k"), bytes("v"));
            assertArrayEquals(bytes("v"), store.get(bytes("k")));
            assertTrue(store.stats().tables().level0() < 4);
            StoreStats.Stall stall = stalled(store);
            assertEquals(2, stall.count());
            assertTrue(stall.nanos() > Duration.ofMillis(100).toNanos(), stall.toString());
            assertEquals(1L, store.stats().writes().rejections().get(RejectionCause.LEVEL_0_BEHIND));
            pause(LONG);
            assertEquals(Long.MAX_VALUE, store.stats().writes().bytesPerSecond());
        });
        assertTrue(events.contains(new StoreEvent.WriteStalled(RejectionCause.LEVEL_0_BEHIND)));
        assertTrue(events.stream().anyMatch(StoreEvent.WriteResumed.class::isInstance));
    }

    @Test
    void whoDoesNotWaitIsRefusedAtOnce() {
        leaveBehind(FLUSHES);
        use(small(), store -> {
            slowMerges(Duration.ofMillis(200));
            pause(Duration.ofMillis(1));
            MemorySegment key = MemorySegment.ofArray(bytes("k"));
            long began = now.clock.nanoTime();
            assertEquals(AsyncWrites.NOT_ADMITTED, store.async().offer(key, key));
            WriteRejectedException refused = assertThrows(
                    WriteRejectedException.class,
                    () -> store.put(key, key, WriteOptions.asTheStore().within(Duration.ZERO)));
            assertEquals(RejectionCause.LEVEL_0_BEHIND, refused.rejectionCause());
            assertTrue(now.clock.nanoTime() - began < 10_000);
            pause(LONG);
            assertTrue(store.async().offer(key, key) >= 0);
        });
    }

    /// Of a batch that stays where it is, as of one that is copied, the bytes count.
    @Test
    void writesAreSlowedDownByTheirBytesBeforeTheyAreHeld() {
        leaveBehind(6);
        use(small().stallFlushes(8), store -> {
            onTables(Op.READ).always().delaying(Duration.ofHours(1).toNanos());
            pause(Duration.ofMillis(1));
            long pace = store.stats().writes().bytesPerSecond();
            assertTrue(pace > 1 << 20 && pace < 64 << 20, pace + " bytes per second");
            long began = now.clock.nanoTime();
            long bytes = 0;
            for (int i = 0; i < 10; i++) {
                try (WriteBatch batch = store.batch()) {
                    batch.put(bytes("k"), new byte[1500]);
                    store.write(batch, Durability.PROCESS);
                    store.put(bytes("k"), new byte[1500], Durability.PROCESS);
                    bytes += 3000;
                }
            }
            long nanos = now.clock.nanoTime() - began;
            long least = (long) ((bytes - 3000) * 1e9 / pace) - 1_000_000;
            assertTrue(nanos > least, nanos + " ns, at least " + least);
            assertTrue(stalled(store).count() > 0);
            now.disk.faults().clear();
        });
    }

    /// The debt of levels counts as the number of flushes does.
    @Test
    void writesAreHeldWhenThereIsTooMuchToRewrite() {
        leaveBehind(FLUSHES);
        use(small().stallFlushes(100).stallDebtBytes(4 << 10), store -> {
            slowMerges(Duration.ofMillis(200));
            pause(Duration.ofMillis(1));
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v"), SHORT));
            assertEquals(RejectionCause.MERGES_BEHIND, refused.rejectionCause());
            store.put(bytes("k"), bytes("v"));
            pause(LONG);
        });
    }

    @Test
    void aStoreThatDoesNotMergeByItselfHoldsNobody() {
        leaveBehind(FLUSHES);
        use(small().compaction(Compaction.MANUAL).stallFlushes(2).stallDebtBytes(4 << 10), store -> {
            store.put(bytes("k"), bytes("v"));
            assertEquals(Map.of(), store.stats().writes().stalls());
            assertEquals(Long.MAX_VALUE, store.stats().writes().bytesPerSecond());
        });
    }

    /// P21: without threads for it, the caller that would wait does the work.
    @Test
    void withoutThreadsTheWriteMergesItself() {
        leaveBehind(FLUSHES);
        use(small().background(false).frozenMemtables(4), store -> {
            store.put(bytes("a"), bytes("v"));
            // A round that merges nothing, and sees what there is.
            assertTrue(store.flush().await(Duration.ZERO));
            store.put(bytes("k"), bytes("v"));
            assertTrue(
                    store.stats().tables().level0() < 4, store.stats().tables().toString());
            assertTrue(store.stats().tables().merges() > 0);
            assertArrayEquals(bytes("v"), store.get(bytes("k")));
        });
    }

    /// I-93: what failed is tried again in the turn of whoever would be held, when its time has come.
    @Test
    void withoutThreadsTheWriteTriesAgainWhatFailed() {
        leaveBehind(FLUSHES);
        use(small().background(false).frozenMemtables(4), store -> {
            now.disk.limitSpace(0);
            store.flush().await(Duration.ZERO);
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v"), SHORT));
            assertEquals(RejectionCause.OUT_OF_SPACE, refused.rejectionCause());
            now.disk.limitSpace(1 << 30);
            pause(Duration.ofSeconds(1));
            store.put(bytes("k"), bytes("v"), SHORT);
            assertTrue(store.stats().tables().level0() < 4);
        });
    }

    /// I-91: who is held while another merges goes on when the pace is lifted, and does not wait for the
    /// other's turn to end.
    @Test
    void withoutThreadsWhoIsHeldDoesNotWaitForTheTurnOfAnother() {
        StoreOptionsBuilder options = small().tableBytes(4 << 10);
        use(options.compaction(Compaction.MANUAL), store -> {
            for (int i = 0; i < 3000; i++) {
                store.put(bytes("k" + i), new byte[100], Durability.PROCESS);
            }
            store.compact().await();
        });
        leaveBehind(FLUSHES);
        use(options.compaction(Compaction.LAZY).background(false).frozenMemtables(4), store -> {
            slowMerges(Duration.ofMillis(50));
            long[] mergedNanos = new long[1];
            now.simulation.spawn("merges", () -> {
                store.compact().await();
                mergedNanos[0] = now.clock.nanoTime();
            });
            pause(Duration.ofMillis(1));
            store.put(bytes("k"), bytes("v"));
            assertEquals(0, mergedNanos[0], "the other has more to do");
            assertTrue(stalled(store).count() > 0, "it was held");
            pause(LONG);
            assertTrue(mergedNanos[0] > 0);
        });
    }

    /// A stall has somebody who works at its end, or names what failed; it goes on when that is mended.
    @Test
    void whileMergesFailTheFailureIsNamed() {
        leaveBehind(FLUSHES);
        String damaged = tables().getFirst();
        disk.contents().flipBit(damaged, 8L * 1000);
        use(small(), store -> {
            pause(Duration.ofMillis(10));
            WriteRejectedException first =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v"), SHORT));
            assertEquals(RejectionCause.LEVEL_0_BEHIND, first.rejectionCause());
            assertInstanceOf(CorruptionException.class, first.getCause());
            assertTrue(first.what().contains(damaged.substring(damaged.lastIndexOf('/') + 1)), first.what());
            pause(LONG);
            long began = now.clock.nanoTime();
            WriteRejectedException atOnce =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v")));
            assertInstanceOf(CorruptionException.class, atOnce.getCause());
            assertTrue(now.clock.nanoTime() - began < 1_000_000, "nobody knows how long");
            assertEquals(StoreState.OPEN, store.stats().state());
        });
        disk.contents().flipBit(damaged, 8L * 1000);
        use(small(), store -> {
            pause(Duration.ofMillis(1));
            store.put(bytes("k"), bytes("v"));
            assertTrue(store.stats().tables().level0() < 4);
        });
    }

    /// Rows 50 and 53, P15: the disk is full for merges, and so for writes behind them; both go on
    /// within a second after there is room, also after hours.
    @Test
    void aFullDiskHoldsWritesBehindMergesAndLetsThemGoByItself() {
        leaveBehind(FLUSHES);
        use(small().listener(events::add).eventQueueSize(1024), store -> {
            now.disk.limitSpace(0);
            pause(Duration.ofHours(2));
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), bytes("v")));
            assertEquals(RejectionCause.OUT_OF_SPACE, refused.rejectionCause());
            assertEquals(StoreState.READ_ONLY_RESUMABLE, store.stats().state());
            now.disk.limitSpace(1 << 30);
            pause(Duration.ofSeconds(1));
            store.put(bytes("k"), bytes("v"), SHORT);
            assertEquals(StoreState.OPEN, store.stats().state());
        });
        assertTrue(events.stream().anyMatch(StoreEvent.StateChanged.class::isInstance));
    }

    /// Row 50: memtables that find no space for their tables, for so long that they are tried seldom.
    @Test
    void row50WritesGoOnWithinASecondAfterThereIsRoomForTables() {
        use(small().frozenMemtables(1), store -> {
            onTables(Op.ALLOCATE).always().with(Errno.ENOSPC);
            assertThrows(StoreException.class, () -> {
                for (int i = 0; i < 1000; i++) {
                    store.put(bytes("k" + i), new byte[200], SHORT);
                }
            });
            pause(Duration.ofHours(1));
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> store.put(bytes("k"), new byte[4000]));
            assertEquals(RejectionCause.OUT_OF_SPACE, refused.rejectionCause());
            now.disk.faults().clear();
            pause(Duration.ofSeconds(1));
            store.put(bytes("k"), new byte[4000], SHORT);
            assertEquals(StoreState.OPEN, store.stats().state());
        });
    }

    @Test
    void aCloseEndsTheWaitOfWhoIsHeld() {
        leaveBehind(FLUSHES);
        List<StoreException> ends = new ArrayList<>();
        SimStore.use(disk, small().build(), 1, process -> {
            now = process;
            Store store = process.open();
            slowMerges(Duration.ofSeconds(10));
            pause(Duration.ofMillis(1));
            process.simulation.spawn(
                    "held",
                    () -> ends.add(assertThrows(StoreException.class, () -> store.put(bytes("k"), bytes("v")))));
            pause(Duration.ofSeconds(1));
            now.disk.faults().clear();
            store.close();
            pause(Duration.ofMillis(1));
        });
        assertEquals(1, ends.size());
        assertInstanceOf(StoreClosedException.class, ends.getFirst());
    }

    /// Every call of the disk fails once while writes are held for merges: each write is acknowledged or refused by a
    /// typed error, none hangs, and nothing acknowledged is lost.
    @RandomizedTest(seeds = 1)
    void answersTheFailureOfEveryCallWhileWritesAreHeld(long seed) {
        SimStore.failEveryCall(30, (call, errno) -> faulted(seed, call, errno));
    }

    private static long faulted(long seed, long call, int errno) {
        StorePressureTest one = new StorePressureTest();
        Map<String, String> acknowledged = new TreeMap<>();
        one.leaveBehind(FLUSHES);
        for (int i = 0; i < 40; i++) {
            acknowledged.put("k" + i, "old " + (FLUSHES - 1) + "x".repeat(60));
        }
        long[] calls = new long[1];
        SimStore.use(one.disk, small().build(), seed, process -> {
            one.now = process;
            long before = process.disk.faults().operations();
            Store store = process.open();
            process.disk
                    .faults()
                    .failAny()
                    .onPaths(path -> path.contains(".sst"))
                    .onCall(call)
                    .with(errno);
            int[] left = {2};
            for (int id = 0; id < 2; id++) {
                String name = "w" + id;
                process.simulation.spawn(name, () -> {
                    for (int i = 0; i < 20; i++) {
                        String key = name + i;
                        try {
                            store.put(
                                    bytes(key),
                                    bytes("new"),
                                    WriteOptions.asTheStore().within(LONG));
                            acknowledged.put(key, "new");
                        } catch (StoreException refused) {
                            assertTrue(refused.getMessage() != null);
                        }
                    }
                    left[0]--;
                });
            }
            process.simulation.scheduler().await(() -> left[0] == 0, process.clock.nanoTime() + 3 * LONG.toNanos());
            assertEquals(0, left[0], "somebody still waits");
            calls[0] = process.disk.faults().operations() - before;
            process.disk.faults().clear();
            store.close();
        });
        assertEquals(
                acknowledged, SimStore.recover(one.disk, small().build(), seed).content());
        return calls[0];
    }

    private static StoreStats.Stall stalled(Store store) {
        return store.stats().writes().stalls().getOrDefault(RejectionCause.LEVEL_0_BEHIND, new StoreStats.Stall(0, 0));
    }

    /// A store that was used without merges, and has so many flushes to merge.
    private void leaveBehind(int flushes) {
        use(small().compaction(Compaction.MANUAL), store -> {
            for (int flush = 0; flush < flushes; flush++) {
                for (int i = 0; i < 40; i++) {
                    store.put(bytes("k" + i), bytes("old " + flush + "x".repeat(60)), Durability.PROCESS);
                }
                store.flush().await();
            }
            assertEquals(flushes, store.stats().tables().level0());
        });
    }

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        SimStore.use(disk, options.build(), 1, process -> {
            now = process;
            try (Store store = process.open()) {
                user.accept(store);
            }
        });
    }

    private void slowMerges(Duration by) {
        onTables(Op.READ).always().delaying(by.toNanos());
    }

    private FaultRule onTables(Op op) {
        return now.disk.faults().fail(op).onPaths(path -> path.endsWith(".sst"));
    }

    private List<String> tables() {
        return disk.contents().files().stream()
                .filter(path -> path.endsWith(".sst"))
                .toList();
    }

    private void pause(Duration time) {
        now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos());
    }
}

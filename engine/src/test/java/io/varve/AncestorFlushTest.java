package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.FlushFailedException;
import io.varve.error.RejectionCause;
import io.varve.error.StoreException;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreEvent;
import io.varve.event.StoreState;
import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.FaultRule;
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

/// What flushes of the designs that this one descends from did, had to do, or lost data by not
/// doing, through the store on the simulated machine.
final class AncestorFlushTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
    private final List<StoreEvent> events = new ArrayList<>();

    private long seed = 1;

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    AncestorFlushTest() {
        disk.makeDirectories("/");
    }

    /// A1, A4, A19, A20, W-A2: all streams stand still for an hour. Writes wait for none of them until
    /// the memory for memtables is used up, and then they are refused; reads go on; a kill loses
    /// nothing, and neither does a close.
    @Test
    void streamsThatStandStillHoldUpNoWriteUntilTheMemoryIsUsedUp() {
        SimDisk[] killed = new SimDisk[1];
        long[] acknowledged = new long[1];
        StoreOptionsBuilder options = SimStore.tiny()
                .frozenMemtables(4)
                .maxPendingFlushes(2)
                .deadline(Duration.ofSeconds(1))
                .listener(events::add)
                .eventQueueSize(1024);
        use(options, store -> {
            onTables(Op.DATA_SYNC).always().delaying(Duration.ofHours(1).toNanos());
            long began = now.clock.nanoTime();
            WriteRejectedException refused = assertThrows(WriteRejectedException.class, () -> fill(store, 0, 5000));
            assertTrue(now.clock.nanoTime() - began < Duration.ofMinutes(1).toNanos(), "a write waited for a stream");
            // It waited, as long as it may, for what was under way.
            assertEquals(RejectionCause.DEADLINE, refused.rejectionCause());
            assertEquals(4, store.stats().memtables().frozen());
            acknowledged[0] = store.visibleSequence();
            requireFilled(store, (int) acknowledged[0]);
            killed[0] = new CrashImages(now.disk, new SplittableRandom(1)).killed();
        });
        assertTrue(acknowledged[0] > 100, "only " + acknowledged[0]);
        use(SimStore.tiny(), store -> requireFilled(store, (int) acknowledged[0]));
        assertEquals(
                acknowledged[0],
                SimStore.recover(killed[0], SimStore.tiny().build(), 2)
                        .content()
                        .size());
    }

    /// A3, A9, A28, A29, W-A4, W-A5: the flush of one memtable fails again and again and that of
    /// the next succeeds. What is read in between, after a kill, after a loss of power, and after a
    /// close is what was written.
    @Test
    void aFlushThatFailsBeforeOneThatSucceedsLosesNothing() {
        Map<String, String> expected = new TreeMap<>();
        List<SimDisk> images = new ArrayList<>();
        use(
                large().maxPendingFlushes(1)
                        .frozenMemtables(4)
                        .listener(events::add)
                        .eventQueueSize(1024),
                store -> {
                    now.disk
                            .faults()
                            .fail(Op.DATA_SYNC)
                            .onPaths(path -> path.endsWith(".sst") && !path.endsWith("02.sst"))
                            .always()
                            .with(Errno.EIO);
                    write(store, expected, "a", "of the first");
                    write(store, expected, "both", "of the first");
                    FlushTicket first = store.flush();
                    write(store, expected, "b", "of the second");
                    write(store, expected, "both", "of the second");
                    FlushTicket second = store.flush();
                    assertThrows(FlushFailedException.class, first::await);
                    assertThrows(
                            FlushFailedException.class, second::await, "it has not got all that was written before");
                    pause(Duration.ofSeconds(2));
                    assertEquals(1, store.stats().tables().flushes(), "the second overtook the first");
                    assertEquals(1, store.stats().memtables().frozen());
                    assertEquals(expected, SimStore.contentOf(store));
                    FlushTicket merge = store.compact();
                    assertThrows(
                            FlushFailedException.class, merge::await, "no table goes below a memtable that is older");
                    write(store, expected, "c", "of neither");
                    store.sync();
                    assertEquals(StoreState.OPEN, store.stats().state());
                    assertEquals(expected, SimStore.contentOf(store));
                    CrashImages crash = new CrashImages(now.disk, new SplittableRandom(1));
                    images.add(crash.killed());
                    images.add(crash.allLost());
                    images.add(crash.allKept());
                    now.disk.faults().clear();
                    store.close();
                });
        long[] failed = events.stream()
                .filter(StoreEvent.FlushFailed.class::isInstance)
                .mapToLong(event -> ((StoreEvent.FlushFailed) event).rotation())
                .toArray();
        assertTrue(failed.length > 2, "tried again: " + failed.length);
        for (long rotation : failed) {
            assertEquals(failed[0], rotation, "always the first");
        }
        use(large(), store -> {
            assertEquals(expected, SimStore.contentOf(store), "after a close");
            store.flush().await();
            store.compact().await();
            assertEquals(expected, SimStore.contentOf(store));
        });
        for (SimDisk image : images) {
            assertEquals(expected, SimStore.recover(image, large().build(), 3).content());
            SimStore.use(image, large().build(), 4, process -> {
                try (Store store = process.open()) {
                    store.compact().await();
                    assertEquals(expected, SimStore.contentOf(store));
                }
            });
            assertEquals(expected, SimStore.recover(image, large().build(), 5).content());
        }
    }

    /// A28, W-A4: of two that failed and of a third that overtook both, the second comes before the
    /// first, or behind it. What the manifest knows of the log's end does not go back.
    @RandomizedTest(seeds = 8)
    void twoThatFailedAreInstalledInAnyOrderBehindTheThird(long randomSeed) {
        seed = randomSeed;
        Map<String, String> expected = new TreeMap<>();
        use(large().maxPendingFlushes(3).frozenMemtables(5), store -> {
            for (String number : List.of("01.sst", "02.sst")) {
                now.disk
                        .faults()
                        .fail(Op.DATA_SYNC)
                        .onPaths(path -> path.endsWith(number))
                        .always()
                        .with(Errno.EIO);
            }
            for (int i = 0; i < 3; i++) {
                write(store, expected, "own" + i, "of " + i);
                write(store, expected, "shared", "of " + i);
                store.flush();
                pause(Duration.ofMillis(1));
            }
            assertTrue(store.drain(LONG), () -> "not drained: " + store.stats());
            assertEquals(StoreState.OPEN, store.stats().state());
            assertEquals(expected, SimStore.contentOf(store));
        });
        use(large(), store -> assertEquals(expected, SimStore.contentOf(store)));
    }

    /// B15, B18 to B20, D19, D23, D24: a kill and a loss of power before and after every call of a
    /// flush and of a merge. Before the edit of the manifest the table is an orphan, and the log is
    /// there; behind it the log may be there still, and reading it again changes nothing.
    @RandomizedTest(seeds = 2)
    void aCrashAtAnyCallOfAFlushOrAMergeLosesNothing(long randomSeed) {
        seed = randomSeed;
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, String> expected = new TreeMap<>();
        List<SimDisk> images = new ArrayList<>();
        use(large().frozenMemtables(4), store -> {
            for (int i = 0; i < 10; i++) {
                write(store, expected, "k" + i, "first");
            }
            store.flush().await();
            for (int i = 5; i < 15; i++) {
                write(store, expected, "k" + i, "second");
            }
            store.delete(bytes("k1"));
            expected.remove("k1");
            store.sync();
            // So that whoever does not wait for the edit is ahead of it.
            now.disk
                    .faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> path.contains("manifest"))
                    .always()
                    .delaying(Duration.ofSeconds(1).toNanos());
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
            store.flush();
            for (int i = 0; i < 2; i++) {
                // Frozen while the edit before is on its way: now the writer gives up what it may of the log.
                pause(Duration.ofMillis(100));
                store.put(bytes("k5"), bytes("second"), Durability.PROCESS);
                store.flush();
            }
            store.flush().await();
            store.compact().await();
            pause(LONG);
            now.disk.observe(null);
        });
        assertTrue(images.size() > 30, images.size() + " images");
        for (SimDisk image : images) {
            assertEquals(expected, SimStore.recover(image, large().build(), 3).content());
            assertEquals(expected, SimStore.recover(image, large().build(), 4).content());
        }
    }

    /// A10, A12, D1, D6, D-18, I-23 of the lessons: a flush that ended well has all that was
    /// acknowledged before in tables: a snapshot of tables alone shows it.
    @RandomizedTest(seeds = 4)
    void aFlushThatEndedWellHasAllThatWasAcknowledgedBefore(long randomSeed) {
        seed = randomSeed;
        SplittableRandom random = new SplittableRandom(seed);
        use(SimStore.tiny().frozenMemtables(3), store -> {
            int written = 0;
            for (int i = 0; i < 20; i++) {
                int more = random.nextInt(12);
                fill(store, written, written + more);
                written += more;
                if (random.nextInt(4) == 0) {
                    onTables(Op.DATA_SYNC).onCall(1 + random.nextInt(3)).with(Errno.EIO);
                }
                try {
                    store.flush("n" + i).await();
                } catch (FlushFailedException told) {
                    continue;
                }
                try (Store tables = store.openSnapshot("n" + i)) {
                    assertEquals(written, SimStore.contentOf(tables).size());
                    requireFilled(tables, written);
                }
            }
            now.disk.faults().clear();
        });
    }

    /// P16, I-22: the edit of a flush is durable, and the machine says that it is not. The tables stay.
    @Test
    void tablesOfAnEditThatMayBeDurableStay() {
        use(large(), store -> {
            fill(store, 0, 10);
            store.flush().await();
            fill(store, 10, 20);
            now.disk
                    .faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> path.contains("manifest"))
                    .onCall(1)
                    .afterwards(Errno.EIO);
            FlushTicket ticket = store.flush();
            assertThrows(StoreException.class, ticket::await);
            assertEquals(1, now.disk.faults().injected());
            assertEquals(StoreState.FAILED, store.stats().state());
            requireFilled(store, 20);
        });
        use(large(), store -> requireFilled(store, 20));
    }

    /// A15, A16: whoever asked for it, and forgot.
    @Test
    void aTicketThatNobodyKeepsCancelsNothing() {
        use(large(), store -> {
            fill(store, 0, 10);
            store.flush();
            assertTrue(store.drain(LONG));
            assertEquals(1, store.stats().tables().level0());
        });
    }

    /// A6 to A8, A23, A26, A27: after a drain nothing that a flush had is kept: no memtable, no
    /// memory to build in, no file but those of the tables, however many flushes there were.
    @Test
    void afterADrainNothingOfAFlushIsKept() {
        use(SimStore.tiny().frozenMemtables(3), store -> {
            flushOften(store);
            long handles = tableHandles();
            int regions = now.memory.live();
            long used = now.memory.budget().used();
            flushOften(store);
            flushOften(store);
            assertEquals(0, store.stats().memtables().frozen());
            assertEquals(0, store.stats().tables().retiredBytes());
            assertEquals(handles, tableHandles(), () -> now.disk.openHandles().toString());
            assertEquals(1, tables().size());
            // Two segments, or a scratch buffer, more or less.
            assertTrue(now.memory.live() <= regions + 4, regions + " and now " + now.memory.live());
            assertTrue(
                    now.memory.budget().used() <= used + (64 << 10),
                    used + ", and now " + now.memory.budget().accounts());
        });
    }

    private long tableHandles() {
        return now.disk.openHandles().stream()
                .filter(handle -> handle.contains(".sst"))
                .count();
    }

    private void flushOften(Store store) {
        for (int round = 0; round < 40; round++) {
            fill(store, 0, 10);
            store.flush();
            if (round % 20 == 0) {
                store.compact();
            }
        }
        assertTrue(store.drain(LONG), () -> "not drained: " + store.stats());
        store.compact().await();
        pause(LONG);
    }

    /// B9, D4, D10, D11: what is frozen is read while its flush runs, also by who began before.
    @Test
    void whatIsFrozenIsReadWhileItsFlushRuns() {
        use(large(), store -> {
            fill(store, 0, 20);
            onTables(Op.DATA_SYNC).always().delaying(Duration.ofSeconds(10).toNanos());
            try (StoreCursor cursor = store.cursor()) {
                assertTrue(cursor.first());
                FlushTicket ticket = store.flush();
                pause(Duration.ofSeconds(1));
                assertEquals(1, store.stats().memtables().frozen());
                requireFilled(store, 20);
                store.put(bytes("k10001"), bytes("newer"));
                ticket.await();
                assertArrayEquals(bytes("newer"), store.get(bytes("k10001")));
                assertEquals(20, SimStore.scan(cursor).size());
                assertEquals("value 1", SimStore.scan(cursor).get("k10001"));
            }
        });
    }

    /// B12, B14, B21, D5, D8, D18: nothing to flush is no work; what a table says of its operations
    /// comes from its entries.
    @Test
    void aFlushOfNothingWritesNothing() {
        use(large(), store -> {
            long before = now.disk.faults().operations();
            assertEquals(0, store.flush().await());
            assertEquals(before, now.disk.faults().operations());
            fill(store, 0, 3);
            store.delete(bytes("k10001"));
            long id = store.flush("saved").await();
            assertNotEquals(0, id);
            assertEquals(4, store.snapshots().getFirst().sequence());
            assertEquals(id, store.flush().await(), "nothing has changed since");
        });
    }

    /// B16, D12, D13: of each key all versions that somebody can read, the newest first; files are
    /// named by numbers that come once.
    @Test
    void aTableHasAllVersionsThatSomebodyCanRead() {
        use(large(), store -> {
            store.put(bytes("k"), bytes("1"));
            try (Snapshot old = store.snapshot()) {
                store.put(bytes("k"), bytes("2"));
                store.put(bytes("k"), bytes("3"));
                store.flush().await();
                assertEquals(2, store.stats().tables().entries());
                assertArrayEquals(bytes("1"), old.get(bytes("k")));
                assertArrayEquals(bytes("3"), store.get(bytes("k")));
            }
        });
        List<String> first = tables();
        use(large(), store -> {
            store.put(bytes("l"), bytes("1"));
            store.flush().await();
        });
        assertEquals(2, tables().size());
        assertTrue(tables().containsAll(first), "a number is never given again");
    }

    /// D3, D9, D25: what happens is told: that a memtable is frozen, that its flush failed, that it
    /// is tried again, that its table is part of the store, that tables were merged.
    @Test
    void whatHappensIsTold() {
        use(large().listener(events::add).eventQueueSize(1024), store -> {
            fill(store, 0, 20);
            onTables(Op.DATA_SYNC).onCall(1).with(Errno.EIO);
            FlushTicket ticket = store.flush();
            assertThrows(FlushFailedException.class, ticket::await);
            assertTrue(store.drain(LONG));
            store.put(bytes("k"), bytes("v"));
            store.compact().await();
            StoreStats.Tables tables = store.stats().tables();
            assertEquals(1, tables.failures());
            assertEquals(1, tables.retries());
            assertEquals(2, tables.flushes());
            assertEquals(1, tables.merges());
            assertTrue(tables.flushedBytes() > 0 && tables.streamNanos().count() == 2);
        });
        List<String> kinds = events.stream().map(StoreEvent::kind).toList();
        for (String kind :
                List.of("MemTableRotated", "FlushFailed", "FlushRetried", "TablesPublished", "TablesMerged")) {
            assertTrue(kinds.contains(kind), () -> kind + " is not among " + kinds);
        }
        assertTrue(kinds.indexOf("MemTableRotated") < kinds.indexOf("TablesPublished"));
    }

    /// A24, D2, D7: a drain that may not wait long enough says so, and proceeds with nothing.
    @Test
    void aDrainThatMayNotWaitLongEnoughSaysSo() {
        use(large(), store -> {
            fill(store, 0, 20);
            onTables(Op.DATA_SYNC).onCall(1).delaying(Duration.ofSeconds(10).toNanos());
            FlushTicket ticket = store.flush();
            pause(Duration.ofSeconds(1));
            assertTrue(!store.drain(Duration.ofSeconds(1)));
            assertTrue(!ticket.await(Duration.ofSeconds(1)));
            assertTrue(store.drain(LONG));
            assertTrue(ticket.await(Duration.ZERO));
        });
    }

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        SimStore.use(disk, options.build(), seed, process -> {
            now = process;
            try (Store store = process.open()) {
                user.accept(store);
            }
        });
    }

    private FaultRule onTables(Op op) {
        return now.disk.faults().fail(op).onPaths(path -> path.endsWith(".sst"));
    }

    private void pause(Duration time) {
        now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos());
    }

    private static StoreOptionsBuilder large() {
        return SimStore.tiny().memtableBytes(64 << 10);
    }

    private static void write(Store store, Map<String, String> expected, String key, String value) {
        store.put(bytes(key), bytes(value), Durability.PROCESS);
        expected.put(key, value);
    }

    private static void fill(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.put(bytes("k" + (10_000 + i)), bytes("value " + i), Durability.PROCESS);
        }
    }

    private static void requireFilled(Store store, int count) {
        for (int i = 0; i < count; i++) {
            assertArrayEquals(bytes("value " + i), store.get(bytes("k" + (10_000 + i))), "key " + i);
        }
    }

    private List<String> tables() {
        return disk.contents().files().stream()
                .filter(path -> path.contains("/tables/"))
                .toList();
    }
}

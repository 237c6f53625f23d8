package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.FlushFailedException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A store that merges by itself, and what it owes to who does not care, to who asks, and to faults.
final class StoreCompactionTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
    private final List<StoreEvent> events = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    StoreCompactionTest() {
        disk.makeDirectories("/");
    }

    /// The sizes of a tree of a terabyte, in kilobytes.
    static StoreOptionsBuilder small() {
        return SimStore.tiny()
                .memtableBytes(16 << 10)
                .frozenMemtables(2)
                .blockBytes(512)
                .tableBytes(8 << 10)
                .level0Flushes(2)
                .levelRatio(2)
                .runsPerLevel(2)
                .memoryBudgetBytes(16 << 20);
    }

    @ParameterizedTest
    @EnumSource(
            value = Compaction.class,
            names = {"LAZY", "LEVELED"})
    void tablesStayFewAndAnswersRight(Compaction compaction) {
        use(small().compaction(compaction), store -> {
            Map<String, String> expected = new TreeMap<>();
            SplittableRandom random = new SplittableRandom(7);
            for (int i = 0; i < 16_000; i++) {
                write(store, expected, "k" + random.nextInt(4000), "a longer value " + i);
            }
            store.flush().await();
            pause(Duration.ofSeconds(2));
            StoreStats.Tables tables = store.stats().tables();
            assertEquals(0, tables.debtBytes());
            assertTrue(tables.merges() > 10, tables.toString());
            List<StoreStats.Level> levels = store.stats().levels();
            assertTrue(levels.size() >= 3, "a tree of several levels: " + levels);
            int most = compaction == Compaction.LEVELED ? 1 : 2;
            levels.forEach(level -> assertTrue(level.runs() <= most, levels.toString()));
            assertTrue(tables.writeAmplification() < 20, () -> "" + tables.writeAmplification());
            assertEquals(expected, SimStore.contentOf(store));
        });
    }

    @Test
    void withoutThreadsItHappensInTheTurnOfWhoHasIt() {
        use(small().background(false).frozenMemtables(4), store -> {
            Map<String, String> expected = new TreeMap<>();
            for (int i = 0; i < 3000; i++) {
                write(store, expected, "k" + i % 700, "value " + i);
                if (i % 100 == 0) {
                    store.flush().await();
                    assertTrue(store.stats().tables().level0() < 2);
                    assertEquals(0, store.stats().tables().mergingNanos());
                }
            }
            assertTrue(store.stats().tables().merges() > 5);
            assertEquals(expected, SimStore.contentOf(store));
        });
    }

    @Test
    void whatIsWrittenInTheOrderOfKeysIsNotWrittenAgain() {
        use(small(), store -> {
            for (int i = 0; i < 3000; i++) {
                store.put(bytes("k" + (10_000 + i)), new byte[100], Durability.PROCESS);
            }
            settle(store);
            StoreStats.Tables tables = store.stats().tables();
            assertTrue(tables.moves() > 5, tables.toString());
            assertTrue(tables.writeAmplification() < 1.2, tables.toString());
        });
    }

    /// I-18, I-79: in a tree of several levels, under snapshots that come and go, and names.
    @RandomizedTest(seeds = 8)
    void nothingThatWasDeletedComesBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StoreOptionsBuilder options = small().compaction(random.nextBoolean() ? Compaction.LAZY : Compaction.LEVELED)
                .compactionThreads(1 + random.nextInt(3))
                .level0Flushes(1 + random.nextInt(3))
                .runsPerLevel(1 + random.nextInt(4));
        requireNothingComesBack(random, options, 40);
    }

    /// A seed that once brought something back, from an older run of the same level; `flush.PlansTest` asks for that.
    @Test
    void nothingThatWasDeletedComesBackFromAnOlderRunOfTheSameLevel() {
        nothingThatWasDeletedComesBack(8420245125651837319L);
    }

    /// @param mostBytes of a value
    void requireNothingComesBack(SplittableRandom random, StoreOptionsBuilder options, int mostBytes) {
        use(options, store -> {
            Map<String, String> expected = new TreeMap<>();
            Map<String, Map<String, String>> named = new HashMap<>();
            List<Snapshot> snapshots = new ArrayList<>();
            List<Map<String, String>> seen = new ArrayList<>();
            for (int i = 0; i < 6000; i++) {
                String key = "k" + random.nextInt(800);
                if (random.nextInt(3) == 0) {
                    store.delete(bytes(key), Durability.PROCESS);
                    expected.remove(key);
                } else {
                    write(store, expected, key, "value " + i + "x".repeat(random.nextInt(mostBytes)));
                }
                if (random.nextInt(400) == 0) {
                    snapshots.add(store.snapshot());
                    seen.add(new TreeMap<>(expected));
                }
                if (random.nextInt(500) == 0 && !snapshots.isEmpty()) {
                    int one = random.nextInt(snapshots.size());
                    requireSeen(seen.remove(one), snapshots.get(one));
                    snapshots.remove(one).close();
                }
                if (random.nextInt(1500) == 0) {
                    String name = "n" + i;
                    store.flush(name).await();
                    named.put(name, new TreeMap<>(expected));
                }
                if (random.nextInt(1500) == 0) {
                    int from = random.nextInt(800);
                    store.compact(Range.all().from(bytes("k" + from)).to(bytes("k" + (from + 50))));
                }
                if (mostBytes > 100 && random.nextInt(500) == 0) {
                    store.compact();
                }
            }
            settle(store);
            assertEquals(expected, SimStore.contentOf(store));
            for (int i = 0; i < snapshots.size(); i++) {
                requireSeen(seen.get(i), snapshots.get(i));
                snapshots.get(i).close();
            }
            named.forEach((name, content) -> {
                try (Store old = store.openSnapshot(name)) {
                    assertEquals(content, SimStore.contentOf(old));
                }
            });
        });
        use(options, store -> assertTrue(store.stats().tables().entries() > 0));
    }

    private static void requireSeen(Map<String, String> content, Snapshot snapshot) {
        content.forEach((key, value) -> assertArrayEquals(bytes(value), snapshot.get(bytes(key)), key));
        for (int i = 0; i < 800; i += 7) {
            if (!content.containsKey("k" + i)) {
                assertNull(snapshot.get(bytes("k" + i)), "k" + i);
            }
        }
    }

    /// D-16, I-76: what was flushed before an older memtable stays where it is until that is a table.
    @Test
    void nothingGoesBelowAMemtableThatIsOlder() {
        List<StoreEvent> told = new ArrayList<>();
        use(small().level0Flushes(1).frozenMemtables(4).listener(told::add), store -> {
            now.disk
                    .faults()
                    .fail(Op.DATA_SYNC)
                    .onPaths(path -> path.endsWith(".sst") && !path.endsWith("02.sst"))
                    .always()
                    .with(Errno.EIO);
            store.put(bytes("k"), bytes("older"));
            FlushTicket first = store.flush();
            assertThrows(FlushFailedException.class, first::await);
            // It is tried again later, under a number that fails; this one gets the number that does not.
            store.put(bytes("k"), bytes("newer"));
            FlushTicket second = store.flush();
            assertThrows(FlushFailedException.class, second::await);
            pause(Duration.ofSeconds(2));
            assertEquals(1, store.stats().memtables().frozen());
            assertEquals(1, store.stats().tables().level0(), "the second overtook the first");
            assertEquals(
                    0, store.stats().tables().merges() + store.stats().tables().moves());
            boolean isTried = told.stream().anyMatch(StoreEvent.BackgroundFailed.class::isInstance);
            assertFalse(isTried, "no merge was even begun: it would have failed");
            assertEquals(StoreState.OPEN, store.stats().state());
            assertArrayEquals(bytes("newer"), store.get(bytes("k")));
            now.disk.faults().clear();
            settle(store);
            assertEquals(0, store.stats().tables().level0());
            assertArrayEquals(bytes("newer"), store.get(bytes("k")));
        });
    }

    /// W-D12: whoever waits for the frozen memtables waits for those, and is woken by their end.
    @Test
    void aDrainWaitsForNoMerge() {
        use(small().level0Flushes(1), store -> {
            fill(store, 0, 50);
            store.flush().await();
            settle(store);
            // The table of the flush, and then that of the merge.
            onTables(Op.DATA_SYNC).always().delaying(Duration.ofSeconds(5).toNanos());
            fill(store, 0, 50);
            long began = now.clock.nanoTime();
            assertTrue(store.flush().await(LONG));
            long flushed = now.clock.nanoTime() - began;
            assertTrue(store.drain(LONG));
            assertTrue(
                    now.clock.nanoTime() - began
                            < flushed + Duration.ofSeconds(1).toNanos(),
                    "waited for a merge");
            pause(Duration.ofSeconds(5));
            assertTrue(store.stats().tables().mergingNanos() > 0);
        });
    }

    /// W-D13, P11, I-78: a merge that meets a damaged block fails for itself: flushes succeed, reads of other keys too,
    /// it says where, does not run hot, and is tried again.
    @Test
    void aMergeThatFailsIsToldAndFailsNoFlush() {
        use(small().compaction(Compaction.MANUAL), store -> {
            fill(store, 0, 100);
            store.flush().await();
        });
        String table = tables().getFirst();
        disk.contents().flipBit(table, 8L * 5000);
        use(small().level0Flushes(2).listener(events::add).eventQueueSize(1024), store -> {
            for (int i = 0; i < 5; i++) {
                fill(store, 50 + i, 60 + i);
                assertTrue(store.flush().await() > 0);
            }
            pause(Duration.ofMinutes(1));
            assertEquals(StoreState.OPEN, store.stats().state());
            List<Throwable> failures = failures();
            assertTrue(failures.size() > 2, "tried again: " + failures.size());
            assertTrue(failures.size() < 15, "hot: " + failures.size());
            assertTrue(failures.getFirst() instanceof CorruptionException damage
                    && damage.path().endsWith(table));
            assertEquals(failures.size(), store.stats().tables().failures());
            assertTrue(store.get(bytes("k10055")) != null);
            assertThrows(FlushFailedException.class, () -> store.compact().await());
        });
        disk.contents().flipBit(table, 8L * 5000);
        use(small().level0Flushes(2), store -> {
            pause(LONG);
            assertTrue(
                    store.stats().tables().level0() < 2, store.stats().tables().toString());
            assertTrue(store.get(bytes("k10000")) != null);
        });
    }

    /// Row 50: no room for a merge.
    @Test
    void aMergeWithoutRoomWaitsForIt() {
        use(small().level0Flushes(2).listener(events::add).eventQueueSize(1024), store -> {
            fill(store, 0, 100);
            store.flush().await();
            onTables(Op.ALLOCATE).onCall(2).with(Errno.ENOSPC);
            fill(store, 0, 100);
            store.flush().await();
            pause(Duration.ofSeconds(10));
            assertEquals(1, failures().size());
            assertTrue(store.stats().tables().level0() < 2);
            assertEquals(100, SimStore.contentOf(store).size());
        });
    }

    @Test
    void aRangeIsMergedToTheBottomAndTheRestStays() {
        use(small().compaction(Compaction.MANUAL), store -> {
            fill(store, 0, 300);
            store.compact().await();
            fill(store, 0, 10);
            store.flush().await();
            fill(store, 290, 300);
            store.flush().await();
            long inRuns = store.stats().tables().inRuns();
            long written = store.stats().tables().mergedBytes();
            long read = store.stats().tables().mergeReadBytes();
            store.compact(Range.all().from(bytes("k20000"))).await();
            assertEquals(2, store.stats().tables().level0(), "nothing there has such keys");
            CompactionTicket low = store.compact(Range.all().to(bytes("k10005")));
            low.await();
            assertEquals(1, store.stats().tables().level0());
            assertEquals(inRuns, store.stats().tables().inRuns());
            assertTrue(store.stats().tables().mergedBytes() - written < written / 2, "only what has such keys");
            assertEquals(low.allBytes(), store.stats().tables().mergeReadBytes() - read);
            assertTrue(low.doneBytes() > low.allBytes() / 2);
            assertEquals(300, SimStore.contentOf(store).size());
        });
    }

    @Test
    void aMergeThatIsCancelledChangesNothingAndOneThatIsDroppedGoesOn() {
        use(small().compaction(Compaction.MANUAL), store -> {
            fill(store, 0, 100);
            store.flush().await();
            fill(store, 0, 100);
            store.flush().await();
            List<String> before = tables();
            onTables(Op.READ).onCall(1).delaying(Duration.ofSeconds(10).toNanos());
            CompactionTicket cancelled = store.compact();
            CompactionTicket other = store.compact(Range.all().to(bytes("k10001")));
            pause(Duration.ofSeconds(1));
            cancelled.cancel();
            assertThrows(CancellationException.class, cancelled::await);
            other.cancel();
            assertThrows(CancellationException.class, other::await);
            pause(Duration.ofMinutes(1));
            assertEquals(2, store.stats().tables().level0());
            assertEquals(before, tables());
            assertEquals(0, store.stats().tables().failures());
            assertEquals(0, store.stats().tables().mergingNanos());

            CompactionTicket first = store.compact();
            store.compact().cancel();
            pause(LONG);
            assertTrue(first.isDone());
            assertEquals(0, store.stats().tables().level0(), "one still wanted it");
            first.cancel();
            assertTrue(first.await() > 0, "too late");
        });
    }

    /// Failpoints compaction.beforeInstall, afterInstallBeforeDelete, halfDelete of lessons.md: a kill
    /// or a loss of power at every call that changes the disk, while merges are installed and their
    /// inputs go.
    @RandomizedTest(seeds = 2)
    void aCrashAtAnyCallLosesNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, String> expected = new TreeMap<>();
        List<SimDisk> images = new ArrayList<>();
        StoreOptionsBuilder options = small().level0Flushes(1).tableBytes(4 << 10);
        use(options, store -> {
            for (int i = 0; i < 400; i++) {
                write(store, expected, "k" + random.nextInt(200), "value " + i + "x".repeat(50));
            }
            settle(store);
            for (int i = 0; i < 100; i++) {
                String key = "k" + random.nextInt(200);
                store.delete(bytes(key), Durability.PROCESS);
                expected.remove(key);
            }
            store.sync();
            long merges =
                    store.stats().tables().merges() + store.stats().tables().moves();
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
            settle(store);
            store.compact().await();
            pause(LONG);
            now.disk.observe(null);
            assertTrue(store.stats().tables().merges() + store.stats().tables().moves() > merges);
        });
        assertTrue(images.size() > 30, images.size() + " images");
        for (SimDisk image : images) {
            assertEquals(expected, SimStore.recover(image, options.build(), 3).content());
        }
    }

    /// Every call of the disk fails once while it merges: no answer is wrong, no thread is lost, and at the end all is
    /// merged or the store has said that it failed.
    @RandomizedTest(seeds = 1)
    void answersTheFailureOfEveryCall(long seed) {
        SimStore.failEveryCall(30, (call, errno) -> faulted(seed, call, errno));
    }

    private static long faulted(long seed, long call, int errno) {
        StoreCompactionTest one = new StoreCompactionTest();
        long[] calls = new long[1];
        Map<String, String> expected = new TreeMap<>();
        SimStore.use(one.disk, small().level0Flushes(1).build(), seed, process -> {
            one.now = process;
            Store store = process.open();
            for (int i = 0; i < 120; i++) {
                write(store, expected, "k" + i % 90, "value " + i + "x".repeat(50));
            }
            store.sync();
            long before = process.disk.faults().operations();
            process.disk
                    .faults()
                    .failAny()
                    .onPaths(path -> path.contains(".sst"))
                    .onCall(call)
                    .with(errno);
            try {
                store.flush().await();
            } catch (FlushFailedException told) {
                assertTrue(told.getMessage() != null);
            }
            one.pause(LONG);
            calls[0] = process.disk.faults().operations() - before;
            if (store.stats().state() == StoreState.OPEN) {
                assertEquals(expected, SimStore.contentOf(store));
                assertEquals(
                        0,
                        store.stats().tables().level0(),
                        store.stats().tables().toString());
            }
            process.disk.faults().clear();
            store.close();
        });
        assertEquals(expected, SimStore.recover(one.disk, small().build(), seed).content());
        return calls[0];
    }

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        SimStore.use(disk, options.build(), 1, process -> {
            now = process;
            try (Store store = process.open()) {
                user.accept(store);
            }
        });
    }

    private void settle(Store store) {
        store.flush().await();
        pause(LONG);
        assertEquals(0, store.stats().tables().mergingNanos());
    }

    private FaultRule onTables(Op op) {
        return now.disk.faults().fail(op).onPaths(path -> path.endsWith(".sst"));
    }

    private List<Throwable> failures() {
        List<Throwable> causes = new ArrayList<>();
        for (StoreEvent event : events) {
            if (event instanceof StoreEvent.BackgroundFailed failed) {
                causes.add(failed.failure());
            }
        }
        return causes;
    }

    private List<String> tables() {
        return disk.contents().files().stream()
                .filter(path -> path.endsWith(".sst"))
                .toList();
    }

    private void pause(Duration time) {
        now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos());
    }

    private static void write(Store store, Map<String, String> expected, String key, String value) {
        store.put(bytes(key), bytes(value), Durability.PROCESS);
        expected.put(key, value);
    }

    private static void fill(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.put(bytes("k" + (10_000 + i)), new byte[100], Durability.PROCESS);
        }
    }
}

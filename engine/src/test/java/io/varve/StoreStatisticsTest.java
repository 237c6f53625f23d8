package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.testing.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a store says of its reads, its levels and what they cost.
final class StoreStatisticsTest {
    private static final int KEYS = 1000;

    @TempDir
    Path directory;

    @Test
    void readsAreCountedWhereTheyEnd() {
        try (Store store = Store.open(directory.resolve("store"), options().build())) {
            put(store, 0, KEYS);
            store.compact().await();
            put(store, 0, 10);
            store.flush().await();
            put(store, 0, 3);

            for (int i = 0; i < KEYS; i++) {
                store.get(key(i));
            }
            store.contains(bytes("absent-1"));
            store.get(bytes("key-00500!"));

            StoreStats.Reads reads = store.stats().reads();
            assertEquals(3, reads.inMemory());
            assertEquals(7, reads.inLevel0());
            assertEquals(KEYS - 10, reads.inRuns());
            assertEquals(2, reads.nowhere());
            assertEquals(KEYS + 2, reads.lookups());
            // Tables that have no such key in their range are not asked, nor are their filters.
            assertEquals(1, reads.filtered() + reads.falsePositives(), reads.toString());
            assertEquals((KEYS + 2) / 256, reads.sampledNanos().count());
        }
    }

    @Test
    void keysThatAreLookedUpTogetherAreCountedApart() {
        try (Store store = Store.open(directory.resolve("store"), options().build())) {
            put(store, 0, 100);
            MultiGet wanted = new MultiGet();
            for (int i = 0; i < 100; i++) {
                wanted.add(key(i));
            }

            assertEquals(100, store.getAll(wanted));

            assertEquals(100, store.stats().reads().together());
            assertEquals(0, store.stats().reads().lookups());
        }
    }

    @Test
    void noReadOfManyThreadsIsLost() throws Exception {
        try (Store store = Store.open(directory.resolve("store"), options().build())) {
            put(store, 0, 100);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int j = 0; j < 10_000; j++) {
                        store.get(key(j % 100));
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertEquals(80_000, store.stats().reads().inMemory());
        }
    }

    @Test
    void levelsAndAmplificationFollowFromTheTables() {
        try (Store store = Store.open(directory.resolve("store"), options().build())) {
            put(store, 0, KEYS);
            store.compact().await();
            put(store, 0, KEYS / 2);
            store.delete(key(0));
            store.flush().await();

            StoreStats stats = store.stats();

            assertEquals(2, stats.levels().size());
            StoreStats.Level flushed = stats.levels().getFirst();
            StoreStats.Level run = stats.levels().getLast();
            assertEquals(0, flushed.level());
            assertEquals(1, flushed.tombstones());
            assertEquals(KEYS / 2, flushed.entries());
            assertTrue(run.level() > 0);
            assertEquals(1, run.runs());
            assertEquals(KEYS, run.entries());
            assertEquals(stats.tables().bytes(), flushed.bytes() + run.bytes());
            assertEquals(stats.tables().entries(), flushed.entries() + run.entries());
            StoreStats.Amplification costs = stats.amplification();
            assertEquals((double) (flushed.bytes() + run.bytes()) / run.bytes(), costs.space());
            assertTrue(costs.write() > costs.flushAndMerge() + 1, costs.toString());
            assertTrue(costs.flushAndMerge() > 1, costs.toString());
            assertTrue(costs.compression() > 1, costs.toString());
        }
    }

    @Test
    void groupsThatWaitForASyncAreTimedAllAndOthersSometimes() {
        try (Store store = Store.open(directory.resolve("store"), options().build())) {
            for (int i = 0; i < 5; i++) {
                store.put(key(i), key(i), Durability.SYNC);
            }
            awaitTimed(store, 5);
            for (int i = 0; i < 64; i++) {
                store.put(key(i), key(i), Durability.PROCESS);
            }

            awaitTimed(store, 5 + 4);
            assertTrue(store.stats().writes().commitNanos().max()
                    >= store.stats().log().syncNanos().max());
        }
    }

    @Test
    void whatCostsSomethingIsNotCountedWhenItIsOff() {
        try (Store store = Store.open(
                directory.resolve("store"), options().statistics(false).build())) {
            put(store, 0, KEYS);
            store.put(key(1), key(1), Durability.SYNC);
            for (int i = 0; i < KEYS; i++) {
                store.get(key(i));
            }

            StoreStats stats = store.stats();

            assertFalse(stats.isCounting());
            assertEquals(0, stats.reads().lookups());
            assertEquals(0, stats.reads().sampledNanos().count());
            assertEquals(0, stats.writes().groupRecords().count());
            assertEquals(0, stats.writes().commitNanos().count());
            assertEquals(0, stats.log().syncNanos().count());
            assertEquals(KEYS + 1, stats.writes().records());
            assertTrue(stats.log().bytes() > 0);
            assertTrue(stats.toString().contains("statistics off"), stats.toString());
        }
    }

    /// The writer answers before it counts how long that took.
    private static void awaitTimed(Store store, long groups) {
        Await.until("as many groups are timed", () -> timed(store) >= groups);
        assertEquals(groups, timed(store));
    }

    private static long timed(Store store) {
        return store.stats().writes().commitNanos().count();
    }

    private static StoreOptionsBuilder options() {
        return StoreOptions.builder()
                .memtableBytes(1 << 20)
                .logSegmentBytes(1 << 20)
                .logBufferBytes(64 << 10)
                .durability(Durability.PROCESS);
    }

    private static void put(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.put(key(i), key(i));
        }
    }

    private static byte[] key(int number) {
        return bytes("key-%05d".formatted(number));
    }
}

package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.StoreClosedException;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulation;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a range is estimated to have, held against what it has.
final class StoreMeasureTest {
    private static final int BLOCK = 512;

    /// What a block ends with, and the entry that fills it, may go beyond that.
    private static final int MOST_OF_BLOCK = BLOCK + 100;

    /// The most entries that a block of these keys and values has: each takes 8 of prefix, 4 of offset, 8 of
    /// sequence, 8 of header, and 5 or more of key and value, padded to 8.
    private static final int MOST_IN_BLOCK = BLOCK / 36 + 1;

    private static final StoreOptions OPTIONS = SimStore.tiny()
            .memtableBytes(16 << 10)
            .memoryBudgetBytes(8 << 20)
            .blockBytes(BLOCK)
            .compaction(Compaction.MANUAL)
            .build();

    /// Keys that are written once: the bound holds whatever is in tables and what is in memory.
    @RandomizedTest(seeds = 10)
    void countsWithinHalfABlockPerTableAndEnd(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<String, Integer> model = new TreeMap<>();
        run(seed, store -> {
            int tables = random.nextInt(4);
            for (int i = 0; i < 400; i++) {
                String key = "k" + (1000 + random.nextInt(9000));
                if (model.putIfAbsent(key, 10) == null) {
                    store.put(bytes(key), new byte[random.nextInt(60)], Durability.PROCESS);
                }
                if (tables > 0 && i % (400 / tables) == 0) {
                    store.flush().await();
                }
            }
            long sources = store.stats().tables().level0();
            for (int i = 0; i < 200; i++) {
                String from = random.nextInt(10) == 0 ? "" : "k" + random.nextInt(10_500);
                String to = random.nextInt(10) == 0 ? null : "k" + random.nextInt(10_500);
                long truth = part(model, from, to).size();
                long found = store.approximateCount(range(from, to));
                assertTrue(
                        Math.abs(truth - found) <= sources * MOST_IN_BLOCK + 1,
                        () -> found + " in [" + from + ", " + to + "), not " + truth + ", of " + sources + " tables");
            }
            assertEquals(model.size(), store.approximateCount(range("", null)));
        });
    }

    /// After a merge nothing is left of what was overwritten or deleted.
    @RandomizedTest(seeds = 5)
    void isExactButForBothEndsAfterAMerge(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<String, Integer> model = new TreeMap<>();
        run(seed, store -> {
            for (int i = 0; i < 600; i++) {
                String key = "k" + (100 + random.nextInt(300));
                if (random.nextInt(4) == 0) {
                    store.delete(bytes(key), Durability.PROCESS);
                    model.remove(key);
                } else {
                    byte[] value = new byte[random.nextInt(60)];
                    store.put(bytes(key), value, Durability.PROCESS);
                    model.put(key, key.length() + value.length);
                }
            }
            store.compact().await();
            assertEquals(model.size(), store.approximateCount(range("", null)));
            long bytes = store.approximateSize(range("", null));
            long raw = model.values().stream().mapToLong(length -> length).sum();
            assertTrue(bytes > raw && bytes < raw + 60L * model.size(), bytes + " bytes of " + raw);
            for (int i = 0; i < 100; i++) {
                String from = "k" + (100 + random.nextInt(300));
                String to = "k" + (100 + random.nextInt(300));
                NavigableMap<String, Integer> part = part(model, from, to);
                long count = store.approximateCount(range(from, to));
                assertTrue(Math.abs(part.size() - count) <= MOST_IN_BLOCK, from + " to " + to + ": " + count);
                long least = part.values().stream().mapToLong(length -> length).sum();
                long size = store.approximateSize(range(from, to));
                assertTrue(
                        size >= least - MOST_OF_BLOCK && size <= least + 60L * part.size() + MOST_OF_BLOCK,
                        from + " to " + to + ": " + size + " of " + least + " for " + part.size());
            }
        });
    }

    @Test
    void readsNoBlock() {
        Simulation simulation = new Simulation(1);
        SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
        disk.makeDirectories("/");
        SimStore process = new SimStore(simulation, disk, OPTIONS);
        AtomicLong calls = new AtomicLong();
        simulation.spawn("user", () -> {
            try (Store store = process.open()) {
                for (int i = 0; i < 300; i++) {
                    store.put(bytes("k" + i), new byte[50], Durability.PROCESS);
                }
                store.flush().await();
                disk.observe(new SeamObserver() {
                    @Override
                    public void before(Op op, String path) {
                        calls.addAndGet(path.contains("/tables/") ? 1 : 0);
                    }
                });
                assertTrue(store.approximateSize(range("k1", "k2")) > 0);
                assertTrue(store.approximateCount(range("k1", "k2")) > 0);
                disk.observe(null);
            }
        });
        simulation.run();
        process.requireNothingLeft();
        assertEquals(0, calls.get());
    }

    @Test
    void emptyAndUnusualRangesHaveNothing() {
        List<Store> closed = new ArrayList<>();
        run(1, store -> {
            assertEquals(0, store.approximateCount(range("", null)));
            assertEquals(0, store.approximateSize(range("", null)));
            store.put(bytes("b"), bytes("1"));
            store.flush().await();
            store.put(bytes("c"), bytes("2"));
            assertEquals(0, store.approximateCount(range("c", "b")));
            assertEquals(0, store.approximateCount(range("b", "b")));
            assertEquals(0, store.approximateCount(range("d", null)));
            assertEquals(0, store.approximateCount(range("", "a")));
            assertEquals(2, store.approximateCount(range("a", "z")));
            assertEquals(1, store.approximateCount(range("c", null)));
            assertEquals(
                    1, store.approximateCount(Range.all().prefix(bytes("c")).reversed()));
            assertEquals(1, store.approximateCount(Range.all().fromAfter(new byte[] {'b'})));
            assertEquals(
                    0,
                    store.approximateCount(
                            Range.all().fromAfter(new byte[65_535]).toBefore(bytes("b"))));
            closed.add(store);
        });
        assertThrows(StoreClosedException.class, () -> closed.getFirst().approximateCount(range("", null)));
    }

    private static NavigableMap<String, Integer> part(
            NavigableMap<String, Integer> model, String from, @Nullable String to) {
        boolean isEmpty = to != null && from.compareTo(to) >= 0;
        return isEmpty ? new TreeMap<>() : to == null ? model.tailMap(from, true) : model.subMap(from, true, to, false);
    }

    private static Range range(String from, @Nullable String to) {
        Range range = Range.all().from(bytes(from));
        return to == null ? range : range.toBefore(bytes(to));
    }

    private static void run(long seed, Consumer<Store> use) {
        Simulation simulation = new Simulation(seed).bounds(2_000_000, 3_600_000_000_000L);
        SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
        disk.makeDirectories("/");
        SimStore process = new SimStore(simulation, disk, OPTIONS);
        simulation.spawn("user", () -> {
            try (Store store = process.open()) {
                use.accept(store);
            }
        });
        simulation.run();
        process.requireNothingLeft();
    }
}

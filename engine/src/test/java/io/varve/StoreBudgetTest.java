package io.varve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.event.StoreEvent;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// P20, row 76, I-95: one number bounds what a store takes, and the smallest that it is opened with is enough for every
/// flush and every merge that it has.
final class StoreBudgetTest {
    private static final int MEMTABLE = 256 << 10;

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
    private final List<StoreEvent> events = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    StoreBudgetTest() {
        disk.makeDirectories("/");
    }

    /// What is written, by what it makes much of.
    enum Shape {
        /// The most keys of a memtable, and so hashes for the filter.
        TINY(0, 0),
        USUAL(10, 100),
        /// The largest windows and blocks.
        LARGE_VALUES(10, 40_000),
        /// The largest fences of an index: as much as the keys themselves.
        LONG_KEYS(4000, 10);

        private final int commonBytes;
        private final int valueBytes;

        Shape(int commonBytes, int valueBytes) {
            this.commonBytes = commonBytes;
            this.valueBytes = valueBytes;
        }

        private byte[] key(int i) {
            byte[] key = new byte[commonBytes + 3];
            key[commonBytes] = (byte) (i >>> 16);
            key[commonBytes + 1] = (byte) (i >>> 8);
            key[commonBytes + 2] = (byte) i;
            return key;
        }

        private byte[] value() {
            return new byte[valueBytes];
        }

        private int keysOfAMemtable() {
            return MEMTABLE / (commonBytes + valueBytes + 40);
        }
    }

    @ParameterizedTest
    @EnumSource(value = Shape.class, names = "LONG_KEYS", mode = EnumSource.Mode.EXCLUDE)
    void theLeastBudgetIsEnoughForEveryFlushAndMerge(Shape shape) {
        use(SimStore.least(small()), store -> {
            int keys = shape.keysOfAMemtable();
            for (int i = 0; i < 12 * keys; i++) {
                store.put(shape.key(i % (3 * keys) * 7 % (3 * keys)), shape.value(), Durability.PROCESS);
            }
            store.flush().await();
            store.compact().await();
            pause(Duration.ofMinutes(5));
            requireAll(store, shape, 3 * keys);
            assertTrue(store.stats().tables().merges() > 0);
            boolean isShort = shape == Shape.TINY;
            assertTrue(!isShort || store.stats().tables().inRuns() > 1, "smaller tables where there is little memory");
            assertBounded(store);
        });
        assertNothingFailed();
    }

    /// Each run that takes part in a merge has a block at hand, as it is stored and as it was before.
    @Test
    void theLeastBudgetIsEnoughForMergesOfTheLargestBlocks() {
        StoreOptionsBuilder options = small().blockBytes(64 << 10)
                .level0Flushes(16)
                .compression(Compression.LZ4)
                .bottomCompression(Compression.LZ4);
        use(SimStore.least(options), store -> {
            int keys = 18 * Shape.USUAL.keysOfAMemtable();
            fill(store, Shape.USUAL, keys);
            store.flush().await();
            store.compact().await();
            requireAll(store, Shape.USUAL, keys);
            assertTrue(store.stats().tables().merges() > 0);
            assertBounded(store);
        });
        assertNothingFailed();
    }

    /// Where there is memory, a table is as large as it is to be.
    @Test
    void aMergeUsesMemoryThatIsThere() {
        use(small().memoryBudgetBytes(16 << 20), store -> {
            fill(store, Shape.TINY, 3 * Shape.TINY.keysOfAMemtable());
            store.compact().await();
            assertEquals(1, store.stats().tables().inRuns());
        });
        assertNothingFailed();
    }

    /// What grows with the data comes on top. It is told when that does not fit: writes are refused for it, what was
    /// acknowledged is read, and a larger budget mends it.
    @Test
    void row76AnIndexThatDoesNotFitIsToldAndALargerBudgetMendsIt() {
        StoreOptionsBuilder options = SimStore.least(small());
        int[] written = new int[1];
        use(options, store -> {
            WriteRejectedException refused =
                    assertThrows(WriteRejectedException.class, () -> fill(store, Shape.LONG_KEYS, 1_000_000, written));
            assertEquals(RejectionCause.MEMORY_BUDGET, refused.rejectionCause());
            assertBounded(store);
            requireAll(store, Shape.LONG_KEYS, written[0]);
        });
        events.clear();
        use(options.memoryBudgetBytes(16 << 20), store -> {
            requireAll(store, Shape.LONG_KEYS, written[0]);
            store.compact().await();
            requireAll(store, Shape.LONG_KEYS, written[0]);
        });
        assertNothingFailed();
    }

    /// Of a table that has no memory for its filter every key is looked for in its blocks; a larger budget brings the
    /// filters back.
    @Test
    void filtersThatDoNotFitAreLeftOut() {
        StoreOptionsBuilder options = SimStore.least(small());
        int[] written = new int[1];
        use(options, store -> {
            while (store.stats().tables().unfiltered() == 0) {
                assertTrue(written[0] < 1_000_000, "no filter was left out");
                fill(store, Shape.TINY, written[0] + 1000, written);
            }
            fill(store, Shape.TINY, written[0] + 2 * Shape.TINY.keysOfAMemtable(), written);
            store.flush().await();
            requireAll(store, Shape.TINY, written[0]);
            assertBounded(store);
        });
        use(options.memoryBudgetBytes(16 << 20), store -> {
            assertEquals(0, store.stats().tables().unfiltered());
            requireAll(store, Shape.TINY, written[0]);
        });
        assertNothingFailed();
    }

    /// Memtables have their part whatever else is kept in memory: there are as many as there may be when nothing
    /// is left for the tables that they should become, and all goes on when there is.
    @Test
    void whoKeepsAllThatIsSpareLeavesMemtablesTheirPart() {
        int frozen = 2;
        StoreOptionsBuilder options = SimStore.least(small().frozenMemtables(frozen));
        use(options.deadline(Duration.ofSeconds(5)), store -> {
            MemoryAccount kept = now.memory.budget().account("kept by somebody");
            long spare = kept.spareBytes();
            kept.reserve(spare);
            int[] written = new int[1];
            assertThrows(WriteRejectedException.class, () -> fill(store, Shape.USUAL, 1_000_000, written));
            assertEquals((frozen + 2L) * MEMTABLE, used(store, "memtable"));
            kept.release(spare);
            pause(Duration.ofMinutes(1));
            fill(store, Shape.USUAL, 2 * written[0], written);
            store.flush().await();
            requireAll(store, Shape.USUAL, written[0]);
        });
    }

    /// P20: what is used is told by what it is for, and adds up.
    private void assertBounded(Store store) {
        StoreStats.Memory memory = store.stats().memory();
        assertTrue(memory.highWater() <= memory.limit(), memory.toString());
        Set<String> purposes = new TreeSet<>();
        long used = 0;
        for (StoreStats.Account account : memory.accounts()) {
            purposes.add(account.purpose());
            used += account.used();
        }
        assertTrue(used <= memory.used(), memory.toString());
        List<String> expected =
                List.of("log", "lookups", "memtable", "merge", "open", "recovery", "ring", "table building", "tables");
        assertTrue(purposes.containsAll(expected), purposes.toString());
    }

    private static long used(Store store, String purpose) {
        return store.stats().memory().accounts().stream()
                .filter(account -> account.purpose().equals(purpose))
                .mapToLong(StoreStats.Account::used)
                .sum();
    }

    private static void fill(Store store, Shape shape, int keys) {
        fill(store, shape, keys, new int[1]);
    }

    private static void fill(Store store, Shape shape, int keys, int[] written) {
        for (; written[0] < keys; written[0]++) {
            store.put(shape.key(written[0]), shape.value(), Durability.PROCESS);
        }
    }

    private static void requireAll(Store store, Shape shape, int keys) {
        for (int i = 0; i < keys; i++) {
            assertArrayEquals(shape.value(), store.get(shape.key(i)), "key " + i);
        }
    }

    private static StoreOptionsBuilder small() {
        return SimStore.tiny()
                .memtableBytes(MEMTABLE)
                .logSegmentBytes(128 << 10)
                .logBufferBytes(32 << 10)
                .blockBytes(512)
                .bloomBitsPerKey(32)
                .level0Flushes(4);
    }

    private void assertNothingFailed() {
        for (StoreEvent event : events) {
            assertTrue(
                    !(event instanceof StoreEvent.FlushFailed || event instanceof StoreEvent.BackgroundFailed),
                    event.toString());
        }
    }

    private void use(StoreOptionsBuilder options, Consumer<Store> user) {
        StoreOptions told = options.listener(events::add).eventQueueSize(4096).build();
        SimStore.use(disk, told, 1, process -> {
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

package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Merges that somebody asks for, and that take several jobs.
final class StoreLongMergeTest {
    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    StoreLongMergeTest() {
        disk.makeDirectories("/");
    }

    /// I-94: of a long merge that somebody asked for, level 0 goes first, and by itself; what is flushed meanwhile goes
    /// down beside it, as far as it does not meet it; and at the end all is one run.
    @Test
    void aLongMergeThatIsAskedForKeepsLevel0Free() {
        StoreOptionsBuilder options =
                StoreCompactionTest.small().tableBytes(4 << 10).compactionThreads(2);
        use(options.compaction(Compaction.MANUAL), store -> {
            fill(store, 0, 3000);
            store.compact().await();
            for (int flush = 0; flush < 5; flush++) {
                fill(store, 20 * flush, 20 * flush + 30);
                store.flush().await();
            }
        });
        use(options.compaction(Compaction.LAZY).level0Flushes(6), store -> {
            now.disk
                    .faults()
                    .fail(Op.READ)
                    .onPaths(path -> path.endsWith(".sst"))
                    .always()
                    .delaying(Duration.ofMillis(100).toNanos());
            assertEquals(5, store.stats().tables().level0());
            CompactionTicket asked = store.compact();
            long began = now.clock.nanoTime();
            while (store.stats().tables().level0() > 0) {
                pause(Duration.ofMillis(10));
            }
            long level0 = now.clock.nanoTime() - began;
            assertFalse(asked.isDone());
            asked.await();
            long all = now.clock.nanoTime() - began;
            assertTrue(level0 < all / 3, level0 + " ns of " + all);
            now.disk.faults().clear();
            List<StoreStats.Level> levels = store.stats().levels();
            assertEquals(1, levels.size(), levels.toString());
            assertEquals(1, levels.getFirst().runs());
            assertEquals(3000, SimStore.contentOf(store).size());
        });
    }

    /// I-94: with one thread for merges too, level 0 goes down while a long one runs.
    @Test
    void level0WaitsForNoOtherMerge() {
        StoreOptionsBuilder options =
                StoreCompactionTest.small().tableBytes(4 << 10).compactionThreads(1);
        use(options.compaction(Compaction.MANUAL), store -> {
            fill(store, 0, 3000);
            store.compact().await();
        });
        use(options.compaction(Compaction.LAZY).level0Flushes(4), store -> {
            now.disk
                    .faults()
                    .fail(Op.READ)
                    .onPaths(path -> path.endsWith(".sst"))
                    .always()
                    .delaying(Duration.ofMillis(100).toNanos());
            fill(store, 0, 30);
            store.flush().await();
            CompactionTicket asked = store.compact();
            while (store.stats().tables().level0() > 0) {
                pause(Duration.ofMillis(10));
            }
            for (int flush = 0; flush < 8; flush++) {
                fill(store, 10 * flush, 10 * flush + 20);
                store.flush().await();
            }
            while (store.stats().tables().level0() >= 4) {
                pause(Duration.ofMillis(10));
            }
            assertFalse(asked.isDone(), "level 0 waited for it");
            asked.await();
            now.disk.faults().clear();
            assertEquals(3000, SimStore.contentOf(store).size());
        });
    }

    /// I-18, I-94: also when what is asked for takes several jobs.
    @RandomizedTest(seeds = 2)
    void nothingThatWasDeletedComesBackOfLongMerges(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StoreOptionsBuilder options = StoreCompactionTest.small()
                .compaction(random.nextBoolean() ? Compaction.LAZY : Compaction.LEVELED)
                .compactionThreads(1 + random.nextInt(3))
                .level0Flushes(2 + random.nextInt(3))
                .runsPerLevel(1 + random.nextInt(4))
                .tableBytes(4 << 10);
        new StoreCompactionTest().requireNothingComesBack(random, options, 500);
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

    private static void fill(Store store, int from, int to) {
        for (int i = from; i < to; i++) {
            store.put(bytes("k" + (10_000 + i)), new byte[100], Durability.PROCESS);
        }
    }
}

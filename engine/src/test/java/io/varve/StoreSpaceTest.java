package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Space comes back by itself.
final class StoreSpaceTest {
    private static final int KEYS = 4000;

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);

    @SuppressWarnings("NullAway.Init") // there is a process while a store is used
    private SimStore now;

    StoreSpaceTest() {
        disk.makeDirectories("/");
    }

    /// B13: what was deleted gives its space back, and nobody has to ask for it.
    @Test
    void spaceOfWhatWasDeletedComesBack() {
        use(StoreCompactionTest.small(), store -> {
            for (int i = 0; i < 3000; i++) {
                store.put(bytes("k" + i), new byte[100], Durability.PROCESS);
            }
            settle(store);
            long before = store.stats().tables().bytes();
            for (int i = 0; i < 3000; i++) {
                if (i % 30 != 0) {
                    store.delete(bytes("k" + i), Durability.PROCESS);
                }
            }
            settle(store);
            assertTrue(store.stats().tables().bytes() < before / 10, before + ", and then " + store.stats());
            assertEquals(100, SimStore.contentOf(store).size());
        });
    }

    /// B13, and how soon: what comes of a memtable of deletes is merged with what it hides, once, and then half of the
    /// space is back.
    @Test
    void halfOfWhatIsDeletedIsBackAfterOneRound() {
        use(usual(), store -> {
            fill(store, 0);
            long before = store.stats().tables().bytes();
            StoreStats.Tables then = store.stats().tables();
            for (int i = 0; i < KEYS; i += 2) {
                store.delete(key(i), Durability.PROCESS);
            }
            store.flush().await();
            pause(Duration.ofSeconds(30));
            StoreStats.Tables after = store.stats().tables();
            assertTrue(after.bytes() < 0.6 * before, () -> after.bytes() + " of " + before);
            long rewritten = after.mergedBytes() - then.mergedBytes();
            assertTrue(rewritten < 2 * before, () -> "rewritten: " + rewritten + " of " + before);
            assertEquals(0, after.tombstones());
        });
    }

    /// Likewise what has expired between what stays: the next merge that comes by takes all of it.
    @Test
    void halfOfWhatHasExpiredIsBackAfterTheNextRound() {
        use(usual(), store -> {
            fill(store, 10);
            long before = store.stats().tables().bytes();
            pause(Duration.ofMinutes(20));
            long merged = store.stats().tables().mergedBytes();
            for (int i = 1; i < KEYS; i += 4) {
                store.put(key(i), new byte[100], Durability.PROCESS);
            }
            store.flush().await();
            pause(Duration.ofSeconds(30));
            StoreStats.Tables after = store.stats().tables();
            assertTrue(after.bytes() < 0.7 * before, () -> after.bytes() + " of " + before);
            assertTrue(after.mergedBytes() - merged < 2 * before, () -> "rewritten: " + after);
        });
    }

    /// B22: whatever is deleted while it goes on, no level has more tombstones than other entries when
    /// merges have caught up, so a scan passes hardly more of them than it shows, but for the last
    /// flushes.
    @Test
    void noLevelIsMostlyTombstones() {
        use(usual(), store -> {
            fill(store, 0);
            for (int round = 0; round < 20; round++) {
                for (int i = round; i < KEYS; i += 3) {
                    store.delete(key(i), Durability.PROCESS);
                }
                for (int i = round; i < KEYS; i += 30) {
                    store.put(key(i), new byte[100], Durability.PROCESS);
                }
                store.flush().await();
                pause(Duration.ofSeconds(2));
                for (StoreStats.Level level : store.stats().levels()) {
                    assertTrue(2 * level.tombstones() <= level.entries(), level::toString);
                }
            }
        });
    }

    /// P24: tables of which all has expired go, by an edit and at their time, though nobody reads or writes.
    @Test
    void spaceOfWhatHasExpiredComesBack() {
        StoreOptionsBuilder options =
                StoreCompactionTest.small().level0Flushes(1).timeToLive(Duration.ofMinutes(20));
        use(options, store -> {
            for (int i = 0; i < 1000; i++) {
                store.put(bytes("k" + (1000 + i)), new byte[100], Durability.PROCESS);
            }
            settle(store);
            long merged = store.stats().tables().mergedBytes();
            assertTrue(store.stats().tables().bytes() > 100_000, () -> "" + store.stats());
            pause(Duration.ofMinutes(30));
            assertEquals(0, store.stats().tables().bytes(), () -> "" + store.stats());
            assertEquals(merged, store.stats().tables().mergedBytes(), "nothing was rewritten for that");
        });
    }

    /// What a merge takes while it runs, it takes beside its inputs: space that it will not need may be all there is.
    @Test
    void aMergeTakesLittleMoreSpaceThanItNeeds() {
        use(StoreCompactionTest.small().compaction(Compaction.MANUAL).tableBytes(16 << 20), store -> {
            long[] most = new long[1];
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 3000; i++) {
                    store.put(bytes("k" + (1000 + i)), new byte[100], Durability.PROCESS);
                }
                store.flush().await();
                if (round == 1) {
                    now.disk.observe(new SeamObserver() {
                        @Override
                        public void after(Op op, String path, int result) {
                            if (op == Op.ALLOCATE && path.endsWith(".sst")) {
                                most[0] = Math.max(most[0], now.disk.contents().read(path).length);
                            }
                        }
                    });
                }
                store.compact().await();
            }
            long needed = store.stats().tables().bytes();
            assertTrue(most[0] >= needed, "nothing was seen: " + most[0]);
            assertTrue(most[0] < 1.3 * needed, () -> most[0] + " for " + needed);
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

    /// As by default, with smaller memtables.
    private static StoreOptionsBuilder usual() {
        StoreOptions defaults = StoreOptions.defaults();
        return StoreCompactionTest.small()
                .level0Flushes(defaults.level0Flushes())
                .levelRatio(defaults.levelRatio())
                .runsPerLevel(defaults.runsPerLevel())
                .tableBytes(64 << 10);
    }

    private static byte[] key(int number) {
        return bytes("k" + (10_000 + number));
    }

    /// @param minutes after which every second entry is over; 0 for never
    private void fill(Store store, int minutes) {
        WriteOptions forAWhile = WriteOptions.of(Durability.PROCESS);
        for (int i = 0; i < KEYS; i++) {
            boolean isOver = minutes > 0 && i % 2 == 0;
            store.put(key(i), new byte[100], isOver ? forAWhile.expiringAfter(Duration.ofMinutes(minutes)) : forAWhile);
        }
        settle(store);
    }

    private void settle(Store store) {
        store.flush().await();
        pause(Duration.ofMinutes(5));
    }

    private void pause(Duration time) {
        now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos());
    }
}

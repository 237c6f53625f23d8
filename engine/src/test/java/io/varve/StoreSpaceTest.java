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

    private void settle(Store store) {
        store.flush().await();
        pause(Duration.ofMinutes(5));
    }

    private void pause(Duration time) {
        now.simulation.scheduler().await(() -> false, now.clock.nanoTime() + time.toNanos());
    }
}

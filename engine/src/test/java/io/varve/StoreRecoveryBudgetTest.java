package io.varve;

import static io.varve.StoreOracle.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.RejectionCause;
import io.varve.error.WriteRejectedException;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// A store whose memtables are all full, as many as its memory budget must hold, is opened again with the same options,
/// after a close or a crash, wherever the budget lies between two memtables; then it can be read, what is accepted is
/// kept, and the same budget is enough to make tables of it all.
final class StoreRecoveryBudgetTest {
    private static final int SEGMENT = 256 << 10;
    private static final int FROZEN = 11;

    private final Map<String, String> expected = new TreeMap<>();

    @RandomizedTest(seeds = 2)
    void aFullStoreOpensAgain(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (long more = 0; more < 64 << 10; more += 11 << 10) {
            for (boolean isDirect : new boolean[] {true, false}) {
                fillAndReopen(more, isDirect, random);
            }
        }
    }

    private void fillAndReopen(long more, boolean isDirect, SplittableRandom random) {
        StoreOptionsBuilder builder =
                SimStore.tiny().logSegmentBytes(SEGMENT).memtableBytes(16 << 10).frozenMemtables(FROZEN);
        // The smallest budget there can be, and a bit.
        long least = builder.background(true).build().minimumBudgetBytes();
        StoreOptions options =
                builder.background(false).memoryBudgetBytes(least + more).build();
        DiskProfile profile = isDirect ? DiskProfile.ADVERSARIAL : DiskProfile.ADVERSARIAL.withoutDirect();
        SimDisk disk = new SimDisk(profile, random.nextLong());
        disk.makeDirectories("/");
        expected.clear();
        SimDisk[] killed = new SimDisk[1];
        SimStore.use(disk, options, random.nextLong(), process -> {
            try (Store store = process.open()) {
                fill(store, random);
                killed[0] = new CrashImages(process.disk, random).killed();
            }
        });
        for (SimDisk full : new SimDisk[] {disk, killed[0]}) {
            Map<String, String> before = new TreeMap<>(expected);
            for (int again = 0; again < 3; again++) {
                reopen(full, options, random);
            }
            if (isDirect && full == disk) {
                flushAll(full, options, random);
            }
            expected.clear();
            expected.putAll(before);
        }
    }

    private void fill(Store store, SplittableRandom random) {
        int rejected = 0;
        for (int i = 0; rejected < 3; i++) {
            String key = "key " + i;
            String value = "v".repeat(1 + random.nextInt(2500));
            try {
                store.put(bytes(key), bytes(value), random.nextInt(8) == 0 ? Durability.SYNC : Durability.PROCESS);
                expected.put(key, value);
            } catch (WriteRejectedException full) {
                assertEquals(RejectionCause.FLUSH_BEHIND, full.rejectionCause());
                rejected++;
            }
        }
        assertTrue(expected.size() > 100, expected.size() + " keys");
    }

    private void flushAll(SimDisk disk, StoreOptions options, SplittableRandom random) {
        SimStore.use(disk, options.toBuilder().background(true).build(), random.nextLong(), process -> {
            try (Store store = process.open()) {
                // First what is frozen: before that there is no memory for another memtable, and a flush is refused.
                assertTrue(store.drain(Duration.ofHours(1)));
                store.flush().await();
                assertEquals(expected, SimStore.contentOf(store));
                assertEquals(0, store.stats().memtables().frozen());
                store.put(bytes("there is"), bytes("room"));
                store.delete(bytes("there is"));
            }
        });
        assertEquals(
                expected, SimStore.recover(disk, options, random.nextLong()).content());
    }

    private void reopen(SimDisk disk, StoreOptions options, SplittableRandom random) {
        SimStore.use(disk, options, random.nextLong(), process -> {
            try (Store store = process.open()) {
                assertEquals(expected, SimStore.contentOf(store));
                String key = expected.keySet().iterator().next();
                try {
                    store.delete(bytes(key));
                    expected.remove(key);
                    assertNull(store.get(bytes(key)));
                } catch (WriteRejectedException full) {
                    assertNotNull(store.get(bytes(key)));
                }
            }
        });
    }
}

package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A store that was written to, and then is not.
final class StoreSettleTest {
    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<String, String> expected = new TreeMap<>();

    StoreSettleTest() {
        disk.makeDirectories("/");
    }

    /// I-87: the space that a tree takes to be written to cheaply comes back by itself; but not while it is written to.
    @ParameterizedTest
    @EnumSource(
            value = Compaction.class,
            names = {"LAZY", "LEVELED"})
    void aStoreThatIsLeftAloneGivesSpaceBack(Compaction compaction) {
        StoreOptions options = StoreCompactionTest.small()
                .compaction(compaction)
                .memtableBytes(64 << 10)
                .level0Flushes(8)
                .build();
        SimStore.use(disk, options, 1, process -> {
            try (Store store = process.open()) {
                write(store, 6000, 10);
                store.compact().await();
                for (int i = 0; i < 3; i++) {
                    write(store, 300, 10);
                    store.flush().await();
                }
                long merges = store.stats().tables().merges();
                for (int i = 0; i < 10; i++) {
                    write(store, 1, 1000);
                    pause(process, Duration.ofSeconds(2));
                }
                assertEquals(merges, store.stats().tables().merges(), "it is still written to");
                double loose = store.stats().amplification().space();
                assertTrue(loose > 1.2, () -> "not loose: " + store.stats().levels());
                // A heartbeat is not what it waits for.
                for (int i = 0; i < 10; i++) {
                    write(store, 1, 10);
                    pause(process, Duration.ofSeconds(2));
                }
                double settled = store.stats().amplification().space();
                assertTrue(settled <= 1.2, () -> "loose: " + store.stats().levels());
                assertEquals(expected, SimStore.contentOf(store));
            }
        });
    }

    private static void pause(SimStore process, Duration time) {
        process.simulation.scheduler().await(() -> false, process.clock.nanoTime() + time.toNanos());
    }

    private void write(Store store, int count, int size) {
        for (int i = 0; i < count; i++) {
            String key = "k" + random.nextInt(2000);
            String value = i + "x".repeat(size);
            store.put(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8), Durability.PROCESS);
            expected.put(key, value);
        }
    }
}

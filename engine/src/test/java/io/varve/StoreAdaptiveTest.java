package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.event.StoreEvent;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A store that chooses how many runs its levels have (decision 230).
final class StoreAdaptiveTest {
    private static final int SECONDS = 45;

    private final SimDisk disk = new SimDisk(DiskProfile.ORDERED, 1);
    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<String, String> expected = new TreeMap<>();
    private final List<StoreEvent.CompactionAdapted> told = new ArrayList<>();

    StoreAdaptiveTest() {
        disk.makeDirectories("/");
    }

    @Test
    void writesGetManyRunsAndReadsFewAndAnswersStayWhatTheyAre() {
        SimStore.use(disk, options().build(), 1, process -> {
            try (Store store = process.open()) {
                assertEquals(List.of(8, 2, 2, 2, 2, 2, 2), runs(store));
                write(process, store);
                assertTrue(
                        runs(store).getFirst() > 8,
                        () -> store.stats().adaptation().toString());
                read(process, store, 1000);
                assertEquals(2, runs(store).getFirst());
                scan(process, store);
                assertEquals(2, runs(store).getFirst());
                assertTrue(store.stats().adaptation().steps() > 100);
                StoreStats.Adaptation resting = store.stats().adaptation();
                pause(process, Duration.ofMinutes(10));
                assertEquals(resting, store.stats().adaptation(), "nothing was asked, so nothing is known");
                write(process, store);
                assertTrue(
                        runs(store).getFirst() > 8,
                        () -> store.stats().adaptation().toString());
                StoreStats.Adaptation adaptation = store.stats().adaptation();
                assertTrue(adaptation.isOn());
                assertTrue(adaptation.changes() >= 3 && adaptation.changes() <= 5, adaptation::toString);
                assertTrue(adaptation.windows() >= 4L * SECONDS / 5 - 4, adaptation::toString);
                assertTrue(adaptation.writtenBytes() > 20_000, adaptation::toString);
                assertEquals(expected, SimStore.contentOf(store));
            }
        });
        assertTrue(told.size() >= 3, told::toString);
        assertTrue(told.getFirst().runs().getFirst() > 5);
        assertTrue(told.get(1).lookups() > 100, () -> told.toString());
    }

    @Test
    void seeksAndStepsOfCursorsAreCounted() {
        SimStore.use(disk, options().build(), 1, process -> {
            try (Store store = process.open()) {
                put(store, 100);
                StoreStats.Reads before = store.stats().reads();
                try (StoreCursor cursor = store.cursor()) {
                    assertTrue(cursor.first());
                    for (int i = 1; i < expected.size(); i++) {
                        assertTrue(cursor.next());
                    }
                    assertFalse(cursor.next());
                    assertTrue(cursor.last());
                    assertTrue(cursor.seek(new byte[0]));
                }
                StoreStats.Reads after = store.stats().reads();
                assertEquals(3, after.seeks() - before.seeks());
                long steps = after.steps() - before.steps();
                assertTrue(steps >= expected.size() && steps <= expected.size() + 64, () -> "steps: " + steps);
                assertEquals(before.lookups(), after.lookups());
            }
        });
    }

    @Test
    void withoutItNothingChanges() {
        SimStore.use(disk, options().adaptiveCompaction(false).build(), 1, process -> {
            try (Store store = process.open()) {
                write(process, store);
                StoreStats.Adaptation adaptation = store.stats().adaptation();
                assertEquals(
                        new StoreStats.Adaptation(false, List.of(8, 2, 2, 2, 2, 2, 2), 0, 0, 0, 0, 0, 0, 0, 0),
                        adaptation);
            }
        });
    }

    private StoreOptionsBuilder options() {
        return StoreCompactionTest.small()
                .memtableBytes(64 << 10)
                .level0Flushes(8)
                .levelRatio(8)
                .adaptiveCompaction(true)
                .eventQueueSize(1024)
                .listener(event -> {
                    if (event instanceof StoreEvent.CompactionAdapted adapted) {
                        told.add(adapted);
                    }
                });
    }

    private void write(SimStore process, Store store) {
        for (int i = 0; i < SECONDS; i++) {
            put(store, 60);
            pause(process, Duration.ofSeconds(1));
        }
    }

    private void put(Store store, int count) {
        for (int i = 0; i < count; i++) {
            String key = "k" + random.nextInt(2000);
            String value = random.nextInt() + "x".repeat(500);
            store.put(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8), Durability.PROCESS);
            expected.put(key, value);
        }
    }

    private void read(SimStore process, Store store, int perSecond) {
        for (int i = 0; i < SECONDS; i++) {
            for (int j = 0; j < perSecond; j++) {
                String key = "k" + random.nextInt(2000);
                byte[] value = store.get(key.getBytes(StandardCharsets.UTF_8));
                assertEquals(expected.get(key), value == null ? null : new String(value, StandardCharsets.UTF_8));
            }
            pause(process, Duration.ofSeconds(1));
        }
    }

    private void scan(SimStore process, Store store) {
        for (int i = 0; i < SECONDS; i++) {
            try (StoreCursor cursor = store.cursor()) {
                int count = 0;
                for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
                    count++;
                }
                assertEquals(expected.size(), count);
            }
            pause(process, Duration.ofSeconds(1));
        }
    }

    private static List<Integer> runs(Store store) {
        return store.stats().adaptation().runs();
    }

    private static void pause(SimStore process, Duration time) {
        process.simulation.scheduler().await(() -> false, process.clock.nanoTime() + time.toNanos());
    }
}

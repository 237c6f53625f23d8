package io.varve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.Lane;
import io.varve.nativeio.testing.LaneReport;
import io.varve.nativeio.testing.RandomizedTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/// A store against a `TreeMap`: random operations, flushes and merges, snapshots that are looked at again
/// later, cursors both ways, and reopening with other options.
final class StoreModelTest {
    private static final int OPERATIONS = 400;
    private static final int KEYS = 40;

    private static long operations;
    private static long nanos;

    private record Kept(Snapshot snapshot, Map<String, String> content) {}

    @RandomizedTest(seeds = 40)
    void behavesLikeAMap(long seed) {
        long start = System.nanoTime();
        Simulations.run(seed, simulation -> {
            SplittableRandom random = simulation.random("model");
            SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
            disk.makeDirectories("/");
            NavigableMap<String, String> model = new TreeMap<>();
            simulation.spawn("client", () -> {
                for (int life = 0; life < 4; life++) {
                    SimStore process = new SimStore(simulation, disk, SimStore.tiny(random));
                    live(process, model, random);
                    process.requireNothingLeft();
                }
            });
            simulation.run();
        });
        nanos += System.nanoTime() - start;
    }

    @AfterAll
    static void report() {
        LaneReport.of(Lane.STORE_MODEL)
                .count("operations", operations)
                .nanos(nanos)
                .publish();
    }

    private static void live(SimStore process, NavigableMap<String, String> model, SplittableRandom random) {
        List<Kept> kept = new ArrayList<>();
        try (Store store = process.open()) {
            assertEquals(model, SimStore.contentOf(store));
            for (int i = random.nextInt(OPERATIONS); i > 0; i--) {
                step(store, model, kept, random);
                operations++;
            }
            assertEquals(model, SimStore.contentOf(store));
            for (Kept one : kept) {
                try (one.snapshot;
                        StoreCursor cursor = one.snapshot.cursor()) {
                    assertEquals(one.content, SimStore.scan(cursor), "a snapshot has changed");
                }
            }
        }
    }

    private static void step(
            Store store, NavigableMap<String, String> model, List<Kept> kept, SplittableRandom random) {
        String key = key(random);
        Durability durability = random.nextInt(8) == 0 ? Durability.SYNC : Durability.PROCESS;
        switch (random.nextInt(18)) {
            case 16 -> flush(store, random);
            case 0, 1 -> {
                store.delete(bytes(key), durability);
                model.remove(key);
            }
            case 2 -> batch(store, model, durability, random);
            case 3, 4 -> assertEquals(model.get(key), text(store.get(bytes(key))));
            case 5 -> assertEquals(model.containsKey(key), store.contains(bytes(key)));
            case 6 -> {
                if (kept.size() < 4) {
                    kept.add(new Kept(store.snapshot(), new TreeMap<>(model)));
                }
            }
            case 7, 8 -> walk(store, model, key, random);
            default -> {
                String value = value(random);
                store.put(bytes(key), bytes(value), durability);
                model.put(key, value);
            }
        }
    }

    /// A flush or a merge, awaited or not: nothing of it shows.
    private static void flush(Store store, SplittableRandom random) {
        FlushTicket ticket = random.nextInt(3) == 0 ? store.compact() : store.flush();
        if (random.nextInt(4) != 0) {
            ticket.await();
        }
    }

    private static void batch(
            Store store, NavigableMap<String, String> model, Durability durability, SplittableRandom random) {
        try (WriteBatch batch = store.batch()) {
            // More than these, with the longest keys, may be too large for the smallest memtable.
            for (int i = random.nextInt(6); i > 0 && batch.sizeBytes() < 500; i--) {
                String key = key(random);
                if (random.nextInt(3) == 0) {
                    batch.delete(bytes(key));
                    model.remove(key);
                } else {
                    String value = value(random);
                    value = value.substring(0, Math.min(80, value.length()));
                    batch.put(bytes(key), bytes(value));
                    model.put(key, value);
                }
            }
            store.write(batch, durability);
        }
    }

    /// A cursor that turns round at random.
    private static void walk(Store store, NavigableMap<String, String> model, String from, SplittableRandom random) {
        try (StoreCursor cursor = store.cursor()) {
            boolean isUp = random.nextBoolean();
            Map.Entry<String, String> at = isUp ? model.ceilingEntry(from) : model.floorEntry(from);
            assertEquals(at != null, isUp ? cursor.seek(bytes(from)) : cursor.seekForPrevious(bytes(from)));
            for (int i = random.nextInt(20); i > 0 && at != null; i--) {
                assertEquals(at.getKey(), text(cursor.key()));
                assertEquals(at.getValue(), text(cursor.value()));
                boolean isForward = random.nextInt(3) != 0;
                String here = at.getKey();
                at = isForward ? model.higherEntry(here) : model.lowerEntry(here);
                assertEquals(at != null, isForward ? cursor.next() : cursor.previous());
            }
            if (at == null) {
                assertFalse(cursor.isValid());
            } else {
                assertTrue(cursor.isValid());
            }
        }
    }

    private static String key(SplittableRandom random) {
        int number = random.nextInt(KEYS);
        int length = number % 10 == 0 ? 300 : number % 7 == 0 ? 0 : number % 12;
        return number == 7 ? "" : "k".repeat(length) + (char) ('A' + number);
    }

    private static String value(SplittableRandom random) {
        int length = random.nextInt(10) == 0 ? random.nextInt(600) : random.nextInt(50);
        return random.nextInt(1000) + "v".repeat(length);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(byte @Nullable [] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}

package io.varve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.memtable.TestKeys;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.Simulations;
import io.varve.nativeio.testing.RandomizedTest;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Cursors against a `TreeMap`: every kind of range, both ways, with turns and leaps, over memtables, tables and
/// runs, with tombstones; some stay open while the store goes on, and show what they showed.
final class StoreCursorModelTest {
    private static final int OPERATIONS = 300;
    private static final int MOST_OPEN = 4;
    private static final int LONG_KEY = 60 << 10;

    /// A cursor that stays open, and what is to be seen through it, in its order.
    private record Open(StoreCursor cursor, Shown shown) {}

    /// A range, with what is in it by this test's own reckoning.
    private record Shown(Range range, NavigableMap<byte[], byte[]> content) {}

    private interface Keys {
        byte[] next(SplittableRandom random);
    }

    @RandomizedTest(seeds = 40)
    void seesWhatASortedMapSees(long seed) {
        SplittableRandom choice = new SplittableRandom(seed);
        TestKeys kind = TestKeys.ALL.get(choice.nextInt(TestKeys.ALL.size()));
        int range = 2 << choice.nextInt(8);
        simulate(seed, SimStore.tiny(choice), random -> kind.next(random, range), 40);
    }

    /// Some values are larger than what a cursor copies ahead.
    @RandomizedTest(seeds = 10)
    void seesLongValuesToo(long seed) {
        simulate(seed, large(), random -> TestKeys.NUMBERS.next(random, 60), 20_000);
    }

    @RandomizedTest(seeds = 3)
    void seesLongKeysThatDifferAtTheirEndOnly(long seed) {
        byte[] shared = new byte[LONG_KEY];
        Arrays.fill(shared, (byte) 0xEE);
        simulate(
                seed,
                large(),
                random -> {
                    byte[] key = Arrays.copyOf(shared, LONG_KEY + random.nextInt(4));
                    for (int i = LONG_KEY; i < key.length; i++) {
                        key[i] = (byte) (random.nextInt(3) - 1);
                    }
                    return key;
                },
                30);
    }

    private static StoreOptions large() {
        return SimStore.tiny()
                .memtableBytes(512 << 10)
                .logSegmentBytes(256 << 10)
                .overflowBytes(128 << 10)
                .memoryBudgetBytes(64 << 20)
                .build();
    }

    private static void simulate(long seed, StoreOptions options, Keys keys, int mostValueBytes) {
        Simulations.run(seed, simulation -> {
            SplittableRandom random = simulation.random("cursors");
            SimDisk disk = new SimDisk(simulation, DiskProfile.ORDERED);
            disk.makeDirectories("/");
            SimStore process = new SimStore(simulation, disk, options);
            simulation.spawn("client", () -> {
                try (Store store = process.open()) {
                    new Life(store, keys, mostValueBytes, random).live();
                }
                process.requireNothingLeft();
            });
            simulation.run();
        });
    }

    private static final class Life {
        private final Store store;
        private final Keys keys;
        private final int mostValueBytes;
        private final SplittableRandom random;
        private final NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        private final List<Open> open = new ArrayList<>();

        Life(Store store, Keys keys, int mostValueBytes, SplittableRandom random) {
            this.store = store;
            this.keys = keys;
            this.mostValueBytes = mostValueBytes;
            this.random = random;
        }

        void live() {
            for (int i = 0; i < OPERATIONS; i++) {
                step();
            }
            for (Open one : open) {
                walk(one.cursor, one.shown);
                one.cursor.close();
            }
        }

        private void step() {
            byte[] key = keys.next(random);
            switch (random.nextInt(24)) {
                case 0, 1, 2, 3, 4 -> delete(key);
                case 5 -> store.flush();
                case 6 -> {
                    if (random.nextInt(4) == 0) {
                        store.compact().await();
                    }
                }
                case 7, 8 -> look();
                case 9 -> open();
                case 10 -> {
                    if (!open.isEmpty()) {
                        Open one = open.get(random.nextInt(open.size()));
                        walk(one.cursor, one.shown);
                    }
                }
                default -> put(key);
            }
        }

        private void put(byte[] key) {
            int length = random.nextInt(4) == 0 ? random.nextInt(mostValueBytes) : random.nextInt(40);
            byte[] value = new byte[length];
            random.nextBytes(value);
            model.put(key, value);
            store.put(key, value, Durability.PROCESS);
        }

        private void delete(byte[] key) {
            model.remove(key);
            store.delete(key, Durability.PROCESS);
        }

        private void getMany() {
            MultiGet wanted = new MultiGet();
            List<byte[]> asked = new ArrayList<>();
            for (int i = random.nextInt(80); i > 0; i--) {
                asked.add(keys.next(random));
                wanted.add(asked.getLast());
            }
            store.getAll(wanted);
            for (int i = 0; i < asked.size(); i++) {
                assertArrayEquals(model.get(asked.get(i)), wanted.value(i));
            }
        }

        private void look() {
            getMany();
            Shown shown = shown();
            if (random.nextBoolean()) {
                try (StoreCursor cursor = store.cursor(shown.range)) {
                    scan(cursor, shown);
                    walk(cursor, shown);
                }
            } else {
                try (Snapshot snapshot = store.snapshot();
                        StoreCursor cursor = snapshot.cursor(shown.range)) {
                    walk(cursor, shown);
                    scan(cursor, shown);
                }
            }
        }

        private void open() {
            if (open.size() == MOST_OPEN) {
                open.removeFirst().cursor.close();
            }
            Shown shown = shown();
            open.add(new Open(store.cursor(shown.range), shown));
        }

        /// What a range means is said here once more, key by key.
        private Shown shown() {
            Range range = Range.all();
            Predicate<byte[]> isIn = key -> true;
            boolean isReversed = false;
            for (int i = random.nextInt(4); i > 0; i--) {
                byte[] key = keys.next(random);
                switch (random.nextInt(6)) {
                    case 0 -> {
                        range = range.from(key);
                        isIn = isIn.and(other -> Arrays.compareUnsigned(other, key) >= 0);
                    }
                    case 1 -> {
                        range = range.fromAfter(key);
                        isIn = isIn.and(other -> Arrays.compareUnsigned(other, key) > 0);
                    }
                    case 2 -> {
                        range = range.to(key);
                        isIn = isIn.and(other -> Arrays.compareUnsigned(other, key) <= 0);
                    }
                    case 3 -> {
                        range = range.toBefore(key);
                        isIn = isIn.and(other -> Arrays.compareUnsigned(other, key) < 0);
                    }
                    case 4 -> {
                        byte[] prefix = Arrays.copyOf(key, random.nextInt(key.length + 1));
                        range = range.prefix(prefix);
                        isIn = isIn.and(other -> other.length >= prefix.length
                                && Arrays.equals(prefix, Arrays.copyOf(other, prefix.length)));
                    }
                    default -> {
                        range = range.reversed();
                        isReversed = !isReversed;
                    }
                }
            }
            NavigableMap<byte[], byte[]> content = new TreeMap<>(Arrays::compareUnsigned);
            for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
                assertEquals(isIn.test(entry.getKey()), range.contains(entry.getKey()), range::toString);
                if (isIn.test(entry.getKey())) {
                    content.put(entry.getKey(), entry.getValue());
                }
            }
            return new Shown(range, isReversed ? content.descendingMap() : content);
        }

        /// Forward, and backward the reverse of it.
        private void scan(StoreCursor cursor, Shown shown) {
            boolean isThere = cursor.first();
            for (Map.Entry<byte[], byte[]> expected : shown.content.entrySet()) {
                requireAt(cursor, isThere, expected, shown);
                isThere = cursor.next();
            }
            assertFalse(isThere, shown.range::toString);
            isThere = cursor.last();
            for (Map.Entry<byte[], byte[]> expected :
                    shown.content.descendingMap().entrySet()) {
                requireAt(cursor, isThere, expected, shown);
                isThere = cursor.previous();
            }
            assertFalse(isThere, shown.range::toString);
            assertFalse(cursor.isValid());
        }

        private void walk(StoreCursor cursor, Shown shown) {
            Map.@Nullable Entry<byte[], byte[]> at = null;
            boolean isForward = true;
            for (int i = random.nextInt(60); i > 0; i--) {
                boolean isThere;
                if (at == null || random.nextInt(12) == 0) {
                    byte[] key = keys.next(random);
                    boolean isUp = random.nextBoolean();
                    switch (random.nextInt(5)) {
                        case 0 -> {
                            at = shown.content.firstEntry();
                            isThere = cursor.first();
                        }
                        case 1 -> {
                            at = shown.content.lastEntry();
                            isThere = cursor.last();
                        }
                        default -> {
                            at = isUp ? shown.content.ceilingEntry(key) : shown.content.floorEntry(key);
                            isThere = seek(cursor, key, isUp);
                        }
                    }
                } else {
                    isForward ^= random.nextInt(6) == 0;
                    BiFunction<NavigableMap<byte[], byte[]>, byte[], Map.Entry<byte[], byte[]>> neighbour =
                            isForward ? NavigableMap::higherEntry : NavigableMap::lowerEntry;
                    at = neighbour.apply(shown.content, at.getKey());
                    isThere = isForward ? cursor.next() : cursor.previous();
                }
                requireAt(cursor, isThere, at, shown);
            }
        }

        private boolean seek(StoreCursor cursor, byte[] key, boolean isUp) {
            if (random.nextBoolean()) {
                return isUp ? cursor.seek(key) : cursor.seekForPrevious(key);
            }
            MemorySegment segment = MemorySegment.ofArray(key);
            return isUp ? cursor.seek(segment) : cursor.seekForPrevious(segment);
        }

        private void requireAt(
                StoreCursor cursor, boolean isThere, Map.@Nullable Entry<byte[], byte[]> expected, Shown shown) {
            assertEquals(expected != null, isThere, shown.range::toString);
            assertEquals(isThere, cursor.isValid());
            if (expected == null) {
                return;
            }
            byte[] key = expected.getKey();
            byte[] value = expected.getValue();
            assertArrayEquals(
                    key, cursor.key(), () -> shown.range + ": " + HexFormat.of().formatHex(key));
            assertEquals(value.length, cursor.valueLength());
            switch (random.nextInt(4)) {
                case 0 -> assertArrayEquals(value, cursor.value());
                case 1 -> {
                    byte[] copy = new byte[value.length];
                    assertEquals(value.length, cursor.value(MemorySegment.ofArray(copy)));
                    assertArrayEquals(value, copy);
                }
                case 2 -> assertArrayEquals(value, cursor.valueView().toArray(ValueLayout.JAVA_BYTE));
                default -> {
                    MemorySegment all = cursor.memory();
                    assertEquals(
                            -1,
                            MemorySegment.mismatch(
                                    all,
                                    cursor.valueOffset(),
                                    cursor.valueOffset() + value.length,
                                    MemorySegment.ofArray(value),
                                    0,
                                    value.length));
                    assertArrayEquals(key, cursor.keyView().toArray(ValueLayout.JAVA_BYTE));
                    assertTrue(all.isReadOnly());
                }
            }
        }
    }
}

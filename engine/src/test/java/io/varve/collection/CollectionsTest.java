package io.varve.collection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.Durability;
import io.varve.Range;
import io.varve.Snapshot;
import io.varve.Store;
import io.varve.error.StoreClosedException;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CollectionsTest {
    private static final int KEYS = 300;

    @TempDir(factory = TargetTempDirs.class)
    Path directory;

    @RandomizedTest(seeds = 5)
    void aStoreMapIsLikeATreeMap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        try (Store store = Store.open(directory.resolve("store " + seed))) {
            for (int i = random.nextInt(KEYS); i > 0; i--) {
                byte[] key = key(random);
                model.put(key, key);
                store.put(key, key, Durability.PROCESS);
            }
            try (Snapshot snapshot = store.snapshot()) {
                store.put(key(random), new byte[1]);
                for (int i = 0; i < 40; i++) {
                    part(StoreMap.of(snapshot), model, random, 3);
                }
                assertEquals(0, store.stats().cursors().open());
            }
        }
    }

    /// A part of it, and a part of that.
    private static void part(
            NavigableMap<byte[], byte[]> map, NavigableMap<byte[], byte[]> model, SplittableRandom random, int depth) {
        same(map, model, random);
        if (depth == 0) {
            return;
        }
        byte[] key = key(random);
        boolean isIn = random.nextBoolean();
        try {
            switch (random.nextInt(4)) {
                case 0 -> part(map.headMap(key, isIn), model.headMap(key, isIn), random, depth - 1);
                case 1 -> part(map.tailMap(key, isIn), model.tailMap(key, isIn), random, depth - 1);
                case 2 -> {
                    byte[] to = key(random);
                    part(map.subMap(key, isIn, to, true), model.subMap(key, isIn, to, true), random, depth - 1);
                }
                default -> part(map.descendingMap(), model.descendingMap(), random, depth - 1);
            }
        } catch (IllegalArgumentException outside) {
            assertNull(outside.getCause()); // a TreeMap refuses what it has no part of
        }
    }

    private static void same(
            NavigableMap<byte[], byte[]> map, NavigableMap<byte[], byte[]> model, SplittableRandom random) {
        assertEquals(texts(model.keySet()), texts(map.keySet()));
        assertEquals(texts(model.values()), texts(map.values()));
        assertEquals(texts(model.descendingKeySet()), texts(map.descendingKeySet()));
        assertEquals(model.size(), map.size());
        assertEquals(model.isEmpty(), map.isEmpty());
        byte[] key = key(random);
        assertEquals(model.containsKey(key), map.containsKey(key));
        assertEquals(model.get(key) == null, map.get(key) == null);
        List<BiFunction<NavigableMap<byte[], byte[]>, byte[], Map.@Nullable Entry<byte[], byte[]>>> lookups = List.of(
                NavigableMap::lowerEntry,
                NavigableMap::floorEntry,
                NavigableMap::ceilingEntry,
                NavigableMap::higherEntry,
                (of, any) -> of.firstEntry(),
                (of, any) -> of.lastEntry());
        for (var lookup : lookups) {
            assertEquals(text(lookup.apply(model, key)), text(lookup.apply(map, key)));
        }
        NavigableSet<byte[]> keys = map.navigableKeySet();
        assertEquals(texts(model.navigableKeySet().headSet(key, true)), texts(keys.headSet(key, true)));
        assertEquals(
                Integer.signum(model.comparator().compare(key, new byte[] {5})),
                Integer.signum(map.comparator().compare(key, new byte[] {5})));
    }

    @Test
    void aStoreMapChangesNothing() {
        try (Store store = filled()) {
            Snapshot snapshot = store.snapshot();
            StoreMap map = StoreMap.of(snapshot, Range.all().prefix(bytes("b")));
            assertThrows(UnsupportedOperationException.class, () -> map.put(bytes("x"), bytes("y")));
            assertThrows(UnsupportedOperationException.class, map::pollFirstEntry);
            assertThrows(UnsupportedOperationException.class, () -> map.remove(bytes("b")));
            assertThrows(UnsupportedOperationException.class, map::clear);
            assertThrows(
                    NoSuchElementException.class, () -> map.headMap(bytes("a")).firstKey());
            assertNull(map.get(bytes("a")), "it is outside of the range");
            snapshot.close();
            assertThrows(StoreClosedException.class, () -> map.get(bytes("b")));
        }
    }

    @Test
    void entriesAreGoneThroughOnceAndClosed() {
        try (Store store = filled()) {
            StringBuilder seen = new StringBuilder();
            try (Entries entries = Entries.of(store, Range.all().from(bytes("b")))) {
                assertEquals(1, store.stats().cursors().open());
                for (Map.Entry<byte[], byte[]> entry : entries) {
                    seen.append(new String(entry.getKey(), UTF_8)).append(new String(entry.getValue(), UTF_8));
                }
                assertThrows(IllegalStateException.class, entries::iterator);
            }
            assertEquals("b2c3", seen.toString());
            assertEquals(0, store.stats().cursors().open());
            try (Snapshot snapshot = store.snapshot();
                    Stream<Map.Entry<byte[], byte[]>> stream =
                            Entries.of(snapshot, Range.all().keysOnly()).stream()) {
                store.delete(bytes("a"));
                assertEquals(
                        3, stream.filter(entry -> entry.getValue().length == 0).count());
            }
            assertEquals(0, store.stats().cursors().open());
            try (Entries none = Entries.of(store, Range.all().prefix(bytes("z")))) {
                Iterator<Map.Entry<byte[], byte[]>> walk = none.iterator();
                assertFalse(walk.hasNext());
                assertThrows(NoSuchElementException.class, walk::next);
            }
            assertTrue(store.contains(bytes("b")));
        }
    }

    private Store filled() {
        Store store = Store.open(directory.resolve("filled"));
        store.put(bytes("a"), bytes("1"));
        store.put(bytes("b"), bytes("2"));
        store.put(bytes("c"), bytes("3"));
        return store;
    }

    private static byte[] key(SplittableRandom random) {
        byte[] key = new byte[random.nextInt(3)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(24) - 12);
        }
        return key;
    }

    private static List<String> texts(Iterable<byte[]> all) {
        return Stream.iterate(all.iterator(), Iterator::hasNext, each -> each)
                .map(each -> HexFormat.of().formatHex(each.next()))
                .toList();
    }

    private static String text(Map.@Nullable Entry<byte[], byte[]> entry) {
        return entry == null
                ? "none"
                : HexFormat.of().formatHex(entry.getKey()) + "="
                        + HexFormat.of().formatHex(entry.getValue());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}

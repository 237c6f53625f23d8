package io.varve.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.varve.cursor.Cursor;
import io.varve.format.RecordKind;
import io.varve.memtable.TestKeys;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.RandomizedTest;
import io.varve.nativeio.testing.TargetTempDirs;
import io.varve.view.Hold;
import io.varve.view.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;

/// P8, P10, D-16, I-28: lookups and scans over memtables, level-0 tables and a run answer as a map of all that
/// was written does, at the newest sequence and at every open snapshot, whatever was flushed and merged and in
/// which order.
final class ViewModelTest {
    private static final int CHECKS = 4;

    @TempDir(factory = TargetTempDirs.class)
    Path folder;

    @RandomizedTest(seeds = 15)
    void answersAsAModelDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TestKeys keys = TestKeys.ALL.get(random.nextInt(TestKeys.ALL.size()));
        int range = 1 << (1 + random.nextInt(9));
        int blockBytes = 512 << random.nextInt(4);
        int bitsPerKey = random.nextInt(4) == 0 ? 0 : 10;
        try (Directory directory = Linux.disk().openDirectory(folder.toString());
                TestHistory history = new TestHistory(directory, blockBytes, bitsPerKey, random);
                Reader reader = new Reader(history)) {
            for (int check = 0; check < CHECKS; check++) {
                int steps = 1 + random.nextInt(300);
                for (int step = 0; step < steps; step++) {
                    step(history, keys, range, random);
                }
                reader.check(keys, range, random);
                reader.checkHeld(keys, range, random);
                reader.open();
            }
        }
    }

    private static void step(TestHistory history, TestKeys keys, int range, SplittableRandom random) {
        int choice = random.nextInt(100);
        if (choice < 4) {
            history.rotate();
        } else if (choice < 8) {
            history.flush();
        } else if (choice < 9) {
            history.merge();
        } else if (choice < 11) {
            history.snapshots.add(history.sequence());
        } else if (choice < 12) {
            history.snapshots.pollFirst();
        } else {
            int kind = random.nextInt(5) == 0 ? RecordKind.DELETE : RecordKind.PUT;
            byte[] value = new byte[kind == RecordKind.DELETE ? 0 : random.nextInt(60)];
            random.nextBytes(value);
            history.write(keys.next(random, range), value, kind);
        }
    }

    /// A cursor that stays open, and what it is to show.
    private record Held(Hold hold, ViewCursor cursor, NavigableMap<byte[], byte[]> expected) {}

    /// Asks the view and the map the same.
    private static final class Reader implements AutoCloseable {
        private final TestHistory history;
        private final Lookups lookups;
        private final Region sought;
        private final List<Held> held = new ArrayList<>();

        Reader(TestHistory history) {
            this.history = history;
            this.lookups = new Lookups(
                    history.memory(), history.memory().budget().account("lookups"), () -> 0, TestHistory.watch());
            this.sought = history.memory().allocate(history.memory().budget().account("test"), 128 * 1024, Pages.BASE);
        }

        void check(TestKeys keys, int range, SplittableRandom random) {
            List<Long> moments = new ArrayList<>(history.snapshots);
            moments.add(history.sequence());
            for (long at : moments) {
                View view = history.current.acquire();
                checkLookups(keys, range, at, random);
                checkScan(new ViewCursor(view, at, 0), visible(at));
                checkWalk(new ViewCursor(view, at, 0), visible(at), keys, range, random);
            }
        }

        /// Opens a cursor that stays open.
        void open() {
            Hold hold = history.hold();
            held.add(new Held(hold, new ViewCursor(hold.view(), history.sequence(), 0), visible(history.sequence())));
        }

        /// What was flushed and merged and freed meanwhile is nothing to cursors.
        void checkHeld(TestKeys keys, int range, SplittableRandom random) {
            for (Held one : held) {
                int ticket = history.calls.enter(one.hold);
                checkScan(one.cursor, one.expected);
                checkWalk(one.cursor, one.expected, keys, range, random);
                history.calls.exit(ticket);
            }
            while (held.size() > random.nextInt(4)) {
                held.remove(random.nextInt(held.size())).hold.end();
                history.reaper.reapOnce();
            }
            assertEquals(0, held.isEmpty() ? history.reaper.retiredBytes() : 0);
        }

        private void checkLookups(TestKeys keys, int range, long at, SplittableRandom random) {
            for (byte[] key : history.written.keySet()) {
                checkLookup(key, at);
            }
            for (int i = 0; i < 30; i++) {
                checkLookup(keys.next(random, 2 * range), at);
            }
        }

        private void checkLookup(byte[] key, long at) {
            TestHistory.Version expected = history.visible(key, at);
            Lookup lookup = lookups.of(3);
            lookup.begin(key.length).copyFrom(0, key, 0, key.length);
            boolean isFound = lookup.find(history.current.acquire(), key.length, at, 0);
            assertEquals(expected != null, isFound, () -> Arrays.toString(key) + " at " + at);
            if (expected != null) {
                assertArrayEquals(
                        expected.value, TestHistory.bytes(lookup.region(), lookup.valueOffset(), lookup.valueLength()));
            }
            lookup.end();
        }

        private static void checkScan(ViewCursor cursor, NavigableMap<byte[], byte[]> expected) {
            List<byte[]> upward = new ArrayList<>();
            for (boolean isThere = cursor.first(); isThere; isThere = cursor.next()) {
                upward.add(key(cursor));
                assertArrayEquals(expected.get(key(cursor)), value(cursor));
            }
            assertSame(expected.navigableKeySet(), upward);
            assertFalse(cursor.isValid());
            List<byte[]> downward = new ArrayList<>();
            for (boolean isThere = cursor.last(); isThere; isThere = cursor.previous()) {
                downward.add(key(cursor));
                assertArrayEquals(expected.get(key(cursor)), value(cursor));
            }
            assertSame(expected.navigableKeySet(), downward.reversed());
        }

        /// Seeks, and steps that turn again and again.
        private void checkWalk(
                ViewCursor cursor,
                NavigableMap<byte[], byte[]> expected,
                TestKeys keys,
                int range,
                SplittableRandom random) {
            for (int i = 0; i < 20; i++) {
                byte[] key = keys.next(random, 2 * range);
                sought.copyFrom(0, key, 0, key.length);
                sought.putLong(key.length, random.nextLong());
                boolean isUpward = random.nextBoolean();
                Map.@Nullable Entry<byte[], byte[]> there =
                        isUpward ? expected.ceilingEntry(key) : expected.floorEntry(key);
                boolean isThere =
                        isUpward ? cursor.seek(sought, 0, key.length) : cursor.seekForPrevious(sought, 0, key.length);
                for (int step = 0; step < 12; step++) {
                    assertEquals(there != null, isThere);
                    assertEquals(isThere, cursor.isValid());
                    if (there == null) {
                        break;
                    }
                    assertArrayEquals(there.getKey(), key(cursor));
                    assertArrayEquals(there.getValue(), value(cursor));
                    boolean isNext = random.nextBoolean();
                    there = isNext ? expected.higherEntry(there.getKey()) : expected.lowerEntry(there.getKey());
                    isThere = isNext ? cursor.next() : cursor.previous();
                }
            }
        }

        private NavigableMap<byte[], byte[]> visible(long at) {
            NavigableMap<byte[], byte[]> visible = new TreeMap<>(Arrays::compareUnsigned);
            history.written.forEach((key, versions) -> {
                TestHistory.Version version = TestHistory.visible(versions, at);
                if (version != null) {
                    visible.put(key, version.value);
                }
            });
            return visible;
        }

        private static void assertSame(Iterable<byte[]> expected, List<byte[]> found) {
            List<String> wanted = new ArrayList<>();
            expected.forEach(key -> wanted.add(Arrays.toString(key)));
            assertEquals(wanted, found.stream().map(Arrays::toString).toList());
        }

        private static byte[] key(Cursor cursor) {
            return TestHistory.bytes(cursor.region(), cursor.keyOffset(), cursor.keyLength());
        }

        private static byte[] value(Cursor cursor) {
            return TestHistory.bytes(cursor.region(), cursor.valueOffset(), cursor.valueLength());
        }

        @Override
        public void close() {
            lookups.close();
            history.memory().free(sought);
        }
    }
}

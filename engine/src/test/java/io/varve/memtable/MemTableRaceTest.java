package io.varve.memtable;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.format.RecordKind;
import io.varve.nativeio.Region;
import io.varve.nativeio.testing.Effort;
import io.varve.nativeio.testing.RandomizedTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One thread writes, others read, and whatever was published before a reader looked must be there, and
/// nothing newer.
///
/// Sequence s writes key `order[(s - 1) % order.length]`, so that a reader can say for each snapshot and
/// each key which version it must see, without asking anybody.
final class MemTableRaceTest {
    private static final int READERS = 2;

    private final AtomicLong published = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @RandomizedTest(seeds = 3)
    void readersSeeAllThatWasPublishedInSmallArenas(long seed) throws InterruptedException {
        Region arena = TestTable.garbage(64 << 10, seed);
        for (int round = 0; round < Effort.times(30); round++) {
            race(arena, 1 << (round % 10), seed + round);
        }
    }

    @RandomizedTest(seeds = 1)
    void readersSeeAllThatWasPublishedInALargeArena(long seed) throws InterruptedException {
        race(TestTable.garbage(16 << 20, seed), 100_000, seed);
        race(TestTable.garbage(4 << 20, seed), 100, seed);
    }

    /// The end of the tree is where ranges change. A reader that looks for keys beyond it, which share what
    /// the prefixes leave out, must not be given another key.
    @RandomizedTest(seeds = 2)
    void readersFindNothingBeyondTheEndWhileKeysAreAppended(long seed) throws InterruptedException {
        Region arena = TestTable.garbage(256 << 10, seed);
        for (int round = 0; round < Effort.times(20); round++) {
            race(arena, new Race(arena, 2500, seed + round, true, true));
        }
    }

    /// Fills the arena, which is left as the round before left it, while others read.
    private void race(Region arena, int keyCount, long seed) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        race(arena, new Race(arena, keyCount, seed, random.nextBoolean(), random.nextInt(4) == 0));
    }

    private void race(Region arena, Race race) throws InterruptedException {
        published.set(0);
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            SplittableRandom random = new SplittableRandom(race.seed + i);
            readers.add(start("reader-" + i, () -> race.readUntilWritten(random)));
        }
        Thread writer = start("writer", race::write);
        writer.join();
        for (Thread reader : readers) {
            reader.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError(
                    race.keyCount() + " keys, arena of " + arena.size() + " bytes, published " + published.get(),
                    thrown);
        }
    }

    private Thread start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setUncaughtExceptionHandler((where, thrown) -> failure.compareAndSet(null, thrown));
        thread.start();
        return thread;
    }

    private final class Race {
        private final TestTable writing;
        private final MemTable table;
        private final byte[][] sorted;
        private final int[] order;
        private final int[] turn;
        private final long seed;
        private volatile boolean isWritten;

        Race(Region arena, int keyCount, long seed, boolean isShared, boolean isAscending) {
            this.seed = seed;
            writing = new TestTable(arena, 0);
            table = writing.table;
            SplittableRandom random = new SplittableRandom(seed);
            sorted = new byte[keyCount][];
            order = new int[keyCount];
            for (int i = 0; i < keyCount; i++) {
                sorted[i] = isShared
                        ? ("tenant/" + (1_000_000 + i)).getBytes(US_ASCII)
                        : TestKeys.bigEndian((long) i << 30, 12);
                order[i] = i;
            }
            for (int i = keyCount - 1; i > 0 && !isAscending; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            turn = new int[keyCount];
            for (int i = 0; i < keyCount; i++) {
                turn[order[i]] = i;
            }
        }

        void write() {
            try {
                SplittableRandom random = new SplittableRandom(keyCount());
                boolean hasRoom = true;
                while (hasRoom && failure.get() == null) {
                    for (int group = 1 + random.nextInt(4); group > 0 && hasRoom; group--) {
                        long next = writing.sequence + 1;
                        byte[] key = sorted[order[(int) ((next - 1) % keyCount())]];
                        hasRoom = writing.tryApply(RecordKind.PUT, key, TestKeys.bigEndian(next * 31, 8));
                    }
                    published.setRelease(writing.sequence);
                }
            } finally {
                isWritten = true;
            }
        }

        void readUntilWritten(SplittableRandom random) {
            TestTable reading = new TestTable(writing);
            boolean isLastRound = false;
            while (!isLastRound && failure.get() == null) {
                isLastRound = isWritten;
                long snapshot = published.getAcquire();
                for (int i = 0; i < 200; i++) {
                    find(reading, random.nextInt(keyCount()), published.getAcquire());
                    findRecent(reading, random);
                    findLast();
                    seekAnywhere(reading, sorted[random.nextInt(keyCount())]);
                }
                scan(snapshot, random);
                walkAbout(reading, random, published.getAcquire());
            }
        }

        private int keyCount() {
            return sorted.length;
        }

        /// The last sequence at or below a snapshot that wrote a key; 0 for none.
        private long version(int key, long snapshot) {
            long first = turn[key] + 1L;
            return snapshot < first ? 0 : snapshot - (snapshot - first) % keyCount();
        }

        private void find(TestTable reading, int key, long snapshot) {
            long entry = reading.find(sorted[key], snapshot);
            long sequence = entry == MemTable.NOT_FOUND ? 0 : table.sequence(entry);
            assertEquals(version(key, snapshot), sequence, () -> "key " + key + " at " + snapshot);
            if (entry != MemTable.NOT_FOUND) {
                checkValue(sequence, table.valueOffset(entry));
            }
        }

        private void findRecent(TestTable reading, SplittableRandom random) {
            long snapshot = published.getAcquire();
            if (snapshot > 0) {
                long sequence = snapshot - random.nextLong(Math.min(snapshot, 20));
                find(reading, order[(int) ((sequence - 1) % keyCount())], snapshot);
            }
        }

        /// Cheap and often; [#walkAbout] is exact.
        private void seekAnywhere(TestTable reading, byte[] key) {
            long snapshot = published.getAcquire();
            MemTableCursor cursor = table.cursor(snapshot);
            if (reading.seek(cursor, key)) {
                assertTrue(Arrays.compareUnsigned(TestTable.present(cursor).key, key) >= 0, "sought and found smaller");
            }
            if (reading.seekForPrevious(cursor, key)) {
                assertTrue(Arrays.compareUnsigned(TestTable.present(cursor).key, key) <= 0, "sought and found larger");
            }
        }

        /// Only where there are so few keys that telling which is the last takes no longer than finding it.
        private void findLast() {
            if (keyCount() <= 1024) {
                long snapshot = published.getAcquire();
                MemTableCursor cursor = table.cursor(snapshot);
                boolean isThere = cursor.last();
                assertEquals(snapshot > 0, isThere);
                if (isThere) {
                    check(cursor, neighbour(keyCount(), snapshot, false), snapshot);
                }
            }
        }

        private void scan(long snapshot, SplittableRandom random) {
            MemTableCursor cursor = table.cursor(snapshot);
            boolean isUpward = random.nextBoolean();
            int key = isUpward ? -1 : keyCount();
            boolean isThere = isUpward ? cursor.first() : cursor.last();
            while (isThere) {
                key = neighbour(key, snapshot, isUpward);
                check(cursor, key, snapshot);
                isThere = isUpward ? cursor.next() : cursor.previous();
            }
            int end = neighbour(key, snapshot, isUpward);
            assertEquals(isUpward ? keyCount() : -1, end, "the scan stopped before this key, at " + snapshot);
        }

        private void walkAbout(TestTable reading, SplittableRandom random, long snapshot) {
            MemTableCursor cursor = table.cursor(snapshot);
            for (int i = 0; i < 20; i++) {
                int sought = random.nextInt(keyCount());
                boolean isUpward = random.nextBoolean();
                boolean isThere = isUpward
                        ? reading.seek(cursor, sorted[sought])
                        : reading.seekForPrevious(cursor, sorted[sought]);
                int key = neighbour(isUpward ? sought - 1 : sought + 1, snapshot, isUpward);
                for (int step = 0; isThere && step < 40; step++) {
                    check(cursor, key, snapshot);
                    boolean isNext = random.nextBoolean();
                    key = neighbour(key, snapshot, isNext);
                    isThere = isNext ? cursor.next() : cursor.previous();
                }
                assertEquals(key >= 0 && key < keyCount(), isThere);
            }
        }

        private int neighbour(int key, long snapshot, boolean isUpward) {
            int neighbour = key;
            do {
                neighbour += isUpward ? 1 : -1;
            } while (neighbour >= 0 && neighbour < keyCount() && version(neighbour, snapshot) == 0);
            return neighbour;
        }

        private void check(MemTableCursor cursor, int key, long snapshot) {
            assertEquals(version(key, snapshot), cursor.sequence(), () -> "key " + key + " at " + snapshot);
            assertArrayEquals(sorted[key], TestTable.bytes(table.arena(), cursor.keyOffset(), cursor.keyLength()));
            checkValue(cursor.sequence(), cursor.valueOffset());
        }

        private void checkValue(long sequence, long valueOffset) {
            assertEquals(sequence * 31, table.arena().getLongBigEndian(valueOffset));
        }
    }
}

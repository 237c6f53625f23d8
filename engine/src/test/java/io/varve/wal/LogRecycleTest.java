package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.sim.CrashImages;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.testing.RandomizedTest;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A file that has been many segments shows nothing of its former lives, wherever their bytes turn up
/// (P13, row 30).
final class LogRecycleTest {
    private static final int GENERATIONS = 100;
    private static final int SIZE = (int) SegmentFormat.MIN_SIZE;

    @RandomizedTest(seeds = 6)
    void staleFramesNeverReplay(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimDisk disk = TestLog.newDisk();
        Lives lives = new Lives(TestLog.CONFIG);
        List<Region> old = new ArrayList<>();
        try (TestLog log = lives.begin(disk)) {
            for (int generation = 0; generation < GENERATIONS; generation++) {
                // Few lengths, so that frames of different lives line up.
                for (int i = random.nextInt(12); i >= 0; i--) {
                    log.mustGroup(1, 40 * random.nextInt(3));
                }
                if (random.nextBoolean()) {
                    log.mustSync();
                    assertEquals(0, log.mark());
                }
                CrashImages crash = new CrashImages(disk, random);
                crash.explore(4, image -> lives.check(image, log, log.synced));
                splice(crash, lives, log, old, random);
                old.add(contents(disk, log.writer.currentSegment()));
                assertTrue(log.roll());
                lives.obsolete(log);
            }
            Region last = contents(disk, log.writer.currentSegment());
            assertTrue(last.getLong(SegmentFormat.INCARNATION_OFFSET) > GENERATIONS / 4);
            assertTrue(new LogDirectory(log.directory).segments().size() <= 6);
        }
    }

    /// A crash in the middle of a rename may leave a live segment under a second, obsolete name.
    @Test
    void aFileThatDoesNotBearItsNumberIsNotWrittenTo() {
        SimDisk disk = TestLog.newDisk();
        try (TestLog log = new TestLog(disk)) {
            assertTrue(log.roll());
            assertTrue(log.roll());
            log.mustGroup(1, 100);
            log.mustSync();
            Directory directory = log.directory;
            assertEquals(0, directory.unlink(SegmentName.of(1)));
            assertEquals(0, directory.link(SegmentName.of(2), directory, SegmentName.of(1)));
            assertTrue(log.preparer.recycle(1));

            assertEquals(1, log.preparer.doWork());

            assertNull(log.preparer.failure());
            assertEquals(List.of(2L, 3L), new LogDirectory(directory).segments());
            assertEquals(
                    1,
                    TestLog.read(disk, TestLog.CONFIG, LogBounds.from(2))
                            .groups()
                            .size());
        }
    }

    @Test
    void aFileThatIsNotTheSegmentOfItsNameIsLeftAlone() {
        SimDisk disk = TestLog.newDisk();
        try (TestLog log = new TestLog(disk)) {
            assertTrue(log.roll());
            log.mustGroup(1, 100);
            log.mustSync();
            assertEquals(0, log.directory.rename(SegmentName.of(1), log.directory, SegmentName.of(9)));
            Region before = contents(disk, 9);
            assertTrue(log.preparer.recycle(9));

            assertEquals(1, log.preparer.doWork());

            assertEquals(List.of(2L, 9L), new LogDirectory(log.directory).segments());
            assertEquals(-1, before.segment().mismatch(contents(disk, 9).segment()));
        }
    }

    @Test
    void aSegmentOfAnotherSizeIsRemoved() {
        SimDisk disk = TestLog.newDisk();
        LogConfig larger = LogConfig.buffered(TestLog.STORE, 0, 1, 2 * SegmentFormat.MIN_SIZE, 8192);
        try (TestLog log = new TestLog(disk, larger)) {
            assertTrue(log.roll());
        }
        try (TestLog log = new TestLog(disk.openDirectory(TestLog.PATH), TestLog.CONFIG, LogEnd.NONE, 2)) {
            assertTrue(log.preparer.recycle(1));
            assertEquals(1, log.preparer.doWork());
            assertEquals(List.of(2L), new LogDirectory(log.directory).segments());
        }
    }

    /// P19: whoever made it may be fenced, have it open, and write once more.
    @Test
    void aSegmentOfAnEarlierEpochIsRemoved() {
        SimDisk disk = TestLog.newDisk();
        LogConfig later = LogConfig.buffered(TestLog.STORE, 0, 2, SegmentFormat.MIN_SIZE, 8192);
        try (TestLog fenced = new TestLog(disk)) {
            fenced.mustGroup(1, 100);
            try (TestLog log = new TestLog(disk.openDirectory(TestLog.PATH), later, LogEnd.NONE, 2)) {
                assertTrue(log.preparer.recycle(1));
                log.mustGroup(1, 100);
                log.mustSync();
                fenced.mustGroup(1, 100);
                fenced.mustSync();

                assertEquals(List.of(2L), new LogDirectory(log.directory).segments());
                LogBounds bounds = LogBounds.from(2);
                assertEquals(log.tried, TestLog.read(disk, later, bounds).groups());
            }
        }
    }

    @Test
    void moreThanCanWaitAreRefused() {
        try (TestLog log = new TestLog(TestLog.newDisk())) {
            int taken = 0;
            while (log.preparer.recycle(taken + 1)) {
                taken++;
            }
            assertEquals(64, taken);
        }
    }

    /// Old bytes behind the end change nothing; old bytes in front of it cut the log or are damage.
    private static void splice(CrashImages crash, Lives lives, TestLog log, List<Region> old, SplittableRandom random) {
        if (old.isEmpty()) {
            return;
        }
        Region stale = old.get(random.nextInt(old.size()));
        int end = (int) log.writer.end().offset();
        boolean isInCurrent = log.writer.end().segment() == log.writer.currentSegment();
        int from = isInCurrent ? end : SegmentFormat.HEADER_SIZE;

        SimDisk behind = crash.allKept();
        int start = from + 8 * random.nextInt((SIZE - from) / 8);
        overwrite(behind, log.writer.currentSegment(), stale, random.nextBoolean() ? start : from, start);
        lives.check(behind, log, log.tried.size());

        // A frame of this very life, in another place than its own: a write that went astray.
        Region own = contents(behind, log.writer.currentSegment());
        int second = SegmentFormat.HEADER_SIZE + own.getInt(SegmentFormat.HEADER_SIZE);
        SimDisk astray = crash.allKept();
        if (isInCurrent && second < end) {
            overwrite(astray, log.writer.currentSegment(), own, second, end);
            lives.check(astray, log, log.tried.size());
        }

        SimDisk inside = crash.allKept();
        int at = SegmentFormat.HEADER_SIZE + 8 * random.nextInt((SIZE - SegmentFormat.HEADER_SIZE) / 8);
        overwrite(inside, log.writer.currentSegment(), stale, at, at);
        try {
            lives.check(inside, log, 0);
        } catch (AssertionError damage) {
            assertTrue(damage.getCause() instanceof CorruptionException, () -> "cause " + damage.getCause());
        }
    }

    /// Puts stale bytes from `source` on at `target`, up to the end of the segment.
    private static void overwrite(SimDisk disk, long number, Region stale, int source, int target) {
        int length = SIZE - Math.max(source, target);
        try (Directory directory = disk.openDirectory(TestLog.PATH);
                DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ | OpenFlags.WRITE)) {
            assertEquals(length, file.pwrite(stale, source, length, target));
            assertEquals(0, file.dataSync());
        }
    }

    private static Region contents(SimDisk disk, long number) {
        try (Directory directory = disk.openDirectory(TestLog.PATH);
                DiskFile file = directory.open(SegmentName.of(number), OpenFlags.READ)) {
            Region region = Region.over(Arena.ofAuto().allocate(SIZE, 8), "old segment");
            assertEquals(SIZE, file.pread(region, 0, SIZE, 0));
            return region;
        }
    }
}

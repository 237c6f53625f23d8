package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.error.CorruptionException;
import io.varve.error.StoreIoException;
import io.varve.format.StoreId;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Errno;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is found at open, row by row of the catalogue.
final class LogReaderTest {
    private final SimDisk disk = TestLog.newDisk();

    /// Row 26.
    @Test
    void row26AFlipInTheUnsyncedTailEndsTheLogThere() {
        LogEnd synced = write(log -> {
            log.mustGroup(1, 100);
            log.mustSync();
        });
        try (Directory directory = disk.openDirectory(TestLog.PATH)) {
            assertEquals(0, directory.errno());
        }
        long tail = synced.offset();
        appendUnsynced(disk, 2);
        TestLog.flip(disk, 2, SegmentFormat.HEADER_SIZE + 150);

        TestLog.Found found = TestLog.read(disk);

        assertEquals(1, found.groups().size());
        assertEquals(tail, found.report().end().offset());
        assertEquals(2, found.report().discardedFrames());
        assertTrue(found.report().discardedBytes() > 200);
    }

    /// Row 27.
    @Test
    void row27AFlipBelowAProvenPositionIsCorruption() {
        write(log -> {
            log.mustGroup(1, 100);
            log.mustGroup(1, 100);
            log.mustSync();
            log.mark();
        });
        TestLog.flip(disk, 1, SegmentFormat.HEADER_SIZE + 300);

        CorruptionException found = assertThrows(CorruptionException.class, () -> TestLog.read(disk));

        assertEquals("/wal/00000000000000000001.log", found.path());
        assertEquals(SegmentFormat.HEADER_SIZE + 232, found.offset());
    }

    /// Row 27: without a frame that says so, nothing proves that the bytes were ever durable.
    @Test
    void row27WithoutProofAFlipEndsTheLog() {
        write(log -> {
            log.mustGroup(1, 100);
            log.mustGroup(1, 100);
            log.mustSync();
        });
        TestLog.flip(disk, 1, SegmentFormat.HEADER_SIZE + 300);

        assertEquals(1, TestLog.read(disk).groups().size());
        LogBounds known = new LogBounds(1, List.of(), 1, SegmentFormat.HEADER_SIZE + 236);
        assertThrows(CorruptionException.class, () -> TestLog.read(disk, TestLog.CONFIG, known));
    }

    /// Row 28.
    @Test
    void row28AFlippedLengthIsAsAnyOtherFlip() {
        write(log -> {
            log.mustGroup(1, 100);
            log.mustSync();
            log.mustGroup(1, 100);
        });
        for (int offset = 0; offset < 4; offset++) {
            long at = (long) SegmentFormat.HEADER_SIZE + offset;
            TestLog.damage(disk, 1, at, before -> before ^ 0x7F);
            assertThrows(CorruptionException.class, () -> TestLog.read(disk));
            TestLog.damage(disk, 1, at, before -> before ^ 0x7F);

            TestLog.damage(disk, 1, at + 232, before -> before ^ 0x7F);
            assertEquals(1, TestLog.read(disk).groups().size());
            TestLog.damage(disk, 1, at + 232, before -> before ^ 0x7F);
        }
    }

    /// Row 29.
    @Test
    void row29AMissingOrShortSegmentIsCorruption() {
        write(log -> log.mustGroup(1, 100));
        LogBounds second = LogBounds.from(2);
        assertThrows(CorruptionException.class, () -> TestLog.read(disk, TestLog.CONFIG, second));

        try (Directory directory = disk.openDirectory(TestLog.PATH);
                var file = directory.open(SegmentName.of(1), OpenFlags.READ | OpenFlags.WRITE)) {
            assertEquals(0, file.truncate(SegmentFormat.MIN_SIZE + 512));
            assertEquals(1, TestLog.read(disk).groups().size(), "bytes behind a segment are ignored");
            assertEquals(0, file.truncate(SegmentFormat.MIN_SIZE - 512));
            assertThrows(CorruptionException.class, () -> TestLog.read(disk));
            assertEquals(0, file.truncate(0));
            assertThrows(CorruptionException.class, () -> TestLog.read(disk));
        }
    }

    /// Row 30.
    @Test
    void row30ASegmentOfAnotherStoreOrNumberIsCorruption() {
        write(log -> {
            log.mustGroup(1, 100);
            log.roll();
            log.mustGroup(1, 100);
        });
        LogConfig other = LogConfig.buffered(new StoreId(1, 2), 0, 1, SegmentFormat.MIN_SIZE, 8192);
        LogConfig stream = LogConfig.buffered(TestLog.STORE, 9, 1, SegmentFormat.MIN_SIZE, 8192);
        assertThrows(CorruptionException.class, () -> TestLog.read(disk, other, LogBounds.from(1)));
        assertThrows(CorruptionException.class, () -> TestLog.read(disk, stream, LogBounds.from(1)));

        try (Directory directory = disk.openDirectory(TestLog.PATH)) {
            assertEquals(0, directory.rename(SegmentName.of(2), directory, SegmentName.of(3)));
        }
        assertThrows(CorruptionException.class, () -> TestLog.read(disk));
    }

    /// Row 31.
    @Test
    void row31AGapIsCorruption() {
        write(log -> {
            for (int i = 0; i < 3; i++) {
                log.roll();
                log.mustGroup(1, 100);
            }
        });
        try (Directory directory = disk.openDirectory(TestLog.PATH)) {
            assertEquals(0, directory.unlink(SegmentName.of(2)));
        }
        CorruptionException found = assertThrows(CorruptionException.class, () -> TestLog.read(disk));
        assertEquals("/wal/00000000000000000003.log", found.path());
    }

    /// Row 32.
    @Test
    void row32APreparedSegmentIsAnEmptyLog() {
        write(log -> {
            log.preparer.doWork();
            log.preparer.doWork();
        });

        TestLog.Found found = TestLog.read(disk);

        assertEquals(
                new LogEnd(1, SegmentFormat.HEADER_SIZE, 0, 0), found.report().end());
        assertEquals(List.of(1L), found.report().segments());
        assertEquals(List.of(2L), found.report().leftSegments());
        assertEquals(2, found.report().highestNumber());
    }

    @Test
    void aLogThatHasNotBegunIsEmpty() {
        TestLog.Found found = TestLog.read(disk, TestLog.CONFIG, LogBounds.from(0));
        assertEquals(LogEnd.NONE, found.report().end());
    }

    @Test
    void emptySegmentsBetweenAreSkipped() {
        write(log -> {
            log.roll();
            log.roll();
            log.mustGroup(1, 100);
            log.roll();
            log.roll();
            log.mustGroup(1, 100);
        });
        assertEquals(2, TestLog.read(disk).groups().size());
    }

    @Test
    void whatWasCutStaysCut() {
        write(log -> {
            log.mustGroup(1, 100);
            log.mustSync();
            log.mustGroup(1, 100);
            log.roll();
            log.mustGroup(1, 100);
        });
        TestLog.flip(disk, 1, SegmentFormat.HEADER_SIZE + 232);
        TestLog.Found first = TestLog.read(disk);
        assertEquals(1, first.groups().size());
        TestLog.flip(disk, 1, SegmentFormat.HEADER_SIZE + 232);
        LogBounds bounds = LogBounds.from(1).cut(LogCut.at(first.report().end(), 2));

        assertEquals(1, TestLog.read(disk, TestLog.CONFIG, bounds).groups().size());

        LogEnd end = first.report().end();
        try (TestLog next = new TestLog(disk.openDirectory(TestLog.PATH), ofEpoch(2), end, 5)) {
            next.mustGroup(1, 100);
            TestLog.Found found = TestLog.read(disk, TestLog.CONFIG, bounds);
            assertEquals(2, found.groups().size());
            assertEquals(List.of(1L, 5L), found.report().segments());
            assertEquals(List.of(2L), found.report().leftSegments());
        }
        TestLog.flip(disk, 1, SegmentFormat.HEADER_SIZE + 100);
        assertThrows(CorruptionException.class, () -> TestLog.read(disk, TestLog.CONFIG, bounds));
    }

    /// A life whose every group was lost leaves segments that link to the same end as those of the next.
    @Test
    void twoCutsAtOnePlaceAreTheLaterOne() {
        LogEnd end = write(log -> {
            log.mustGroup(1, 100);
            log.mustSync();
        });
        appendUnsynced(disk, 3);
        LogBounds once = LogBounds.from(1).cut(LogCut.at(end, 1));
        LogBounds twice = once.cut(LogCut.at(end, 2));

        assertEquals(3, TestLog.read(disk, TestLog.CONFIG, once).groups().size());
        TestLog.Found found = TestLog.read(disk, TestLog.CONFIG, twice);

        assertEquals(1, found.groups().size());
        assertEquals(List.of(3L), found.report().leftSegments());
        LogCut before = LogCut.at(end, 2);
        List<LogCut> disorder = List.of(before, before);
        assertThrows(IllegalArgumentException.class, () -> new LogBounds(1, disorder, 0, 0));
    }

    /// P19: a fenced process goes on behind the end of its segment, and in a segment that it makes late, which
    /// goes on from the very place where the log was cut.
    @Test
    void whatAFencedProcessWritesIsNoPartOfTheLog() {
        try (TestLog fenced = new TestLog(disk)) {
            fenced.mustGroup(1, 100);
            fenced.mustSync();
            LogEnd end = fenced.writer.end();
            LogBounds bounds = LogBounds.from(1).cut(LogCut.at(end, 2));
            try (TestLog next = new TestLog(disk.openDirectory(TestLog.PATH), ofEpoch(2), end, 3)) {
                fenced.mustGroup(1, 100);
                fenced.mustSync();
                assertTrue(fenced.roll());
                fenced.mustGroup(1, 100);
                fenced.mustSync();
                fenced.mark();
                assertEquals(
                        1, TestLog.read(disk, TestLog.CONFIG, bounds).groups().size());

                next.mustGroup(1, 100);
                assertEquals(List.of(1L, 3L), segmentsOf(bounds));
                try (TestLog late = new TestLog(disk.openDirectory(TestLog.PATH), TestLog.CONFIG, end, 4)) {
                    late.mustGroup(1, 100);
                    late.mustSync();
                    late.mustGroup(1, 100);
                }
                assertEquals(List.of(1L, 3L), segmentsOf(bounds));
            }
        }
    }

    @Test
    void aFencedProcessCannotBeginALogThatHasNotBegun() {
        try (TestLog next = new TestLog(disk.openDirectory(TestLog.PATH), ofEpoch(2), LogEnd.NONE, 1)) {
            assertTrue(next.roll());
            try (TestLog late = new TestLog(disk.openDirectory(TestLog.PATH), TestLog.CONFIG, LogEnd.NONE, 3)) {
                late.mustGroup(1, 100);
                late.mustSync();
                late.mustGroup(1, 100);
            }

            TestLog.Found found = TestLog.read(disk);

            assertEquals(0, found.report().frames());
            assertTrue(found.report().leftSegments().contains(3L));
        }
    }

    @Test
    void saysWhetherItReadAroundThePageCache() {
        write(log -> log.mustGroup(1, 100));
        assertTrue(TestLog.read(disk).report().isDirect());

        SimDisk plain = TestLog.newDisk(DiskProfile.ADVERSARIAL.withoutDirect(), 3);
        try (TestLog log = new TestLog(plain)) {
            log.mustGroup(1, 100);
            assertFalse(TestLog.read(plain).report().isDirect());
            assertEquals(1, TestLog.read(plain).groups().size());
        }
    }

    @Test
    void aReadThatFailsIsNoCorruption() {
        write(log -> log.mustGroup(1, 100));
        disk.faults().fail(Op.READ).onCall(2).with(Errno.EIO);
        StoreIoException failure = assertThrows(StoreIoException.class, () -> TestLog.read(disk));
        assertEquals(Errno.EIO, failure.errno());
        disk.faults().fail(Op.READ).onCall(1).shortTo(512);
        assertEquals(1, TestLog.read(disk).groups().size());
    }

    @Test
    void reportsWhatItRead() {
        LogEnd end = write(log -> {
            log.mustGroup(3, 8);
            log.mustSync();
            log.mark();
        });
        LogReport report = TestLog.read(disk).report();
        assertEquals(end, report.end());
        assertEquals(2, report.frames());
        assertEquals(3, report.operations());
        assertEquals(1, report.epoch());
        assertEquals(end.offset() - SegmentFormat.HEADER_SIZE, report.bytes());
        assertTrue(report.engineTime() >= 1_700_000_000_000L);
        assertEquals(0, report.discardedFrames());
    }

    private interface Story {
        void tell(TestLog log);
    }

    private LogEnd write(Story story) {
        try (TestLog log = new TestLog(disk)) {
            story.tell(log);
            return log.writer.end();
        }
    }

    private List<Long> segmentsOf(LogBounds bounds) {
        return TestLog.read(disk, TestLog.CONFIG, bounds).report().segments();
    }

    private static LogConfig ofEpoch(long epoch) {
        return LogConfig.buffered(TestLog.STORE, 0, epoch, SegmentFormat.MIN_SIZE, 8192);
    }

    /// Two groups in a segment of its own, whose frames know of no sync but the one before.
    private static void appendUnsynced(SimDisk disk, long number) {
        LogEnd end = TestLog.read(disk).report().end();
        try (TestLog next = new TestLog(disk.openDirectory(TestLog.PATH), TestLog.CONFIG, end, number)) {
            next.mustGroup(1, 100);
            next.mustGroup(1, 100);
        }
    }
}

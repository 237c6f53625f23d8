package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogWriterTest {
    private final SimDisk disk = TestLog.newDisk();

    @Test
    void readsBackWhatItWrote() {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 10);
            log.mustGroup(3, 0);
            log.mustGroup(2, 500);

            TestLog.Found found = TestLog.read(disk);

            assertEquals(log.tried, found.groups());
            assertEquals(log.writer.end(), found.report().end());
            assertEquals(6, found.report().end().lastSequence());
            assertEquals(List.of(1L), found.report().segments());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 8_096, 8_104, 8_120, 8_184, 8_192, 9_000, 11_000})
    void writesAFrameLargerThanItsBufferUnderOneChecksum(int valueLength) {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 16);
            log.mustGroup(1, valueLength);
            log.mustGroup(1, 16);
            log.mustSync();

            assertEquals(log.tried, TestLog.read(disk).groups());
        }
    }

    @Test
    void writesTheBeginningOfALargeFrameLast() {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 16);
            log.mustSync();
            disk.faults().fail(Op.WRITE).onCall(3).with(Errno.EIO);

            assertEquals(-Errno.EIO, log.group(1, 10_000));

            TestLog.Found found = TestLog.read(disk);
            assertEquals(log.tried.subList(0, 1), found.groups());
            assertEquals(0, found.report().discardedFrames());
        }
    }

    @Test
    void takesExactlyWhatRemains() {
        try (TestLog log = new TestLog(disk)) {
            assertTrue(log.roll());
            assertEquals(TestLog.CONFIG.maxRecordBytes(), log.writer.remaining());
            int valueLength = (int) log.writer.remaining() - 24;
            log.mustGroup(1, valueLength);
            assertEquals(1, log.writer.currentSegment());
            assertTrue(log.writer.remaining() <= 0);

            log.mustSync();
            assertEquals(0, log.mark());
            log.mustGroup(1, 8);
            assertEquals(2, log.writer.currentSegment());
            assertEquals(log.tried, TestLog.read(disk).groups());
        }
    }

    @Test
    void refusesRecordsThatDoNotFit() {
        try (TestLog log = new TestLog(disk)) {
            assertTrue(log.roll());
            io.varve.nativeio.Region records = io.varve.nativeio.Region.over(
                    java.lang.foreign.Arena.ofAuto().allocate(16_384, 8), "records");
            log.writer.begin(1);
            long tooLong = log.writer.remaining() + 8;
            assertThrows(IllegalArgumentException.class, () -> log.writer.append(records, 0, tooLong, 1));
        }
    }

    @Test
    void rollsWithoutASyncAndSyncsTheSegmentsBeforeFirst() {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 100);
            long syncsBefore = disk.faults().fail(Op.DATA_SYNC).calls();
            var syncs = disk.faults().fail(Op.DATA_SYNC);
            assertTrue(log.roll());
            log.mustGroup(1, 100);
            assertTrue(log.roll());
            log.mustGroup(1, 100);
            assertEquals(syncsBefore, syncs.calls());

            log.mustSync();

            assertEquals(3, syncs.calls());
            assertEquals(3, log.writer.syncedSegment());
            assertTrue(log.writer.isSynced());
            log.mustSync();
            assertEquals(3, syncs.calls(), "nothing new, nothing to sync");
            assertEquals(log.tried, TestLog.read(disk).groups());
        }
    }

    @Test
    void doesNotRollWithoutAPreparedSegment() {
        try (TestLog log = new TestLog(disk)) {
            assertFalse(log.writer.roll());
            assertEquals(0, log.writer.failure());
            assertEquals(0, log.writer.remaining());
        }
    }

    @Test
    void letsGoOfSegmentsThatNobodyNeeds() {
        try (TestLog log = new TestLog(disk)) {
            for (int i = 0; i < 3; i++) {
                assertTrue(log.roll());
                log.mustGroup(1, 100);
            }
            var syncs = disk.faults().fail(Op.DATA_SYNC);
            log.writer.release(3);

            log.mustSync();

            assertEquals(1, syncs.calls());
        }
    }

    @Test
    void marksOnceWhatWasSynced() {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 100);
            assertEquals(0, log.mark());
            assertEquals(1, TestLog.read(disk).report().frames(), "nothing is synced, nothing to say");

            log.mustSync();
            assertEquals(0, log.mark());
            assertEquals(0, log.mark());
            log.mustSync();
            assertEquals(0, log.mark());

            TestLog.Found found = TestLog.read(disk);
            assertEquals(2, found.report().frames());
            assertEquals(log.writer.end(), found.report().end());
            log.mustGroup(1, 100);
            assertEquals(log.tried, TestLog.read(disk).groups());
        }
    }

    /// Row 45.
    @Test
    void row45AFailedWriteIsTheLast() {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 100);
            disk.faults().fail(Op.WRITE).with(Errno.EIO);
            assertEquals(-Errno.EIO, log.group(1, 100));
            assertRefused(log, -Errno.EIO);
        }
    }

    /// Rows 43 and 44.
    @ParameterizedTest
    @ValueSource(ints = {Errno.EIO, Errno.ENOSPC, Errno.EDQUOT})
    void row43AFailedSyncIsTheLast(int errno) {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 100);
            disk.faults().fail(Op.DATA_SYNC).with(errno);
            assertEquals(-errno, log.sync());
            assertEquals(0, log.writer.syncedSegment());
            assertRefused(log, -errno);
        }
    }

    private void assertRefused(TestLog log, int errno) {
        long before = disk.faults().operations();
        assertEquals(errno, log.group(1, 100));
        assertEquals(errno, log.sync());
        assertEquals(errno, log.mark());
        assertFalse(log.writer.roll());
        assertEquals(errno, log.writer.failure());
        assertEquals(before, disk.faults().operations(), "nothing more is tried");
    }

    /// Row 46.
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 511})
    void row46AShortWriteGoesOn(int bytes) {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 1000);
            disk.faults().fail(Op.WRITE).onCall(1).shortTo(bytes);
            log.mustGroup(1, 1000);
            log.mustGroup(1, 1000);

            assertEquals(log.tried, TestLog.read(disk).groups());
        }
    }

    /// Row 46.
    @Test
    void row46WritesThatBringNothingAreAFailure() {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 1000);
            disk.faults().fail(Op.WRITE).always().shortTo(0);
            assertEquals(-Errno.EIO, log.group(1, 1000));
        }
    }

    /// Row 47.
    @ParameterizedTest
    @ValueSource(ints = {Errno.EINTR, Errno.EAGAIN})
    void row47AnInterruptedWriteIsRepeatedButNotForEver(int errno) {
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(1, 100);
            disk.faults().fail(Op.WRITE).onCall(1).with(errno);
            log.mustGroup(1, 100);
            assertEquals(log.tried, TestLog.read(disk).groups());

            disk.faults().fail(Op.WRITE).always().with(errno);
            assertEquals(-errno, log.group(1, 100));
        }
    }

    @Test
    void goesOnInANewSegmentAfterARestart() {
        LogEnd end;
        try (TestLog log = new TestLog(disk)) {
            log.mustGroup(2, 100);
            log.mustSync();
            end = TestLog.read(disk).report().end();
        }
        try (TestLog next = new TestLog(disk.openDirectory(TestLog.PATH), TestLog.CONFIG, end, 3)) {
            next.mustGroup(1, 50);
            TestLog.Found found = TestLog.read(disk);
            assertEquals(2, found.groups().size());
            assertEquals(List.of(1L, 3L), found.report().segments());
            assertEquals(3, found.report().end().lastSequence());
        }
    }
}

package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What becomes of segments below the log floor: as many as are prepared ahead get another life, the others go (D-14).
final class ObsoleteSegmentsTest {
    private final SimDisk disk = TestLog.newDisk();

    @Test
    void recyclesAsManyAsArePreparedAheadAndRemovesTheOthers() {
        try (TestLog log = rolled(6)) {
            ObsoleteSegments obsolete = of(log);

            obsolete.onFloor(6);

            assertEquals(2, obsolete.recycled());
            assertEquals(3, obsolete.removed());
            assertEquals(List.of(1L, 2L, 6L), segments(log));
            assertTrue(log.roll());
            assertTrue(log.roll());
            assertEquals(List.of(6L, 7L, 8L), segments(log), "7 and 8 are the files of 1 and 2");
            obsolete.onFloor(6);
            assertEquals(3, obsolete.removed());
            assertEquals(0, obsolete.failures());
        }
    }

    @Test
    void leavesWhatIsNotBelowTheFloor() {
        try (TestLog log = rolled(4)) {
            ObsoleteSegments obsolete = of(log);

            obsolete.onFloor(1);
            assertEquals(List.of(1L, 2L, 3L, 4L), segments(log));
            obsolete.onFloor(3);

            assertTrue(segments(log).containsAll(List.of(3L, 4L)));
            assertEquals(2, obsolete.recycled() + obsolete.removed());
        }
    }

    /// The preparer may take one at any moment, so it is touched by nobody else until it is given back.
    @Test
    void whatWaitsForThePreparerIsLeftToIt() {
        try (TestLog log = rolled(5)) {
            ObsoleteSegments obsolete = of(log);
            obsolete.onFloor(3);
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L), segments(log));

            obsolete.onFloor(5);
            obsolete.onFloor(5);

            assertEquals(List.of(1L, 2L, 5L), segments(log));
            assertEquals(2, obsolete.recycled());
        }
    }

    /// Row 61.
    @Test
    void countsWhatCannotBeRemovedAndTriesAgain() {
        try (TestLog log = rolled(5)) {
            ObsoleteSegments obsolete = of(log);
            disk.faults().fail(Op.UNLINK).always().with(Errno.EBUSY);

            obsolete.onFloor(5);

            assertEquals(2, obsolete.failures());
            PrepareFailure failure = obsolete.failure();
            assertNotNull(failure);
            assertFalse(failure.isTerminal());
            assertTrue(failure.toString().contains("unlink"), failure.toString());
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L), segments(log));
            log.mustGroup(1, 100);
            log.mustSync();

            disk.faults().clear();
            obsolete.onFloor(5);

            assertEquals(2, obsolete.removed());
            assertNull(obsolete.failure());
            assertEquals(List.of(1L, 2L, 5L), segments(log));
        }
    }

    @Test
    void aListingThatIsRefusedIsTriedAgain() {
        try (TestLog log = rolled(5)) {
            ObsoleteSegments obsolete = of(log);
            disk.faults().fail(Op.LIST).with(Errno.ENOMEM);

            obsolete.onFloor(5);
            assertEquals(1, obsolete.failures());
            obsolete.onFloor(5);

            assertEquals(List.of(1L, 2L, 5L), segments(log));
        }
    }

    /// Row 48.
    @Test
    void aDirectoryThatCannotBeSyncedIsTheEnd() {
        try (TestLog log = rolled(5)) {
            ObsoleteSegments obsolete = of(log);
            disk.faults().fail(Op.DIRECTORY_SYNC).with(Errno.EIO);
            obsolete.onFloor(4);
            obsolete.onFloor(5);
            long removed = obsolete.removed();

            obsolete.onFloor(5);

            PrepareFailure failure = obsolete.failure();
            assertNotNull(failure);
            assertTrue(failure.isTerminal());
            assertEquals(removed, obsolete.removed());
        }
    }

    /// The preparer could not use it, and says so: it is removed with the next floor.
    @Test
    void whatThePreparerCouldNotUseIsRemovedLater() {
        try (TestLog log = rolled(5)) {
            ObsoleteSegments obsolete = of(log);
            obsolete.onFloor(5);
            disk.faults().fail(Op.RENAME_IF_ABSENT).with(Errno.EIO);

            assertTrue(log.roll(), "made from nothing");

            assertEquals(List.of(1L, 2L, 5L), segments(log).subList(0, 3));
            obsolete.onFloor(5);
            obsolete.onFloor(5);
            assertFalse(segments(log).size() > 4, segments(log)::toString);
            for (int i = 0; i < 4; i++) {
                log.roll();
                obsolete.onFloor(log.writer.currentSegment());
            }
            assertFalse(segments(log).contains(1L), segments(log)::toString);
        }
    }

    /// Segments of another size are no use: they are not kept for ever.
    @Test
    void theDirectoryDoesNotGrowWhenNothingIsFitForAnotherLife() {
        LogConfig larger = LogConfig.buffered(TestLog.STORE, 0, 1, 2 * SegmentFormat.MIN_SIZE, 8192);
        try (TestLog log = new TestLog(disk, larger)) {
            for (int i = 0; i < 10; i++) {
                assertTrue(log.roll());
            }
        }
        try (TestLog log = new TestLog(disk.openDirectory(TestLog.PATH), TestLog.CONFIG, LogEnd.NONE, 11)) {
            ObsoleteSegments obsolete = of(log);
            for (int i = 0; i < 5; i++) {
                assertTrue(log.roll());
                obsolete.onFloor(log.writer.currentSegment());
            }
            assertTrue(segments(log).size() <= 4, segments(log)::toString);
        }
    }

    private TestLog rolled(int segments) {
        TestLog log = new TestLog(disk);
        for (int i = 0; i < segments; i++) {
            assertTrue(log.roll());
            log.mustGroup(1, 100);
        }
        log.mustSync();
        assertEquals(new ArrayList<>(LongStream.rangeClosed(1, segments).boxed().toList()), segments(log));
        return log;
    }

    private static ObsoleteSegments of(TestLog log) {
        return new ObsoleteSegments(TestLog.CONFIG, log.directory, log.preparer);
    }

    private static List<Long> segments(TestLog log) {
        return new LogDirectory(log.directory).segments();
    }
}

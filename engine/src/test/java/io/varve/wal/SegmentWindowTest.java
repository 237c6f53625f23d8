package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SegmentWindowTest {
    private static final int SIZE = 256 * 1024;
    private static final int FRAME = 200;
    private static final long NOW = 1_700_000_000_000L;

    private final SimDisk disk = TestLog.newDisk();
    private final List<Op> calls = new ArrayList<>();
    private final Region frame = Region.over(Arena.ofAuto().allocate(16 * 1024, 8), "frame");
    private final Region found = Region.over(Arena.ofAuto().allocate(16 * 1024, 8), "found");

    @Test
    void whatIsStoredIsInTheFile() {
        use(disk, (window, file) -> {
            for (int i = 0; i < 100; i++) {
                frame.fill(0, FRAME, (byte) i);
                assertTrue(window.store(frame, FRAME, 4096 + (long) i * FRAME, NOW));
            }
            assertEquals(FRAME, file.pread(found, 0, FRAME, 4096 + 99L * FRAME));
            assertEquals(99, found.getByte(0));
            assertEquals(99, found.getByte(FRAME - 1));
        });
    }

    @Test
    void fewCallsMakeManyPagesWritable() {
        use(disk, (window, file) -> {
            int frames = (SIZE - 4096) / FRAME;
            for (int i = 0; i < frames; i++) {
                assertTrue(window.store(frame, FRAME, 4096 + (long) i * FRAME, NOW));
            }
            // 4, 8, 16 and 32 KiB, and then 64 each, of which a frame may need the last page again.
            assertEquals(4 + 4, calls.size(), calls::toString);
        });
    }

    @Test
    void aSyncTakesThemBack() {
        use(disk, (window, file) -> {
            for (int i = 0; i < 5; i++) {
                assertTrue(window.store(frame, FRAME, 4096 + (long) i * FRAME, NOW));
                assertTrue(window.store(frame, FRAME, 4096 + (long) (i + 1) * FRAME, NOW));
                assertEquals(i + 1, calls.size());
                window.onSynced();
            }
        });
    }

    /// The kernel writes pages out after a while, and takes them back for it.
    @Test
    void afterAMomentTheyAreAskedForAgain() {
        use(disk, (window, file) -> {
            long now = NOW;
            for (int i = 0; i < 5; i++) {
                assertTrue(window.store(frame, FRAME, 4096 + (long) i * FRAME, now));
                assertTrue(window.store(frame, FRAME, 4096 + (long) i * FRAME, now + SegmentWindow.MOMENT - 1));
                assertEquals(i + 1, calls.size());
                now += SegmentWindow.MOMENT;
            }
        });
    }

    @Test
    void aLargeFrameIsLeftToACall() {
        use(disk, (window, file) -> {
            assertFalse(window.store(frame, SegmentWindow.LARGEST_FRAME + 8, 4096, NOW));
            assertTrue(window.store(frame, SegmentWindow.LARGEST_FRAME, 4096, NOW));
        });
    }

    /// Of a store that was cut short, as by the end of the process, nothing is part of the log, and nothing is damage.
    @Test
    void halfAFrameIsNone() {
        try (TestLog log = new TestLog(disk, TestLog.CONFIG.mapped())) {
            log.mustGroup(1, 100);
            long end = log.writer.offset();
            log.mustGroup(1, 100);
            try (DiskFile file = log.directory.open(SegmentName.of(1), OpenFlags.READ | OpenFlags.WRITE)) {
                long half = (log.writer.offset() - end) / 2 & -8;
                frame.fill(0, FRAME, (byte) 0);
                assertEquals(half, file.pwrite(frame, 0, (int) half, end + half));
            }
            assertEquals(log.tried.subList(0, 1), TestLog.read(disk).groups());
        }
    }

    @Test
    void aPageThatCannotBeMadeWritableIsNotStoredToNorAnyOther() {
        use(disk, (window, file) -> {
            assertTrue(window.store(frame, FRAME, 4096, NOW));
            disk.faults().fail(Op.POPULATE).with(Errno.ENOMEM);
            assertFalse(window.store(frame, FRAME, 8192, NOW));
            assertFalse(window.store(frame, FRAME, 4096, NOW), "one way is enough");
            assertEquals(2, calls.size());
        });
    }

    @Test
    void whereNothingCanBeMappedThereIsNone() {
        disk.faults().fail(Op.MAP).with(Errno.ENOMEM);
        try (Directory directory = disk.openDirectory(TestLog.PATH);
                DiskFile file = segment(directory)) {
            assertNull(SegmentWindow.open(file, SIZE));
        }
    }

    /// Groups of a log that cannot be stored are written.
    @Test
    void aLogGoesOnByCallsWhereItCannotBeStored() {
        for (Op op : List.of(Op.MAP, Op.POPULATE)) {
            SimDisk refusing = TestLog.newDisk();
            refusing.faults().fail(op).always().with(Errno.ENOMEM);
            try (TestLog log = new TestLog(refusing, TestLog.CONFIG.mapped())) {
                for (int i = 0; i < 200; i++) {
                    log.mustGroup(1, 500);
                }
                assertEquals(log.tried, TestLog.read(refusing).groups());
            }
        }
    }

    /// Of a log that is mapped, most groups take no call.
    @Test
    void aGroupThatIsNotSyncedTakesNoCall() {
        try (TestLog log = new TestLog(disk, TestLog.CONFIG.mapped())) {
            log.mustGroup(1, 16);
            List<Op> seen = new ArrayList<>();
            disk.observe(observing(seen));
            for (int i = 0; i < 40; i++) {
                log.mustGroup(1, 16);
            }
            disk.observe(null);

            // Every fourth is one that is to be synced; of the others some need a page.
            assertEquals(10, seen.stream().filter(op -> op == Op.WRITE).count(), seen::toString);
            assertTrue(seen.size() < 10 + 5, seen::toString);
            assertEquals(log.tried, TestLog.read(disk).groups());
        }
    }

    /// The first group behind a sync makes its page writable anew, and those behind that do not.
    @Test
    void aSyncOfTheLogTakesPagesBack() {
        try (TestLog log = new TestLog(disk, TestLog.CONFIG.mapped())) {
            log.mustGroup(1, 16);
            log.mustSync();
            List<Op> seen = new ArrayList<>();
            disk.observe(observing(seen));
            log.mustGroup(1, 16);
            log.mustGroup(1, 16);
            disk.observe(null);

            assertEquals(List.of(Op.POPULATE), seen);
        }
    }

    /// The signal of a page that is gone, where it comes at once; [CutLog] is the rest.
    @Test
    void aStoreToAPageThatIsGoneIsNotReliedOn(@TempDir Path folder) {
        try (Directory directory = Linux.disk().openDirectory(folder.toString())) {
            try (DiskFile file = segment(directory)) {
                SegmentWindow window = SegmentWindow.open(file, SIZE);
                assertNotNull(window);
                frame.fill(0, FRAME, (byte) 7);
                assertTrue(window.store(frame, FRAME, 4096, NOW));

                assertEquals(0, file.truncate(0));

                assertFalse(window.store(frame, FRAME, 4096 + FRAME, NOW));
                assertFalse(window.store(frame, FRAME, 4096 + 2 * FRAME, NOW));
                window.close();
            }
        }
    }

    /// What is done with a window of an empty segment.
    private interface Use {
        void with(SegmentWindow window, DiskFile file);
    }

    private void use(SimDisk where, Use use) {
        try (Directory directory = where.openDirectory(TestLog.PATH);
                DiskFile file = segment(directory)) {
            SegmentWindow window = SegmentWindow.open(file, SIZE);
            assertNotNull(window);
            where.observe(observing(calls));
            use.with(window, file);
            where.observe(null);
            window.close();
        }
    }

    private static DiskFile segment(Directory directory) {
        DiskFile file = directory.open("segment", OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE);
        assertEquals(0, file.writeZeros(0, SIZE));
        return file;
    }

    private static SeamObserver observing(List<Op> seen) {
        return new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                seen.add(op);
            }
        };
    }
}

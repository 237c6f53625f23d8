package io.varve.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.varve.nativeio.Errno;
import io.varve.nativeio.sim.Op;
import io.varve.nativeio.sim.SeamObserver;
import io.varve.nativeio.sim.SimDisk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// In which order a segment gets its space, its header and its name (decisions 21 and 72).
final class SegmentPreparerTest {
    private static final List<Op> ZEROS_ARE_SYNCED =
            List.of(Op.ALLOCATE, Op.WRITE_ZEROS, Op.WRITE, Op.SYNC, Op.RENAME_IF_ABSENT, Op.DIRECTORY_SYNC);
    private static final List<Op> ZEROS_ARE_NOT_SYNCED =
            List.of(Op.ALLOCATE, Op.WRITE, Op.SYNC, Op.RENAME_IF_ABSENT, Op.DIRECTORY_SYNC, Op.WRITE_ZEROS);

    private final SimDisk disk = TestLog.newDisk();
    private final List<Op> made = new ArrayList<>();

    @Test
    void zerosAreSyncedAsLongAsSegmentsAreLeft() {
        try (TestLog log = new TestLog(disk)) {
            for (int i = 0; i < 10; i++) {
                while (log.preparer.preparedCount() < 2) {
                    assertEquals(log.preparer.preparedCount() > 0 || i == 0 ? ZEROS_ARE_SYNCED : List.of(), make(log));
                }
                assertTrue(log.writer.roll());
            }
        }
    }

    @Test
    void aWriterThatRanOutDoesNotWaitForThem() {
        try (TestLog log = new TestLog(disk)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(ZEROS_ARE_SYNCED, make(log));
                assertTrue(log.writer.roll());
            }

            assertEquals(ZEROS_ARE_NOT_SYNCED, make(log));
            assertEquals(ZEROS_ARE_SYNCED, make(log), "one is left");
        }
    }

    /// Its size would be lost with the power.
    @Test
    void zerosAreSyncedWhereNothingElseIsSpace() {
        try (TestLog log = new TestLog(disk)) {
            for (int i = 0; i < 3; i++) {
                make(log);
                assertTrue(log.writer.roll());
            }
            disk.faults().fail(Op.ALLOCATE).always().with(Errno.EOPNOTSUPP);

            assertEquals(ZEROS_ARE_SYNCED, make(log));
        }
    }

    private List<Op> make(TestLog log) {
        made.clear();
        disk.observe(new SeamObserver() {
            @Override
            public void before(Op op, String path) {
                if (op.changesDisk() && op != Op.OPEN) {
                    made.add(op);
                }
            }
        });
        assertEquals(1, log.preparer.doWork());
        disk.observe(null);
        return List.copyOf(made);
    }
}

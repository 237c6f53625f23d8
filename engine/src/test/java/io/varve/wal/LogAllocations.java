package io.varve.wal;

import io.varve.nativeio.Directory;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryAccount;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.nativeio.testing.Allocations;

/// A process in which a writer of a log works until it allocates nothing per group.
final class LogAllocations {
    private static final long SEGMENT_SIZE = 1 << 20;
    private static final int GROUPS = 500;

    private final LogWriter writer;
    private final SegmentPreparer preparer;
    private final Group group = new Group(1, 1, 1, 100);
    private final Region records;
    private int written;

    private LogAllocations(LogWriter writer, SegmentPreparer preparer, Region records) {
        this.writer = writer;
        this.preparer = preparer;
        this.records = records;
        group.put(records);
    }

    /// Works until a segment was filled without allocating.
    ///
    /// @param arguments the directory
    public static void main(String[] arguments) {
        Memory memory = Linux.memory(new MemoryBudget(1L << 26));
        MemoryAccount account = memory.budget().account("log");
        LogConfig config =
                LogConfig.buffered(TestLog.STORE, 0, 1, SEGMENT_SIZE, 64 * 1024).mapped();
        try (Directory directory = Linux.disk().openDirectory(arguments[0]);
                SegmentPreparer preparer = new SegmentPreparer(config, directory, memory, account, () -> 1, 1);
                LogWriter writer = new LogWriter(config, memory, account, preparer, () -> 1, LogEnd.NONE)) {
            Region records = memory.allocate(account, 4096, Pages.BASE);
            LogAllocations log = new LogAllocations(writer, preparer, records);
            long allocated = 1;
            for (int segment = 0; segment < 2_000 && allocated > 0; segment++) {
                log.roll();
                allocated = Allocations.of(GROUPS, log::write);
            }
            System.out.println(allocated + " bytes allocated for " + GROUPS + " groups");
            System.exit(allocated == 0 ? 0 : 3);
        }
    }

    private void roll() {
        preparer.doWork();
        if (!writer.roll()) {
            throw new IllegalStateException("no segment: " + preparer.failure());
        }
        writer.release(writer.currentSegment());
        if (writer.currentSegment() > 1) {
            preparer.recycle(writer.currentSegment() - 1);
        }
    }

    private boolean write() {
        writer.begin(writer.lastSequence() + 1);
        writer.append(records, 0, group.size(), 1);
        writer.write(written, written++ % 3 == 0);
        if (written % 100 == 0) {
            writer.sync();
            writer.syncMark(written);
        }
        return writer.failure() == 0;
    }
}

package io.varve.tools.doctor;

import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Errno;
import io.varve.nativeio.Memory;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.OpenFlags;
import io.varve.nativeio.Pages;
import io.varve.nativeio.Region;
import io.varve.nativeio.linux.Linux;
import io.varve.tools.session.Exit;
import io.varve.tools.session.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Measures writes and syncs as the log makes them: over a file whose zeros are on the disk, one write after the
/// other, each with the sync behind it.
///
/// **Promises:** the file that it writes is removed.
public final class SyncTable {
    /// From a small group of writes to a large batch.
    private static final int[] SIZES = {4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20};

    /// As a segment of the log.
    private static final int FILE_BYTES = 16 << 20;

    private static final int WARM_UP = 8;

    private final Path directory;
    private final String name;
    private final long nanosPerRow;
    private final List<SyncLatency> rows = new ArrayList<>();

    /// A measurement in a directory.
    ///
    /// @param nanosPerRow how long one size is measured
    public SyncTable(Path directory, long nanosPerRow) {
        this.directory = directory;
        this.name = "varve-doctor-" + ProcessHandle.current().pid() + ".tmp";
        this.nanosPerRow = nanosPerRow;
    }

    /// Measures; through the page cache first, and then around it where that is offered.
    public List<SyncLatency> measure() {
        MemoryBudget budget = new MemoryBudget(64L << 20);
        Memory memory = Linux.memory(budget);
        Region buffer = memory.allocate(budget.account("doctor"), 1 << 20, Pages.BASE);
        buffer.fill(0, buffer.size(), (byte) 0x5A);
        try (Directory opened = Linux.disk().openDirectory(directory.toString())) {
            measure(opened, buffer, false);
            if (opened.capabilities().hasDirect()) {
                measure(opened, buffer, true);
            }
        } finally {
            remove();
            memory.free(buffer);
        }
        return rows;
    }

    /// Removes the file, if it is there; any thread.
    public void remove() {
        try (Directory opened = Linux.disk().openDirectory(directory.toString())) {
            opened.unlink(name);
        }
    }

    private void measure(Directory opened, Region buffer, boolean isDirect) {
        int flags = OpenFlags.READ | OpenFlags.WRITE | OpenFlags.CREATE | (isDirect ? OpenFlags.DIRECT : 0);
        try (DiskFile file = opened.open(name, flags)) {
            require("open", file, -file.errno());
            if (!isDirect) {
                require("pwrite", file, file.writeZeros(0, FILE_BYTES));
            }
            require("fsync", file, file.sync());
            for (int size : SIZES) {
                rows.add(row(file, buffer, size, isDirect));
            }
        }
    }

    private SyncLatency row(DiskFile file, Region buffer, int size, boolean isDirect) {
        Histogram nanos = new Histogram(3);
        int written = 0;
        long position = 0;
        long began = System.nanoTime();
        for (long now = began; written < 2 * WARM_UP || now - began < nanosPerRow; written++) {
            long start = System.nanoTime();
            int result = file.pwrite(buffer, 0, size, position);
            require("pwrite", file, result < 0 ? result : result == size ? 0 : -Errno.EIO);
            require("fdatasync", file, file.dataSync());
            now = System.nanoTime();
            if (written >= WARM_UP) {
                nanos.recordValue(now - start);
            }
            position = (position + size) % FILE_BYTES;
        }
        return new SyncLatency(
                size,
                isDirect,
                nanos.getTotalCount(),
                nanos.getValueAtPercentile(50),
                nanos.getValueAtPercentile(99),
                nanos.getMaxValue());
    }

    private static void require(String call, DiskFile file, int result) {
        if (result != 0) {
            throw new Failure(Exit.FAILED, Errno.describe(call, file.path(), result));
        }
    }
}

package io.varve.bench.sync;

import io.varve.bench.probe.ProbeException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import io.varve.nativeio.Region;
import org.HdrHistogram.Histogram;

/// One file that is appended to and synced, record by record; one of several that take turns.
final class SyncLane implements AutoCloseable {
    /// To 10 s, with three digits.
    private final Histogram nanos = new Histogram(10_000_000_000L, 3);

    private final SyncWay way;
    private final int length;
    private final Directory directory;
    private final String name;
    private final DiskFile file;
    private final Region data;
    private final int alignment;
    private long position;

    /// @param length bytes of a record
    /// @param size bytes of the file, of which the records must leave some
    SyncLane(SyncWay way, int length, int size, Directory directory, Buffers buffers) throws ProbeException {
        this.way = way;
        this.length = length;
        this.directory = directory;
        this.data = buffers.data();
        String fileName = "sync-" + way.name() + "-" + length;
        this.name = Prepared.nameOf(fileName, way.preparation());
        this.file = new Prepared(directory, buffers).file(fileName, way.preparation(), size, way.flags());
        this.alignment = way.isDirect() ? file.capabilities().directOffsetAlignment() : 1;
    }

    /// Writes and syncs some records, each timed from before the write to after the sync. Direct writes
    /// cover the blocks that the record touches, rewriting what its predecessors left in the first one.
    void append(int records) throws ProbeException {
        for (int i = 0; i < records; i++) {
            long from = position & -alignment;
            int bytes = (int) ((position + length + alignment - 1 & -alignment) - from);
            position += length;
            long begin = System.nanoTime();
            int written = file.pwrite(data, 0, bytes, from);
            int synced = way.isSynced() ? 0 : file.dataSync();
            long end = System.nanoTime();
            Prepared.check("pwrite", written);
            Prepared.check("fdatasync", synced);
            nanos.recordValue(Math.min(end - begin, nanos.getHighestTrackableValue()));
        }
    }

    SyncWay way() {
        return way;
    }

    int length() {
        return length;
    }

    Histogram nanos() {
        return nanos;
    }

    @Override
    public void close() {
        file.close();
        directory.unlink(name);
    }
}

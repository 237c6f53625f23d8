package io.varve.bench.sync;

import io.varve.bench.probe.ProbeException;
import io.varve.nativeio.Directory;
import io.varve.nativeio.DiskFile;
import org.HdrHistogram.Histogram;

/// Appends of small records that nobody syncs: what the page cache takes for them.
final class SmallWrites {
    private SmallWrites() {}

    static Histogram measure(Directory directory, Buffers buffers, Preparation preparation, int length, int writes)
            throws ProbeException {
        int size = (writes * length / Buffers.SIZE + 1) * Buffers.SIZE;
        Histogram nanos = new Histogram(10_000_000_000L, 3);
        String name = "small-" + preparation.name();
        try (DiskFile file = new Prepared(directory, buffers).file(name, preparation, size, 0)) {
            for (int i = 0; i < writes; i++) {
                long begin = System.nanoTime();
                int written = file.pwrite(buffers.data(), 0, length, (long) i * length);
                long end = System.nanoTime();
                Prepared.check("pwrite", written);
                nanos.recordValue(Math.min(end - begin, nanos.getHighestTrackableValue()));
            }
        } finally {
            directory.unlink(Prepared.nameOf(name, preparation));
        }
        return nanos;
    }
}

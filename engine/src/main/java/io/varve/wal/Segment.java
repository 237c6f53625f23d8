package io.varve.wal;

import io.varve.nativeio.DiskFile;
import org.jspecify.annotations.Nullable;

/// A segment that is ready to be written: its header and its name are durable, its space is real.
///
/// **Owner:** the preparer until it has offered it, then the writer; closed by either.
final class Segment {
    final SegmentHeader header;
    final DiskFile file;
    final int frameSeed;

    /// Null where frames are written by calls only.
    final @Nullable SegmentWindow window;

    Segment(SegmentHeader header, DiskFile file, @Nullable SegmentWindow window) {
        this.header = header;
        this.file = file;
        this.window = window;
        this.frameSeed = header.frameSeed();
    }

    long number() {
        return header.number();
    }

    long size() {
        return header.segmentSize();
    }

    /// Makes durable what was written or stored.
    ///
    /// @return 0, or `-errno`
    int sync() {
        int result = file.dataSync();
        if (window != null) {
            window.onSynced();
        }
        return result;
    }

    void close() {
        if (window != null) {
            window.close();
        }
        file.close();
    }
}

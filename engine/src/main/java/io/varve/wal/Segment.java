package io.varve.wal;

import io.varve.nativeio.DiskFile;

/// A segment that is ready to be written: its header and its name are durable, its space is real.
///
/// **Owner:** the preparer until it has offered it, then the writer, which closes it.
final class Segment {
    final SegmentHeader header;
    final DiskFile file;
    final int frameSeed;

    Segment(SegmentHeader header, DiskFile file) {
        this.header = header;
        this.file = file;
        this.frameSeed = header.frameSeed();
    }

    long number() {
        return header.number();
    }

    long size() {
        return header.segmentSize();
    }
}

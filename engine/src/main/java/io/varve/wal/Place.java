package io.varve.wal;

/// A place in a log that moves on: a segment and an offset in it. Allocates nothing when it moves.
final class Place {
    private long segment;
    private long offset;

    Place(long segment, long offset) {
        set(segment, offset);
    }

    void set(long newSegment, long newOffset) {
        segment = newSegment;
        offset = newOffset;
    }

    void set(Place other) {
        set(other.segment, other.offset);
    }

    long segment() {
        return segment;
    }

    long offset() {
        return offset;
    }

    boolean isBeyond(Place other) {
        return LogEnd.isBeyond(segment, offset, other.segment, other.offset);
    }
}

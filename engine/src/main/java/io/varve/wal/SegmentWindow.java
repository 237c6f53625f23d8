package io.varve.wal;

import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import org.jspecify.annotations.Nullable;

/// A segment, mapped: a frame that is stored here is in the page cache like one that was written, and took no call.
///
/// Of a frame that is synced next, a write is the cheaper one: each sync has the kernel watch its pages for the next
/// store anew, and to let go of that page takes as long as a write.
///
/// **Owner:** the preparer until it has offered the segment, then the writer.
///
/// **Invariant:** nothing is stored to a page that was not made writable since the last sync, by a call that has an
/// errno (F1).
///
/// **Promises:** of [#store] that returned true, every page shows the bytes: what it stored is looked at, because
/// of a store to a page that is gone one is told late, if at all (F2). One that returned false has left no more than a
/// part of the frame, at its place; the same is to be written there, as all that follows.
final class SegmentWindow {
    /// What is made writable at once, at first and at most: 370 frames of 180 bytes for 20 us.
    private static final int SMALLEST_STEP = 4096;

    private static final int LARGEST_STEP = 64 * 1024;

    private final Mapping mapping;
    private final long size;
    private boolean isRefused;

    /// What is writable: from one page to another.
    private long begin;

    private long end;
    private int step = SMALLEST_STEP;

    private SegmentWindow(Mapping mapping, long size) {
        this.mapping = mapping;
        this.size = size;
    }

    /// Maps a segment; null when the machine has no mapping to give.
    static @Nullable SegmentWindow open(DiskFile file, long size) {
        Mapping mapping = file.map(0, size, MapMode.READ_WRITE);
        return mapping.errno() == 0 ? new SegmentWindow(mapping, size) : null;
    }

    /// Stores a frame.
    ///
    /// @param length of the frame with its padding: a multiple of 8, at least 16
    /// @param at a multiple of 8 in the segment
    /// @return false when that cannot be relied on
    boolean store(Region frame, long length, long at) {
        boolean isWritable = !isRefused && ((at >= begin && at + length <= end) || makeWritable(at, length));
        if (!isWritable) {
            return false;
        }
        try {
            Region mapped = mapping.region();
            mapped.copyFrom(at, frame, 0, length);
            isRefused = !isThere(mapped, frame, length, at);
        } catch (InternalError fault) {
            isRefused = true;
        }
        return !isRefused;
    }

    /// After a sync, which has made all pages read-only.
    void onSynced() {
        begin = 0;
        end = 0;
        step = SMALLEST_STEP;
    }

    void close() {
        mapping.close();
    }

    private boolean makeWritable(long at, long length) {
        long first = at & -(long) SMALLEST_STEP;
        long last = Math.min(size, Math.max(first + step, (at + length + SMALLEST_STEP - 1) & -(long) SMALLEST_STEP));
        isRefused = mapping.populateWrite(first, last - first) != 0;
        begin = first;
        end = last;
        step = Math.min(LARGEST_STEP, 2 * step);
        return !isRefused;
    }

    /// One word of each page, and the last.
    private static boolean isThere(Region mapped, Region frame, long length, long at) {
        boolean isThere = isSame(mapped, frame, length - Long.BYTES, at);
        for (long page = at; page < at + length; page = (page + SMALLEST_STEP) & -(long) SMALLEST_STEP) {
            isThere &= isSame(mapped, frame, page - at, at);
        }
        return isThere;
    }

    private static boolean isSame(Region mapped, Region frame, long offset, long at) {
        return mapped.getLongAcquire(at + offset) == frame.getLong(offset);
    }
}

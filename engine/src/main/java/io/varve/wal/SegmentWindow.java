package io.varve.wal;

import io.varve.nativeio.DiskFile;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// A segment, mapped: a frame that is stored here is in the page cache like one that was written, without a call of its
/// own (decision 254).
///
/// **Owner:** the preparer until it has offered the segment, then the writer, then whoever closes the segment.
///
/// **Invariant:** a store goes to pages that a call has made writable a moment ago, and since the last sync: a full
/// or failing disk is an errno then, no signal (F1), and what the file system does to let a page go is waited for
/// outside of Java code. The kernel may take a page back whenever it writes it out; a moment makes that rare.
///
/// **Promises:** of [#store] that returned true, whoever reads the file from now on finds the frame; also whoever
/// breaks the lock (I-30), for the stores are done before any later load of ours. One that returned false has left a
/// part of the frame at its place at most: the same is to be written there. A page that is gone, because somebody
/// has cut the file, may also be told late, as an `InternalError` out of whatever comes next (F2): what was stored
/// is looked at, so that it is not taken for success meanwhile.
final class SegmentWindow {
    /// Larger frames cost more here than a call does: each page is to be made writable.
    static final int LARGEST_FRAME = 2048;

    /// Milliseconds for which a page counts as writable.
    static final long MOMENT = 100;

    private static final int PAGE = 4096;

    /// What is made writable at once begins with a page, and doubles: 16 pages take 20 us, for 370 frames of 180 bytes.
    private static final int LARGEST_STEP = 16 * PAGE;

    private final Mapping mapping;
    private final long size;
    private boolean isRefused;

    /// What is writable: from one page to another, since when.
    private long begin;

    private long end;
    private long since;
    private int step = PAGE;

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
    /// @param length of the frame with its padding, a multiple of 8
    /// @param at a multiple of 8 in the segment
    /// @param now milliseconds of a clock that does not go back
    /// @return false when it is to be written
    boolean store(Region frame, int length, long at, long now) {
        if (isRefused || length > LARGEST_FRAME) {
            return false;
        }
        boolean isWritable = at >= begin && at + length <= end && now - since < MOMENT;
        if (!isWritable && !makeWritable(at, length, now)) {
            return false;
        }
        isRefused = !copy(frame, length, at);
        return !isRefused;
    }

    /// After a sync, for which the kernel has made all pages read-only: to make one writable again takes as long as a
    /// write.
    void onSynced() {
        end = 0;
        step = PAGE;
    }

    void close() {
        mapping.close();
    }

    private boolean makeWritable(long at, int length, long now) {
        step = now - since < MOMENT ? step : PAGE;
        long first = at & -(long) PAGE;
        long last = Math.min(size, Math.max(first + step, (at + length + PAGE - 1) & -(long) PAGE));
        if (mapping.populateWrite(first, last - first) != 0) {
            isRefused = true;
            return false;
        }
        begin = first;
        end = last;
        since = now;
        step = Math.min(LARGEST_STEP, 2 * step);
        return true;
    }

    /// The error of a page that is gone can only be met here where code is interpreted.
    private boolean copy(Region frame, int length, long at) {
        try {
            Region mapped = mapping.region();
            mapped.copyFrom(at, frame, 0, length);
            // Before the lock is looked at: a break loads what we have stored, or we see the break.
            VarHandle.fullFence();
            return isThere(mapped, frame, length, at);
        } catch (InternalError fault) {
            return false;
        }
    }

    /// A word of each of the one or two pages.
    private static boolean isThere(Region mapped, Region frame, int length, long at) {
        int last = length - Long.BYTES;
        return mapped.getLongAcquire(at) == frame.getLong(0) && mapped.getLongAcquire(at + last) == frame.getLong(last);
    }
}

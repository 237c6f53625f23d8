package io.varve.nativeio.sim;

import io.varve.nativeio.Checked;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// The page cache of a range of a file while it is mapped: real memory, shared by all mappings of it.
///
/// Stores cannot be seen as they happen; [#adopt] finds them by comparing with the file's cached
/// pages, at every call of the seam and at moments the seed chooses between. The kernel may write a
/// page back between any two of them, so a crash may leave any mixture of their words.
final class MapWindow {
    final int firstPage;
    final int endPage;
    private final SimInode inode;
    private final MemorySegment memory;

    /// Pages that a call has made writable since the last sync; of the others, a store waits inside the code that makes
    /// it, or ends it.
    private final BitSet writable = new BitSet();

    /// Whose mapping made them writable: a sync through another file may be that of a process which has broken the
    /// lock. Who stores cannot know of it, and waits.
    private @Nullable SimFile storer;

    /// Mappings that may store.
    int writers;

    /// Mappings of any kind.
    int users;

    MapWindow(SimInode inode, int firstPage, int endPage) {
        this.inode = inode;
        this.firstPage = firstPage;
        this.endPage = endPage;
        long size = (long) (endPage - firstPage) * PageStore.PAGE_SIZE;
        this.memory = Arena.ofAuto().allocate(size, PageStore.PAGE_SIZE);
        refresh(firstPage, endPage);
    }

    MemorySegment slice(long position, long length) {
        return memory.asSlice(position - start(), length);
    }

    boolean contains(int first, int end) {
        return firstPage <= first && end <= endPage;
    }

    boolean overlaps(int first, int end) {
        return firstPage < end && first < endPage;
    }

    /// Shows cached pages that changed by other ways than a store.
    void refresh(int first, int end) {
        for (int page = Math.max(first, firstPage); page < Math.min(end, endPage); page++) {
            MemorySegment.copy(
                    MemorySegment.ofArray(inode.cache.pages.page(page)), 0, memory, offset(page), PageStore.PAGE_SIZE);
        }
    }

    /// After the call that makes pages writable.
    void populate(int first, int end, SimFile by) {
        storer = by;
        writable.set(first - firstPage, end - firstPage);
    }

    /// For a sync the kernel takes them all back.
    void protect(SimFile synced) {
        if (synced == storer) {
            writable.clear();
        }
    }

    /// Takes the stores since last time into the file's cache.
    void adopt() {
        for (int page = firstPage; page < endPage; page++) {
            MemorySegment mapped = memory.asSlice(offset(page), PageStore.PAGE_SIZE);
            MemorySegment cached = MemorySegment.ofArray(inode.cache.pages.page(page));
            if (mapped.mismatch(cached) >= 0) {
                adopt(page, mapped, cached);
            }
        }
    }

    /// Makes uses after the last unmapping visible.
    void poison() {
        memory.fill(Checked.FREED);
    }

    private void adopt(int page, MemorySegment mapped, MemorySegment cached) {
        if (writers == 0) {
            throw inode.disk.violation(
                    "inode " + inode.number() + ": a store to page " + page + ", which is mapped for reading only");
        }
        if (!writable.get(page - firstPage)) {
            throw inode.disk.violation(
                    "inode " + inode.number() + ": a store to page " + page + ", which no call has made writable");
        }
        long start = (long) page * PageStore.PAGE_SIZE;
        int inFile = (int) Math.min(PageStore.PAGE_SIZE, inode.cache.size - start);
        int unit = inode.disk.profile().atomicSize();
        for (int offset = 0; offset < inFile; offset += unit) {
            int length = Math.min(unit, inFile - offset);
            MemorySegment stored = mapped.asSlice(offset, length);
            if (stored.mismatch(cached.asSlice(offset, length)) >= 0) {
                byte[] bytes = stored.toArray(ValueLayout.JAVA_BYTE);
                inode.store(start + offset, bytes, true);
            }
        }
    }

    private long offset(int page) {
        return (long) (page - firstPage) * PageStore.PAGE_SIZE;
    }

    private long start() {
        return (long) firstPage * PageStore.PAGE_SIZE;
    }
}

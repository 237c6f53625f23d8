package io.varve.nativeio.sim;

import io.varve.nativeio.Checked;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The page cache of a range of a file while it is mapped: real memory, shared by all mappings of it.
///
/// Stores cannot be seen as they happen; [#adopt] finds them by comparing with the file's cached
/// pages, at every call of the seam and at moments the seed chooses between.
final class MapWindow {
    final int firstPage;
    final int endPage;
    private final SimInode inode;
    private final MemorySegment memory;

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
        for (int offset = 0; offset < PageStore.PAGE_SIZE; offset += PageStore.SECTOR_SIZE) {
            long position = (long) page * PageStore.PAGE_SIZE + offset;
            int inFile = (int) Math.min(PageStore.SECTOR_SIZE, inode.cache.size - position);
            if (inFile <= 0) {
                return;
            }
            MemorySegment sector = mapped.asSlice(offset, inFile);
            if (sector.mismatch(cached.asSlice(offset, inFile)) >= 0) {
                byte[] bytes = new byte[inFile];
                MemorySegment.copy(sector, 0, MemorySegment.ofArray(bytes), 0, inFile);
                inode.store(position, bytes);
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

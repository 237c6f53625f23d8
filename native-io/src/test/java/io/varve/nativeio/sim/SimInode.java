package io.varve.nativeio.sim;

import io.varve.nativeio.sim.PendingUnit.ExtentChange;
import io.varve.nativeio.sim.PendingUnit.SectorWrite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A file of the simulated disk, in three layers: what buffered reads and mappings see (`cache`), what
/// direct reads see (`device`), and what a power cut leaves for sure (`durable`).
///
/// **Invariant:** `durable` with all of `pending` applied in order is `cache`, unless a sync failed or
/// a write was damaged; in `cache`, what is not written or lies beyond the size is zero.
final class SimInode extends SimNode {
    final SimDisk disk;
    final FileState cache;
    final PageStore device;
    final FileState durable;

    /// Sectors as they were before they were last made durable.
    final PageStore previous;

    final List<PendingUnit> pending = new ArrayList<>();
    /// Those of `pending` that the device does not have yet.
    private final List<SectorWrite> unwritten = new ArrayList<>();

    final List<MapWindow> windows = new ArrayList<>();
    final FileLocks locks = new FileLocks();

    /// Of a write-back that failed, as long as nobody heard of it; else 0.
    int unseenErrno;

    SimInode(SimDisk disk, long number) {
        this(disk, number, new FileState(), new PageStore(), new FileState(), new PageStore());
    }

    SimInode(SimDisk disk, long number, FileState cache, PageStore device, FileState durable, PageStore previous) {
        super(number);
        this.disk = disk;
        this.cache = cache;
        this.device = device;
        this.durable = durable;
        this.previous = previous;
    }

    /// Blocks that a write to a range needs and the file does not have yet.
    int missingBlocks(long position, long length) {
        return cache.blocks.count(PageStore.index(position), BlockMap.endBlock(position + length), BlockMap.HOLE);
    }

    /// Reads from the page cache, or, directly, from the device, which gets what is dirty first.
    byte[] read(long position, int length, boolean isDirect) {
        int count = Math.clamp(cache.size - position, 0, length);
        if (!isDirect || count == 0) {
            return cache.pages.read(position, count);
        }
        writeBack(PageStore.index(position), BlockMap.endBlock(position + count));
        byte[] bytes = device.read(position, count);
        for (int block = PageStore.index(position); block < BlockMap.endBlock(position + count); block++) {
            if (cache.blocks.state(block) != BlockMap.WRITTEN) {
                int from = (int) Math.max(0, (long) block * BlockMap.BLOCK_SIZE - position);
                int to = (int) Math.min(count, (block + 1L) * BlockMap.BLOCK_SIZE - position);
                Arrays.fill(bytes, from, to, (byte) 0);
            }
        }
        return bytes;
    }

    /// Writes to the page cache, or, directly, to the device; what was cached of those pages is read
    /// anew then.
    void write(long position, byte[] data, boolean isDirect) {
        int first = PageStore.index(position);
        int end = BlockMap.endBlock(position + data.length);
        if (isDirect) {
            writeBack(first, end);
        }
        store(position, data, false);
        if (isDirect) {
            writeBack(first, end);
            readAnew(first, end);
        }
        showInWindows(first, end);
    }

    /// Changes the page cache, and remembers what is not durable by that.
    ///
    /// @param isMapped true when the data are stores that were made one by one, in an order nobody saw
    void store(long position, byte[] data, boolean isMapped) {
        long start = position - position % PageStore.SECTOR_SIZE;
        byte[] before = isMapped ? cache.pages.read(start, (int) (roundUp(position + data.length) - start)) : null;
        claim(position, data.length, BlockMap.WRITTEN);
        cache.pages.write(position, data, 0, data.length);
        long end = position + data.length;
        long at = start;
        while (at < end) {
            long unitEnd = Math.min(
                    at - at % disk.profile().atomicSize() + disk.profile().atomicSize(), roundUp(end));
            byte[] bytes = cache.pages.read(at, (int) (unitEnd - at));
            byte[] old = before == null ? null : changedWords(before, (int) (at - start), bytes);
            add(new SectorWrite(this, at, bytes, old, disk.nextOrder()));
            at = unitEnd;
        }
    }

    /// What stood there before; null when no more than one word differs, which no crash can divide.
    private static byte @Nullable [] changedWords(byte[] before, int offset, byte[] after) {
        int changed = 0;
        for (int at = 0; at < after.length; at += Long.BYTES) {
            int end = Math.min(at + Long.BYTES, after.length);
            changed += Arrays.equals(before, offset + at, offset + end, after, at, end) ? 0 : 1;
        }
        return changed < 2 ? null : Arrays.copyOfRange(before, offset, offset + after.length);
    }

    /// Changes the page cache only: a write that the device will never see.
    void storeInCacheOnly(long position, byte[] data) {
        disk.suspects().add(this);
        claim(position, data.length, BlockMap.WRITTEN);
        cache.pages.write(position, data, 0, data.length);
        showInWindows(PageStore.index(position), BlockMap.endBlock(position + data.length));
    }

    /// Gives a range space in the state, and grows the file to hold it.
    void claim(long position, long length, byte state) {
        int first = PageStore.index(position);
        int end = BlockMap.endBlock(position + length);
        long size = Math.max(cache.size, position + length);
        boolean isWriting = state == BlockMap.WRITTEN;
        int changing = isWriting
                ? end - first - cache.blocks.count(first, end, BlockMap.WRITTEN)
                : cache.blocks.count(first, end, BlockMap.HOLE);
        if (changing > 0 || size != cache.size) {
            disk.takeBlocks(cache.blocks.count(first, end, BlockMap.HOLE));
            for (int block = first; isWriting && block < end; block++) {
                if (cache.blocks.state(block) != BlockMap.WRITTEN) {
                    device.zeroPage(block);
                }
            }
            grow(first, changing > 0 ? end : first, size, state);
        }
    }

    /// A write that makes the file larger does so block by block: a crash may leave any size between.
    private void grow(int first, int end, long size, byte state) {
        int done = first;
        while (state == BlockMap.WRITTEN && done < end - 1) {
            long sizeSoFar = Math.clamp((done + 1L) * BlockMap.BLOCK_SIZE, cache.size, size);
            change(new ExtentChange(this, sizeSoFar, done, done + 1, state, disk.nextOrder()));
            done++;
        }
        change(new ExtentChange(this, size, done, end, state, disk.nextOrder()));
    }

    /// Cuts or extends the file. The device gets what is dirty behind the cut first, so that nothing
    /// older comes over the zeros later.
    void truncate(long size) {
        writeBack(PageStore.index(size), Integer.MAX_VALUE);
        int end = cache.blocks.end();
        int first = Math.min(end, BlockMap.endBlock(size));
        disk.takeBlocks(cache.blocks.count(first, end, BlockMap.HOLE) - (end - first));
        disk.oldBlocks().bury(cache, first, disk.random());
        change(new ExtentChange(this, size, first, end, BlockMap.HOLE, disk.nextOrder()));
        device.zeroRestOfPage(size);
        showInWindows(PageStore.index(size), Integer.MAX_VALUE);
    }

    /// Makes everything durable.
    void sync() {
        for (PendingUnit unit : pending) {
            settle(unit);
        }
        pending.clear();
        unwritten.clear();
    }

    /// Makes one write durable, which is all that was done since `mark`: its data, what else waits for
    /// the same sectors, and whatever space and size it needs.
    void syncSince(long mark) {
        List<PendingUnit> settled = new ArrayList<>();
        for (PendingUnit unit : pending) {
            boolean isNeeded = unit instanceof ExtentChange || unit.order() > mark;
            if (isNeeded || (unit instanceof SectorWrite write && isOverwritten(write, mark))) {
                settle(unit);
                settled.add(unit);
            }
        }
        pending.removeAll(settled);
        unwritten.removeIf(write -> write.isOnDevice);
        if (pending.isEmpty()) {
            disk.dirty().remove(this);
        }
    }

    private boolean isOverwritten(SectorWrite earlier, long mark) {
        for (PendingUnit unit : pending) {
            boolean isLater = unit.order() > mark;
            if (isLater && unit instanceof SectorWrite later && later.overlaps(earlier)) {
                return true;
            }
        }
        return false;
    }

    /// Forgets that anything was dirty, and loses it. What a direct read has already brought to the device is
    /// not the kernel's to forget: direct reads go on showing it, and the next flush of the device makes it
    /// durable, which a sync of a clean file sends too (D-13 rests on that).
    void failSync(SyncLoss loss, SplittableRandom random) {
        List<PendingUnit> onDevice = new ArrayList<>();
        for (PendingUnit unit : pending) {
            if (unit instanceof SectorWrite write && write.isOnDevice) {
                onDevice.add(unit);
                continue;
            }
            boolean isKept = random.nextBoolean() && mayBeKept(unit, loss);
            if (isKept) {
                settle(unit);
            } else if (loss == SyncLoss.CACHE_REVERTED && unit instanceof SectorWrite write) {
                int page = PageStore.index(write.position);
                cache.pages.sharePage(page, device);
                cache.pages.zeroRestOfPage(cache.size);
                showInWindows(page, page + 1);
            }
        }
        pending.clear();
        pending.addAll(onDevice);
        unwritten.clear();
        disk.suspects().add(this);
    }

    /// Data that reached the device stay only where the change of their block to a written one did.
    private boolean mayBeKept(PendingUnit unit, SyncLoss loss) {
        return switch (unit) {
            case SectorWrite write ->
                loss == SyncLoss.SOME_WRITTEN
                        && durable.blocks.state(PageStore.index(write.position)) == BlockMap.WRITTEN;
            case ExtentChange change -> true;
            case PendingUnit.EntryChange change -> false;
        };
    }

    /// The kernel drops some clean cached pages, mapped or not: what a failed sync or a lost write left
    /// in the cache only is gone from there too.
    void evictClean(int first, int end) {
        Set<Integer> dirtyPages = new HashSet<>();
        for (SectorWrite write : unwritten) {
            dirtyPages.add(PageStore.index(write.position));
        }
        int last = Math.min(end, cache.blocks.end());
        for (int page = first; page < last; page++) {
            if (cache.blocks.state(page) == BlockMap.WRITTEN && !dirtyPages.contains(page)) {
                cache.pages.sharePage(page, device);
            }
        }
        cache.pages.zeroRestOfPage(cache.size);
        showInWindows(first, last);
    }

    /// Lets the device have the dirty data of some pages; durable it is not.
    void writeBack(int first, int end) {
        unwritten.removeIf(write -> {
            int page = PageStore.index(write.position);
            boolean isChosen = page >= first && page < end;
            if (isChosen) {
                device.write(write.position, write.bytes, 0, write.bytes.length);
                write.isOnDevice = true;
            }
            return isChosen;
        });
    }

    /// Drops clean cached pages: the next read has what the device has.
    void evict() {
        if (windows.isEmpty()) {
            writeBack(0, Integer.MAX_VALUE);
            readAnew(0, cache.blocks.end());
        }
    }

    /// Takes in what was stored through mappings.
    void adoptStores() {
        for (MapWindow window : windows) {
            window.adopt();
        }
    }

    /// For a sync through a file: a store has to be noticed anew.
    void protectPages(SimFile synced) {
        windows.forEach(window -> window.protect(synced));
    }

    /// The memory that shows a range, for one more mapping.
    MapWindow openWindow(long position, long length, boolean isWriter) {
        int first = PageStore.index(position);
        int end = BlockMap.endBlock(position + length);
        MapWindow found = null;
        for (MapWindow window : windows) {
            if (window.contains(first, end)) {
                found = window;
            } else if (window.overlaps(first, end)) {
                throw new UnsupportedOperationException("inode " + number() + ": pages " + first + " to " + end
                        + " overlap pages " + window.firstPage + " to " + window.endPage
                        + ", which are mapped; the simulation wants ranges within or apart");
            }
        }
        if (found == null) {
            found = new MapWindow(this, first, end);
            windows.add(found);
            disk.mapped().add(this);
        }
        found.users++;
        found.writers += isWriter ? 1 : 0;
        return found;
    }

    void closeWindow(MapWindow window, boolean isWriter) {
        window.adopt();
        window.writers -= isWriter ? 1 : 0;
        if (--window.users == 0) {
            windows.remove(window);
            window.poison();
        }
        if (windows.isEmpty()) {
            disk.mapped().remove(this);
        }
    }

    private void settle(PendingUnit unit) {
        switch (unit) {
            case SectorWrite write -> {
                previous.copy(durable.pages, write.position, write.bytes.length);
                durable.apply(write);
                if (!write.isOnDevice) {
                    device.write(write.position, write.bytes, 0, write.bytes.length);
                    write.isOnDevice = true;
                }
            }
            case ExtentChange change -> durable.apply(change, null);
            case PendingUnit.EntryChange change -> throw new AssertionError("an entry of a file: " + change);
        }
    }

    private void change(ExtentChange change) {
        cache.apply(change, null);
        add(change);
    }

    /// Remembers what is not durable.
    void add(PendingUnit unit) {
        pending.add(unit);
        disk.dirty().add(this);
        if (unit instanceof SectorWrite write && !write.isOnDevice) {
            unwritten.add(write);
        }
    }

    private void readAnew(int first, int end) {
        for (int page = first; page < end; page++) {
            if (cache.blocks.state(page) == BlockMap.WRITTEN) {
                cache.pages.sharePage(page, device);
            }
        }
        cache.pages.zeroRestOfPage(cache.size);
    }

    private void showInWindows(int first, int end) {
        for (MapWindow window : windows) {
            window.refresh(first, end);
        }
    }

    private static long roundUp(long position) {
        return (position + PageStore.SECTOR_SIZE - 1) / PageStore.SECTOR_SIZE * PageStore.SECTOR_SIZE;
    }
}

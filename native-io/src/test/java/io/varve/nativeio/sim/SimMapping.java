package io.varve.nativeio.sim;

import io.varve.nativeio.Errno;
import io.varve.nativeio.MapAdvice;
import io.varve.nativeio.MapMode;
import io.varve.nativeio.Mapping;
import io.varve.nativeio.Region;
import io.varve.nativeio.RegionLife;
import org.jspecify.annotations.Nullable;

/// A mapped range of a simulated file.
///
/// **Requires:** the range lies inside the file, and to be stored to, in real space; anything else
/// would be a signal on a full disk and fails the test at once.
final class SimMapping extends SimHandle implements Mapping {
    private final SimFile file;
    private final SimInode inode;
    private final long position;
    private final long length;
    private final boolean isWriter;
    private @Nullable MapWindow window;
    private @Nullable Region region;

    SimMapping(SimFile file, long position, long length, MapMode mode) {
        super(file.disk, file.path());
        this.file = file;
        this.inode = file.inode();
        this.position = position;
        this.length = length;
        this.isWriter = mode == MapMode.READ_WRITE;
    }

    int map() {
        int end = BlockMap.endBlock(position + length);
        if (end > BlockMap.endBlock(inode.cache.size)) {
            throw disk.violation(
                    path() + ": mapped to " + (position + length) + ", beyond its size of " + inode.cache.size);
        }
        if (isWriter && inode.missingBlocks(position, length) > 0) {
            throw disk.violation(path() + ": mapped to be stored to, where there are holes");
        }
        window = inode.openWindow(position, length, isWriter);
        RegionLife life = new RegionLife(path(), true, 0);
        region = Region.over(window.slice(position, length), life);
        inode.opens++;
        return 0;
    }

    @Override
    void release() {
        if (window != null && region != null) {
            region.life().end();
            inode.closeWindow(window, isWriter);
            inode.opens--;
            disk.forgetIfUnreachable(inode);
        }
    }

    @Override
    public Region region() {
        requireOpen();
        Region mapped = region;
        if (mapped == null) {
            throw new IllegalStateException(path() + ": not mapped");
        }
        return mapped;
    }

    /// `-EINVAL` where it must not be stored to, `-EFAULT` where the file has been cut or space has gone,
    /// as the kernel says.
    @Override
    public int populateWrite(long offset, long count) {
        region().check(offset, count);
        return call(Op.POPULATE, effect -> {
            if (!isWriter) {
                return count == 0 ? 0 : -Errno.EINVAL;
            }
            boolean isInside = position + offset + count <= roundUp(inode.cache.size);
            if (!isInside || inode.missingBlocks(position + offset, count) > 0) {
                return -Errno.EFAULT;
            }
            if (window != null) {
                window.populate(PageStore.index(position + offset), BlockMap.endBlock(position + offset + count), file);
            }
            return 0;
        });
    }

    @Override
    public int populateRead(long offset, long count) {
        region().check(offset, count);
        return call(Op.POPULATE, effect -> position + offset + count <= roundUp(inode.cache.size) ? 0 : -Errno.EFAULT);
    }

    @Override
    public int advise(long offset, long count, MapAdvice advice) {
        region().check(offset, count);
        boolean isWhole = offset == 0 && count == region().size();
        if (!isWhole && advice.isForWholeMapping()) {
            throw new IllegalArgumentException(advice + " for " + count + " bytes at " + offset + " of a mapping of "
                    + region().size() + "; it is for whole mappings only");
        }
        return call(Op.ADVISE, effect -> 0);
    }

    @Override
    public int residentPages(long offset, long count) {
        region().check(offset, count);
        return call(Op.POPULATE, effect -> BlockMap.endBlock(offset + count) - PageStore.index(offset));
    }

    private static long roundUp(long size) {
        return (long) BlockMap.endBlock(size) * PageStore.PAGE_SIZE;
    }
}

package io.varve.nativeio.sim;

import io.varve.nativeio.sim.PendingUnit.ExtentChange;
import io.varve.nativeio.sim.PendingUnit.SectorWrite;
import org.jspecify.annotations.Nullable;

/// Content, space and size of a file, as one layer has them.
final class FileState {
    final PageStore pages;
    final BlockMap blocks;
    long size;

    FileState() {
        this(new PageStore(), new BlockMap(), 0);
    }

    private FileState(PageStore pages, BlockMap blocks, long size) {
        this.pages = pages;
        this.blocks = blocks;
        this.size = size;
    }

    FileState fork() {
        return new FileState(pages.fork(), blocks.fork(), size);
    }

    void apply(SectorWrite write) {
        pages.write(write.position, write.bytes, 0, write.bytes.length);
    }

    /// Applies the bytes `from` to `to` of a write only: the sector tore.
    void applyPart(SectorWrite write, int from, int to) {
        pages.write(write.position + from, write.bytes, from, to - from);
    }

    /// @param stale what a block reads that turns into a written one, until data reaches it; null for
    ///     zeros
    void apply(ExtentChange change, byte @Nullable [] stale) {
        for (int block = change.firstBlock(); block < change.endBlock(); block++) {
            if (change.state() == BlockMap.WRITTEN && blocks.state(block) != BlockMap.WRITTEN) {
                pages.zeroPage(block);
                if (stale != null) {
                    pages.fillPage(block, stale);
                }
            }
            if (change.state() == BlockMap.HOLE) {
                pages.zeroPage(block);
            }
            if (change.state() != BlockMap.UNWRITTEN || blocks.state(block) == BlockMap.HOLE) {
                blocks.set(block, change.state());
            }
        }
        boolean isCut = change.size() < size;
        size = change.size();
        if (isCut) {
            pages.zeroRestOfPage(size);
        }
    }

    /// Makes unreachable what a reader cannot reach: data of blocks without written space, and the rest
    /// of the last page, which every file system zeroes before a file grows over it.
    void hideUnreachable(int endBlock) {
        for (int block = 0; block < Math.min(endBlock, pages.end()); block++) {
            if (blocks.state(block) != BlockMap.WRITTEN) {
                pages.zeroPage(block);
            }
        }
        pages.zeroRestOfPage(size);
    }
}

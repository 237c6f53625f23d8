package io.varve.nativeio.sim;

import org.jspecify.annotations.Nullable;

/// Something that was done and is not durable: what a power cut may keep or lose by itself.
sealed interface PendingUnit {
    /// When it was done, among all units of the disk.
    long order();

    /// New bytes for whole sectors of a file, none of them across an atomic block.
    final class SectorWrite implements PendingUnit {
        final SimInode inode;
        final long position;
        final byte[] bytes;

        /// Of a write through a mapping: what stood there before, in case that several stores made it.
        final byte @Nullable [] before;

        private final long order;

        /// True once the device has it, where direct reads see it.
        boolean isOnDevice;

        SectorWrite(SimInode inode, long position, byte[] bytes, byte @Nullable [] before, long order) {
            this.inode = inode;
            this.position = position;
            this.bytes = bytes;
            this.before = before;
            this.order = order;
        }

        boolean overlaps(SectorWrite other) {
            return position < other.position + other.bytes.length && other.position < position + bytes.length;
        }

        @Override
        public long order() {
            return order;
        }

        @Override
        public String toString() {
            return "#" + order + " " + bytes.length + " bytes at " + position + " of inode " + inode.number();
        }
    }

    /// A new size of a file, and a new state for some of its blocks.
    ///
    /// @param size the size from then on
    /// @param firstBlock where the range of blocks begins
    /// @param endBlock where it ends; nothing changes when that is `firstBlock`
    /// @param state of the blocks from then on; a written block stays written unless it becomes a hole
    record ExtentChange(SimInode inode, long size, int firstBlock, int endBlock, byte state, long order)
            implements PendingUnit {
        @Override
        public String toString() {
            return "#" + order + " size " + size + " and blocks " + firstBlock + " to " + endBlock + " of inode "
                    + inode.number();
        }
    }

    /// A name that came (target only), went (source only) or moved (both).
    record EntryChange(
            @Nullable SimFolder source,
            String sourceName,
            @Nullable SimFolder target,
            String targetName,
            SimNode node,
            long order)
            implements PendingUnit {
        boolean isRename() {
            return source != null && target != null;
        }

        /// True for a rename from one directory into another.
        boolean crosses() {
            return isRename() && source != target;
        }

        /// The half of a rename that takes the old name away.
        EntryChange departure() {
            return new EntryChange(source, sourceName, null, "", node, order);
        }

        /// The half of a rename that makes the new name.
        EntryChange arrival() {
            return new EntryChange(null, "", target, targetName, node, order);
        }

        @Override
        public String toString() {
            return "#" + order + " " + (source == null ? "new" : sourceName) + " -> "
                    + (target == null ? "gone" : targetName);
        }
    }
}

package io.varve.nativeio.sim;

import io.varve.nativeio.sim.PendingUnit.EntryChange;
import io.varve.nativeio.sim.PendingUnit.ExtentChange;
import io.varve.nativeio.sim.PendingUnit.SectorWrite;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Copies a disk as the end of the process leaves it: the kernel keeps everything, cached and pending,
/// and forgets who had what open, locked or mapped.
final class ProcessKill {
    private final SimDisk source;
    private final SimDisk image;
    private final Map<SimNode, SimNode> copies = new HashMap<>();

    ProcessKill(SimDisk source, long seed) {
        this.source = source;
        this.image = source.successor(seed);
    }

    SimDisk build() {
        copies.put(source.root(), image.root());
        fill(source.root(), image.root());
        return image;
    }

    private void fill(SimFolder from, SimFolder to) {
        for (Map.Entry<String, SimNode> entry : from.entries.entrySet()) {
            SimNode node = copy(entry.getValue());
            to.entries.put(entry.getKey(), node);
            node.links++;
        }
        for (Map.Entry<String, SimNode> entry : from.durable.entrySet()) {
            SimNode node = copy(entry.getValue());
            to.durable.put(entry.getKey(), node);
            node.durableLinks++;
        }
        for (EntryChange change : from.pending) {
            to.pending.add(new EntryChange(
                    folder(change.source()),
                    change.sourceName(),
                    folder(change.target()),
                    change.targetName(),
                    copy(change.node()),
                    change.order()));
            image.dirtyFolders().add(to);
        }
    }

    private @Nullable SimFolder folder(@Nullable SimFolder folder) {
        return folder == null ? null : (SimFolder) copy(folder);
    }

    private SimNode copy(SimNode node) {
        SimNode known = copies.get(node);
        if (known != null) {
            return known;
        }
        switch (node) {
            case SimFolder folder -> {
                SimFolder made = image.newFolder();
                copies.put(folder, made);
                image.takeBlocks(1);
                fill(folder, made);
                return made;
            }
            case SimInode inode -> {
                SimInode made = copy(inode);
                copies.put(inode, made);
                return made;
            }
        }
    }

    private SimInode copy(SimInode inode) {
        SimInode made = new SimInode(
                image,
                image.nextNumber(),
                inode.cache.fork(),
                inode.device.fork(),
                inode.durable.fork(),
                inode.previous.fork());
        for (PendingUnit unit : inode.pending) {
            made.add(copy(unit, made));
        }
        made.unseenErrno = inode.unseenErrno;
        if (source.suspects().contains(inode)) {
            image.suspects().add(made);
        }
        if (inode.links > 0) {
            image.takeBlocks(inode.cache.blocks.allocated());
        }
        return made;
    }

    private static PendingUnit copy(PendingUnit unit, SimInode made) {
        return switch (unit) {
            case SectorWrite write -> {
                SectorWrite copy = new SectorWrite(made, write.position, write.bytes, write.before, write.order());
                copy.isOnDevice = write.isOnDevice;
                yield copy;
            }
            case ExtentChange change ->
                new ExtentChange(
                        made, change.size(), change.firstBlock(), change.endBlock(), change.state(), change.order());
            case EntryChange change -> throw new AssertionError("an entry of a file: " + change);
        };
    }
}

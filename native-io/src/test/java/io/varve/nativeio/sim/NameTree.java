package io.varve.nativeio.sim;

import io.varve.nativeio.sim.PendingUnit.EntryChange;
import org.jspecify.annotations.Nullable;

/// Changes of names, each of them pending until the directory is synced.
final class NameTree {
    private final SimDisk disk;

    NameTree(SimDisk disk) {
        this.disk = disk;
    }

    void add(SimFolder folder, String name, SimNode node) {
        put(folder, name, node);
        pend(folder, new EntryChange(null, "", folder, name, node, disk.nextOrder()));
    }

    int remove(SimFolder folder, String name) {
        SimNode node = take(folder, name);
        if (node != null) {
            disk.giveEntry();
            pend(folder, new EntryChange(folder, name, null, "", node, disk.nextOrder()));
            disk.forgetIfUnreachable(node);
        }
        return 0;
    }

    int move(SimFolder source, String name, SimFolder target, String newName) {
        SimNode replaced = take(target, newName);
        SimNode node = take(source, name);
        if (node != null) {
            put(target, newName, node);
            EntryChange change = new EntryChange(source, name, target, newName, node, disk.nextOrder());
            pend(target, change);
            if (source != target) {
                pend(source, change);
            }
        }
        if (replaced != null) {
            disk.forgetIfUnreachable(replaced);
        }
        return 0;
    }

    int sync(SimFolder folder, @Nullable FaultEffect effect) {
        if (effect instanceof FaultEffect.SyncLie) {
            return 0;
        }
        if (effect instanceof FaultEffect.SyncFailure failure) {
            folder.failSync(disk.random(), disk.profile().renamesAtomically());
            return -failure.errno();
        }
        folder.settle(disk.profile().renamesAtomically());
        disk.dirtyFolders().remove(folder);
        disk.dirty().removeIf(this::isGoneForGood);
        return 0;
    }

    /// True when not even a crash can bring the file back.
    private boolean isGoneForGood(SimInode inode) {
        return inode.isForgotten()
                && inode.durableLinks == 0
                && disk.dirtyFolders().stream()
                        .flatMap(folder -> folder.pending.stream())
                        .noneMatch(change -> change.node() == inode);
    }

    private void put(SimFolder folder, String name, SimNode node) {
        folder.entries.put(name, node);
        node.links++;
    }

    private @Nullable SimNode take(SimFolder folder, String name) {
        SimNode node = folder.entries.remove(name);
        if (node != null) {
            node.links--;
        }
        return node;
    }

    private void pend(SimFolder folder, EntryChange change) {
        folder.pending.add(change);
        disk.dirtyFolders().add(folder);
    }
}

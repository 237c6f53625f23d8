package io.varve.nativeio.sim;

import io.varve.nativeio.sim.PendingUnit.EntryChange;
import io.varve.nativeio.sim.PendingUnit.ExtentChange;
import io.varve.nativeio.sim.PendingUnit.SectorWrite;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Builds the disk that one power cut leaves: what is durable, and of what was pending the units that
/// survive, applied in the order they were done.
final class ImageBuilder {
    private final SimDisk source;
    private final SplittableRandom random;
    private final Map<SimInode, FileState> files = new HashMap<>();
    private final Map<SimFolder, Map<String, SimNode>> folders = new HashMap<>();
    private final Map<SimNode, SimNode> copies = new HashMap<>();

    ImageBuilder(SimDisk source, SplittableRandom random) {
        this.source = source;
        this.random = random;
    }

    SimDisk build(List<PendingUnit> units, int[] fates) {
        for (int i = 0; i < fates.length; i++) {
            if (fates[i] != Fates.LOST) {
                keep(units.get(i), fates[i]);
            }
        }
        SimDisk image = source.successor(random.nextLong());
        copies.put(source.root(), image.root());
        fill(source.root(), image.root(), image);
        return image;
    }

    private void keep(PendingUnit unit, int fate) {
        switch (unit) {
            case SectorWrite write -> keep(write, fate);
            case ExtentChange change -> {
                byte[] stale = fate == Fates.KEPT_STALE ? source.oldBlocks().choose(random) : null;
                state(change.inode()).apply(change, stale);
            }
            case EntryChange change -> keep(change, fate);
        }
    }

    private void keep(SectorWrite write, int fate) {
        FileState state = state(write.inode);
        int length = write.bytes.length;
        byte[] before = write.before;
        if (fate == Fates.MIXED && before != null) {
            byte[] mixed = mix(before, write.bytes);
            state.pages.write(write.position, mixed, 0, length);
            return;
        }
        int cut = fate == Fates.KEPT ? 0 : 1 + random.nextInt(length - 1);
        switch (fate) {
            case Fates.TORN_HEAD -> state.applyPart(write, 0, cut);
            case Fates.TORN_TAIL -> state.applyPart(write, cut, length);
            default -> state.apply(write);
        }
    }

    /// Words of 8 bytes, new and old by lot, or one kind up to a word and the other from there: stores
    /// are ordered, but nobody saw in which order they were made.
    private byte[] mix(byte[] before, byte[] after) {
        byte[] mixed = after.clone();
        int kind = random.nextInt(3);
        int cut = random.nextInt(after.length);
        for (int at = 0; at < mixed.length; at += Long.BYTES) {
            boolean isOld = kind == 0 ? random.nextBoolean() : (at < cut) == (kind == 1);
            if (isOld) {
                System.arraycopy(before, at, mixed, at, Math.min(Long.BYTES, mixed.length - at));
            }
        }
        return mixed;
    }

    private void keep(EntryChange change, int fate) {
        if (change.source() != null && fate != Fates.BOTH_NAMES) {
            entries(change.source()).remove(change.sourceName());
        }
        if (change.target() != null && fate != Fates.NEITHER_NAME) {
            entries(change.target()).put(change.targetName(), change.node());
        }
    }

    private FileState state(SimInode inode) {
        return files.computeIfAbsent(inode, key -> key.durable.fork());
    }

    private Map<String, SimNode> entries(SimFolder folder) {
        return folders.computeIfAbsent(folder, key -> new TreeMap<>(key.durable));
    }

    private void fill(SimFolder from, SimFolder to, SimDisk image) {
        @Nullable Map<String, SimNode> changed = folders.get(from);
        for (Map.Entry<String, SimNode> entry : (changed == null ? from.durable : changed).entrySet()) {
            SimNode copy = copies.get(entry.getValue());
            if (copy == null) {
                copy = copy(entry.getValue(), image);
            }
            to.entries.put(entry.getKey(), copy);
            to.durable.put(entry.getKey(), copy);
            copy.links++;
            copy.durableLinks++;
        }
    }

    private SimNode copy(SimNode node, SimDisk image) {
        return switch (node) {
            case SimFolder folder -> {
                SimFolder made = image.newFolder();
                copies.put(folder, made);
                image.takeBlocks(1);
                fill(folder, made, image);
                yield made;
            }
            case SimInode inode -> {
                SimInode made = copy(inode, image);
                copies.put(inode, made);
                image.takeBlocks(made.cache.blocks.allocated());
                yield made;
            }
        };
    }

    private SimInode copy(SimInode inode, SimDisk image) {
        FileState durable = state(inode);
        durable.hideUnreachable(BlockMap.endBlock(Math.max(inode.cache.size, durable.size)));
        PageStore previous = inode.previous.fork();
        return new SimInode(image, image.nextNumber(), durable.fork(), durable.pages.fork(), durable, previous);
    }
}

package io.varve.nativeio.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Acts out what media do to data without saying so.
final class DataDamage {
    private static final int SECTOR = PageStore.SECTOR_SIZE;

    private final SplittableRandom random;

    DataDamage(SplittableRandom random) {
        this.random = random;
    }

    /// Damages what a read is about to deliver.
    void onRead(SimInode inode, long position, byte[] bytes, ReadDamage damage) {
        if (bytes.length == 0) {
            return;
        }
        int offset = random.nextInt(bytes.length);
        long sectorStart = (position + offset) / SECTOR * SECTOR;
        int from = (int) Math.max(0, sectorStart - position);
        int to = (int) Math.min(bytes.length, sectorStart + SECTOR - position);
        switch (damage) {
            case BIT_FLIP -> flipBit(bytes);
            case ZERO_SECTOR -> Arrays.fill(bytes, from, to, (byte) 0);
            case ONES_SECTOR -> Arrays.fill(bytes, from, to, (byte) 0xFF);
            case STALE_SECTOR -> inode.previous.read(position + from, bytes, from, to - from);
            case MISDIRECTED -> inode.cache.pages.read(elsewhere(inode, position), bytes, 0, bytes.length);
        }
    }

    /// Carries out a damaged write.
    void onWrite(SimInode inode, long position, byte[] bytes, boolean isDirect, WriteDamage damage) {
        switch (damage) {
            case LOST -> {
                if (!isDirect) {
                    inode.storeInCacheOnly(position, bytes);
                }
            }
            case MISDIRECTED -> inode.write(elsewhere(inode, position), bytes, isDirect);
            case MISDIRECTED_TO_ANOTHER_FILE -> {
                List<SimInode> others = others(inode);
                if (others.isEmpty()) {
                    onWrite(inode, position, bytes, isDirect, WriteDamage.MISDIRECTED);
                    return;
                }
                onWrite(inode, position, bytes, isDirect, WriteDamage.LOST);
                strike(others.get(random.nextInt(others.size())), position, bytes);
            }
            case BIT_FLIP -> {
                flipBit(bytes);
                inode.write(position, bytes, isDirect);
            }
        }
    }

    /// Writes some sectors, the first ones or any, and not the others.
    void writePartly(SimInode inode, long position, byte[] bytes, boolean isDirect) {
        boolean isPrefix = random.nextBoolean();
        int cut = random.nextInt(bytes.length + 1);
        int done = 0;
        while (done < bytes.length) {
            int inSector = (int) ((position + done) % SECTOR);
            int end = Math.min(bytes.length, done + SECTOR - inSector);
            if (isPrefix ? end <= cut : random.nextBoolean()) {
                inode.write(position + done, Arrays.copyOfRange(bytes, done, end), isDirect);
            }
            done = end;
        }
    }

    private static List<SimInode> others(SimInode inode) {
        List<SimInode> others = new ArrayList<>();
        collect(inode.disk.root(), others);
        others.removeIf(other -> other == inode || other.durable.size == 0);
        return others;
    }

    private static void collect(SimFolder folder, List<SimInode> inodes) {
        for (SimNode node : folder.entries.values()) {
            switch (node) {
                case SimInode inode -> inodes.add(inode);
                case SimFolder below -> collect(below, inodes);
            }
        }
    }

    /// Overwrites what is on the device, whatever the page cache shows.
    private void strike(SimInode victim, long position, byte[] bytes) {
        long to = random.nextLong((victim.durable.size + SECTOR - 1) / SECTOR) * SECTOR + position % SECTOR;
        int length = Math.clamp(victim.durable.size - to, 0, bytes.length);
        victim.device.write(to, bytes, 0, length);
        victim.durable.pages.write(to, bytes, 0, length);
        victim.disk.suspects().add(victim);
    }

    private void flipBit(byte[] bytes) {
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        }
    }

    /// Another place, at the same offset in its sector; within the file or just behind it.
    private long elsewhere(SimInode inode, long position) {
        long sectors = inode.cache.size / SECTOR + 1;
        long sector = random.nextLong(sectors);
        return (sector == position / SECTOR ? (sector + 1) % (sectors + 1) : sector) * SECTOR + position % SECTOR;
    }
}

package io.varve.nativeio.sim;

import java.util.Arrays;
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
            case BIT_FLIP -> {
                flipBit(bytes);
                inode.write(position, bytes, isDirect);
            }
        }
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

package io.varve.version;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.varve.error.StoreIoException;
import io.varve.format.StoreId;
import io.varve.lock.DirectoryLock;
import io.varve.lock.Holder;
import io.varve.nativeio.Directory;
import io.varve.nativeio.Disk;
import io.varve.nativeio.MemoryBudget;
import io.varve.nativeio.sim.DiskProfile;
import io.varve.nativeio.sim.SimDisk;
import io.varve.nativeio.sim.SimMemory;

/// One opener of a manifest on a disk, from lock to close; it makes the store when there is none.
final class ManifestLife implements AutoCloseable {
    static final String PATH = "/store";
    static final long SIZE = 8192;
    static final Creation CREATION =
            new Creation(new StoreId(0x1122334455667788L, 0x99aabbccddeeff00L), 1, false, 1_700_000_000_000L);

    final SimMemory memory = new SimMemory(new MemoryBudget(1 << 20));
    final Directory directory;
    final ManifestConfig config;
    final DirectoryLock lock;
    final Manifest manifest;

    ManifestLife(Disk disk, long size) {
        directory = disk.openDirectory(PATH);
        if (directory.errno() != 0) {
            throw new StoreIoException("open", PATH, directory.errno());
        }
        config = new ManifestConfig(directory, memory, memory.budget().account("manifest"), size);
        boolean isOpen = false;
        DirectoryLock taken = null;
        try {
            taken = DirectoryLock.take(directory, memory, memory.budget().account("lock"), new Holder(1, "sim", 0));
            lock = taken;
            manifest = Manifest.openOrCreate(config, taken, CREATION);
            isOpen = true;
        } finally {
            if (!isOpen) {
                if (taken != null) {
                    taken.close();
                }
                directory.close();
                assertEquals(0, memory.live(), "regions left by an open that failed");
            }
        }
    }

    ManifestLife(Disk disk) {
        this(disk, SIZE);
    }

    static SimDisk newDisk(DiskProfile profile, long seed) {
        SimDisk disk = new SimDisk(profile, seed);
        disk.makeDirectories(PATH);
        return disk;
    }

    /// Floors in the order of [Floor].
    static Floors floors(long... numbers) {
        Floors floors = Floors.UNCHANGED;
        int next = 0;
        for (Floor floor : Floor.values()) {
            floors = next < numbers.length ? floors.with(floor, numbers[next++]) : floors;
        }
        return floors;
    }

    ManifestState append(ManifestEdit edit) {
        return manifest.append(edit);
    }

    @Override
    public void close() {
        manifest.close();
        lock.close();
        directory.close();
        assertEquals(0, memory.live(), "regions left open");
    }
}
